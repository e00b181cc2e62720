/// <reference lib="dom" />
import type { PhoneMessage, RenderedTemplate } from '../types.ts';
import { el, t } from './dom.client.ts';
import { openFlow } from './forms.client.ts';
import { icon } from './icons.client.ts';
import { actButton, heading, linkButton, small, tapButton, words } from './interactive.client.ts';
import { mediaView } from './media.client.ts';
import { complain } from './say.client.ts';

type Part = HTMLElement | undefined;

const header = ({ header: shown }: RenderedTemplate): Part => {
  if (!shown) return undefined;
  if (shown.text) return heading(shown.text);
  const kind = shown.format.toLowerCase();
  return mediaView(kind === 'gif' ? 'video' : kind, (shown.media?.[kind] ?? {}) as Record<string, unknown>);
};

const button = (message: PhoneMessage, shown: RenderedTemplate['buttons'][number]): HTMLElement => {
  if (shown.payload !== undefined)
    return tapButton(shown.text, {
      type: 'button',
      button: { payload: shown.payload, text: shown.text },
      context: { id: message.id },
    });
  if (shown.code !== undefined) {
    const { code } = shown;
    return actButton('document', `${shown.text} (${code})`, () => {
      void navigator.clipboard.writeText(code).catch(complain);
    });
  }
  if (shown.type === 'FLOW')
    return actButton('document', shown.text, () => openFlow(message, shown.text, {}));
  if (shown.phone_number) return el('span', { class: 'tap' }, icon('phone'), shown.text);
  return linkButton(shown.text, shown.url ?? '');
};

const parts = (message: PhoneMessage, shown: RenderedTemplate): Part[] => [
  header(shown),
  words(shown.body ?? ''),
  shown.footer ? small(shown.footer) : undefined,
  ...shown.buttons.map((one) => button(message, one)),
];

/** A template filled in. */
export const template = (message: PhoneMessage): Part[] => {
  const shown = message.rendered;
  if (!shown) return [words(String((message.template as { name?: string } | undefined)?.name ?? ''))];
  return [
    ...parts(message, shown),
    shown.cards?.length
      ? el(
          'div',
          { class: 'cards', role: 'group', tabindex: '0', 'aria-label': t('phone.cards') },
          shown.cards.map((card) => el('div', { class: 'card-tile' }, parts(message, card))),
        )
      : undefined,
  ];
};
