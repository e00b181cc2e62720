/// <reference lib="dom" />
import type { Content, Message, TemplateContent } from '@centralita/core/model';
import { el, plural, t } from '@centralita/sandbox/phone/dom.client';
import { type IconName, icon } from '@centralita/sandbox/phone/icons.client';
import { jsonView } from '@centralita/sandbox/phone/json.client';
import { mediaView } from './media.client.ts';
import { kindWord, phoneText } from './names.client.ts';
import { templateText } from './template-texts.client.ts';

const words = (text: string): HTMLElement => el('p', { class: 'words', dir: 'auto' }, text);
const small = (text: string): HTMLElement => el('p', { class: 'minor', dir: 'auto' }, text);

const tile = (name: IconName, title: string, detail?: string): HTMLElement =>
  el(
    'div',
    { class: 'tile' },
    el('span', { class: 'tile-icon' }, icon(name)),
    el(
      'span',
      { class: 'tile-text' },
      el('span', { dir: 'auto' }, title),
      detail && el('span', { class: 'minor', dir: 'auto' }, detail),
    ),
  );

const choices = (labels: readonly string[], name: IconName): HTMLElement =>
  el(
    'ul',
    { class: 'choices' },
    labels.map((label) => el('li', { dir: 'auto' }, icon(name), label)),
  );

interface Parts {
  readonly header?: { readonly type: string; readonly text?: string };
  readonly body?: string;
  readonly footer?: string;
}

const parts = ({ header, body, footer }: Parts): (HTMLElement | undefined)[] => [
  header &&
    (header.type === 'text'
      ? el('p', { class: 'heading', dir: 'auto' }, header.text ?? '')
      : tile('image', kindWord(header.type))),
  body === undefined ? undefined : words(body),
  footer === undefined ? undefined : small(footer),
];

const tapped = (kind: string, text: string, detail?: string): HTMLElement =>
  el(
    'div',
    { class: 'tapped' },
    icon('tap'),
    el(
      'span',
      {},
      el('span', { class: 'minor' }, kindWord(kind)),
      el('span', { class: 'words', dir: 'auto' }, text),
      detail && el('span', { class: 'minor', dir: 'auto' }, detail),
    ),
  );

const mediaIcons: Readonly<Record<string, IconName>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  document: 'document',
  sticker: 'sticker',
};

const template = (content: TemplateContent): HTMLElement[] => {
  const known = templateText(content);
  const label = el(
    'p',
    { class: 'minor label' },
    icon('template'),
    `${kindWord('template')} · ${content.name} · ${content.language}`,
  );
  if (!known) {
    const values = (content.body ?? []).map((one) => ('text' in one ? one.text : one.type)).join(', ');
    return [label, words(values || content.name)];
  }
  return [
    label,
    ...(known.header ? [el('p', { class: 'heading', dir: 'auto' }, known.header)] : []),
    words(known.body),
    ...(known.footer ? [small(known.footer)] : []),
    ...(known.buttons.length > 0 ? [choices(known.buttons, 'reply')] : []),
  ];
};

