/// <reference lib="dom" />
import type { PhoneMessage } from '../types.ts';
import { el, hasWord, t } from './dom.client.ts';
import { type IconName, icon } from './icons.client.ts';
import { say } from './say.client.ts';

type Body = Readonly<Record<string, unknown>>;
const bodyOf = (message: PhoneMessage): Body => (message[message.type] ?? {}) as Body;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const words = (value: string): HTMLElement => el('p', { class: 'words', dir: 'auto' }, value);
const small = (value: string): HTMLElement => el('p', { class: 'small muted', dir: 'auto' }, value);

const icons: Readonly<Record<string, IconName>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'person',
};

const tile = (name: IconName, title: string, detail = ''): HTMLElement =>
  el(
    'div',
    { class: 'tile' },
    el('span', { class: 'tile-icon' }, icon(name)),
    el('span', {}, el('span', { dir: 'auto' }, title), detail && small(detail)),
  );

const tapButton = (label: string, reply: Body): HTMLElement =>
  el(
    'button',
    { type: 'button', class: 'tap', dir: 'auto', onclick: () => void say(reply) },
    icon('reply'),
    label,
  );

interface Choice {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

const listOf = (message: PhoneMessage, action: Body): HTMLElement =>
  el(
    'details',
    { class: 'choose' },
    el('summary', {}, icon('list'), text(action.button) || t('phone.choose')),
    ((action.sections ?? []) as { title?: string; rows?: Choice[] }[]).flatMap((section) => [
      section.title ? el('h3', {}, section.title) : undefined,
      ...(section.rows ?? []).map((row) =>
        el(
          'button',
          {
            type: 'button',
            class: 'list-choice',
            dir: 'auto',
            onclick: () =>
              void say({
                type: 'interactive',
                interactive: { type: 'list_reply', list_reply: row },
                context: { id: message.id },
              }),
          },
          row.title,
          row.description && small(row.description),
        ),
      ),
    ]),
  );

const interactive = (message: PhoneMessage): (HTMLElement | undefined)[] => {
  const body = bodyOf(message);
  const kind = text(body.type);
  const answer = body[kind] as Choice | undefined;
  if (kind === 'button_reply' || kind === 'list_reply')
    return [words(answer?.title ?? ''), answer?.description ? small(answer.description) : undefined];
  const action = (body.action ?? {}) as Body;
  const header = body.header as { type?: string; text?: string } | undefined;
  const buttons = (action.buttons ?? []) as { reply: Choice }[];
  const parameters = (action.parameters ?? {}) as Body;
  return [
    header &&
      (header.text
        ? el('p', { class: 'heading', dir: 'auto' }, header.text)
        : tile('image', t('phone.image'))),
    words(text((body.body as Body | undefined)?.text)),
    body.footer ? small(text((body.footer as Body).text)) : undefined,
    ...buttons.map(({ reply }) =>
      tapButton(reply.title, {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: reply },
        context: { id: message.id },
      }),
    ),
    kind === 'list' ? listOf(message, action) : undefined,
    parameters.display_text
      ? el('span', { class: 'tap' }, icon('link'), text(parameters.display_text))
      : undefined,
  ];
};

const template = (message: PhoneMessage): (HTMLElement | undefined)[] => {
  const shown = message.rendered;
  if (!shown) return [words(text(bodyOf(message).name))];
  return [
    shown.header?.text
      ? el('p', { class: 'heading', dir: 'auto' }, shown.header.text)
      : shown.header
        ? tile('image', t('phone.image'))
        : undefined,
    words(shown.body ?? ''),
    shown.footer ? small(shown.footer) : undefined,
    ...shown.buttons.map((button) =>
      button.payload === undefined
        ? el('span', { class: 'tap' }, icon('link'), button.text)
        : tapButton(button.text, {
            type: 'button',
            button: { payload: button.payload, text: button.text },
            context: { id: message.id },
          }),
    ),
  ];
};

/** A message as the phone shows it. */
export const look = (message: PhoneMessage): (HTMLElement | undefined)[] => {
  const body = bodyOf(message);
  switch (message.type) {
    case 'text':
      return [words(text(body.body))];
    case 'button':
      return [words(text(body.text))];
    case 'interactive':
      return interactive(message);
    case 'template':
      return template(message);
    case 'location':
      return [
        tile(
          'location',
          text(body.name) || t('phone.location'),
          text(body.address) || `${body.latitude}, ${body.longitude}`,
        ),
      ];
    case 'contacts': {
      const cards = (Array.isArray(message.contacts) ? message.contacts : []) as {
        name?: { formatted_name?: string };
        phones?: { phone?: string }[];
      }[];
      return cards.map((card) =>
        tile('person', card.name?.formatted_name ?? t('phone.contact'), card.phones?.[0]?.phone),
      );
    }
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return [
        tile(
          icons[message.type] ?? 'document',
          text(body.filename) ||
            t(`phone.${message.type === 'audio' && body.voice ? 'voice' : message.type}`),
          text(body.mime_type),
        ),
        body.caption ? words(text(body.caption)) : undefined,
      ];
    default:
      return [small(t('phone.unknown', { type: message.type }))];
  }
};

/** The message in one line, for the journey. */
export const inOneLine = (message: PhoneMessage): string => {
  const body = bodyOf(message);
  const inner = (body[text(body.type)] ?? body.body ?? {}) as Body;
  const line =
    text(body.emoji) ||
    text(body.body) ||
    text(body.text) ||
    message.rendered?.body ||
    text(inner.title) ||
    text(inner.text) ||
    text(body.caption) ||
    (hasWord(`phone.${message.type}`) ? t(`phone.${message.type}`) : message.type);
  return line.length > 90 ? `${line.slice(0, 88)}…` : line;
};