/** What a message holds, in elements. Everything a customer wrote goes in as text. */
export const contentView = (
  content: Content,
  message: Pick<Message, 'id' | 'direction'>,
): (HTMLElement | undefined)[] => {
  switch (content.kind) {
    case 'text':
      return [words(content.text)];
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker': {
      const name = content.kind === 'audio' && content.voice ? 'voice' : content.kind;
      const file = content.kind === 'document' ? content.filename : undefined;
      return [
        mediaView(message, content, () =>
          tile(
            mediaIcons[content.kind] ?? 'document',
            file ?? kindWord(name),
            content.mimeType ?? content.link,
          ),
        ),
        content.caption ? words(content.caption) : undefined,
      ];
    }
    case 'location': {
      const where = `${content.latitude.toFixed(5)}, ${content.longitude.toFixed(5)}`;
      return [
        tile('location', content.name ?? kindWord('location'), content.address ?? where),
        content.address ? el('p', { class: 'minor mono' }, where) : undefined,
      ];
    }
    case 'contacts':
      return content.contacts.map((card) =>
        tile(
          'person',
          card.name.formattedName,
          [
            ...(card.phones ?? []).map(({ phone, waId }) => phone ?? phoneText(waId ?? '')),
            ...(card.emails ?? []).map(({ email }) => email),
          ]
            .filter(Boolean)
            .join(' · ') || card.org?.company,
        ),
      );
    case 'button':
      return [tapped('button', content.text)];
    case 'button_reply':
      return [tapped('button_reply', content.title)];
    case 'list_reply':
      return [tapped('list_reply', content.title, content.description)];
    case 'nfm_reply':
      return [
        tile('list', content.name ?? kindWord('nfm_reply'), content.body),
        jsonView(content.response ?? content.responseText ?? {}, kindWord('nfm_reply')),
      ];
    case 'order':
      return [
        tile('list', kindWord('order'), plural('content.items', content.items.length)),
        content.text ? words(content.text) : undefined,
        el(
          'ul',
          { class: 'minor' },
          content.items.map((item) =>
            el(
              'li',
              {},
              [item.quantity ? `${item.quantity} ×` : '', item.productRetailerId, item.price, item.currency]
                .filter(Boolean)
                .join(' '),
            ),
          ),
        ),
      ];
    case 'buttons':
      return [
        ...parts(content),
        choices(
          content.buttons.map(({ title }) => title),
          'reply',
        ),
      ];
    case 'list':
      return [
        ...parts(content),
        el(
          'details',
          { class: 'sections' },
          el('summary', {}, icon('list'), content.button),
          content.sections.flatMap((section) => [
            section.title ? el('h3', {}, section.title) : undefined,
            el(
              'ul',
              {},
              section.rows.map(({ title, description }) =>
                el(
                  'li',
                  { dir: 'auto' },
                  title,
                  description && el('span', { class: 'minor' }, ` ${description}`),
                ),
              ),
            ),
          ]),
        ),
      ];
    case 'cta_url':
      return [...parts(content), choices([content.displayText], 'link'), small(content.url)];
    case 'flow':
      return [...parts(content), choices([content.cta], 'list')];
    case 'carousel':
      return [
        words(content.body),
        choices(
          content.cards.map((card) => card.body ?? kindWord('carousel')),
          'image',
        ),
      ];
    case 'template':
      return template(content);
    case 'location_request':
    case 'address_message':
    case 'contact_request':
    case 'voice_call':
    case 'catalog_message':
    case 'product_list':
      return [words(content.body), choices([kindWord(content.kind)], 'chevron')];
    case 'call_permission_request':
      return [content.body ? words(content.body) : undefined, choices([kindWord(content.kind)], 'chevron')];
    case 'unsupported':
    case 'unknown':
      return [plainly(content.kind, content.type)];
    case 'raw':
      return [plainly('raw'), folded(content.body)];
    case 'order_details':
    case 'order_status':
      return [...parts(content), folded(content.parameters)];
    case 'call_permission_reply':
      return [tapped(content.kind, content.response)];
    case 'payment_method':
      return [tapped(content.kind, [content.method, content.lastFourDigits].filter(Boolean).join(' · '))];
    default:
      return [plainly(content.kind)];
  }
};

const plainly = (kind: string, type?: string): HTMLElement =>
  el(
    'p',
    { class: 'plainly' },
    icon('info'),
    el('span', {}, kindWord(kind), type && el('span', { class: 'mono' }, ` ${type}`)),
  );

const folded = (value: unknown): HTMLElement =>
  el('details', { class: 'sections' }, el('summary', {}, 'JSON'), jsonView(value, 'JSON'));

export const originNote = (origin: string): string | undefined =>
  origin === 'app' || origin === 'standby' || origin === 'history' ? t(`bubble.${origin}`) : undefined;
