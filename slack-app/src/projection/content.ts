import type { Content } from '@centralita/core/model';
import { escapeMrkdwn, oneLine, toRichText } from '../format/from-whatsapp.ts';
import { splitText } from '../format/split.ts';
import type { Words } from '../words/index.ts';
import { type KnownBlock, section } from './parts.ts';

/** What a message shows: blocks of one Slack message each, and one line that says it all. */
export interface Shown {
  /** Not escaped. */
  readonly line: string;
  readonly parts: readonly (readonly KnownBlock[])[];
  /** A file belongs to it: uploaded under this name. */
  readonly file?: { readonly label: string; readonly filename?: string; readonly mimeType?: string };
}

/** Rich text holds more, but Slack refuses large messages as a whole. */
const mostCharacters = 3500;

const one = (line: string, ...blocks: readonly KnownBlock[]): Shown => ({ line, parts: [blocks] });
const said = (text: string): Shown => one(text, section(escapeMrkdwn(text)));

const textual = (text: string): Shown => ({
  line: oneLine(text),
  parts: splitText(text, mostCharacters).map((part) => [toRichText(part)]),
});

const withCaption = (file: Shown['file'] & object, caption?: string): Shown => {
  const line = caption ? `${file.label}: ${oneLine(caption)}` : file.label;
  return { line, parts: [caption ? [toRichText(caption)] : []], file };
};

const present = (...parts: readonly (string | number | undefined)[]): string[] =>
  parts.filter((part) => part !== undefined && part !== '').map(String);

/** Every kind of content as Slack blocks; unknown ones say so plainly. */
export const showContent = (content: Content, words: Words): Shown => {
  switch (content.kind) {
    case 'text':
      return textual(content.text);
    case 'image':
    case 'video':
    case 'sticker':
      return withCaption({ label: words.kinds[content.kind], ...fileOf(content) }, content.caption);
    case 'audio':
      return withCaption({
        label: content.voice ? words.kinds.voice : words.kinds.audio,
        ...fileOf(content),
      });
    case 'document':
      return withCaption(
        {
          label: content.filename ? `${words.kinds.document} ${content.filename}` : words.kinds.document,
          ...fileOf(content),
          ...(content.filename ? { filename: content.filename } : {}),
        },
        content.caption,
      );
    case 'location':
      return location(content, words);
    case 'contacts':
      return contacts(content.contacts, words);
    case 'button':
      return said(words.tapped(content.text));
    case 'button_reply':
      return said(words.tapped(content.title));
    case 'list_reply':
      return said(words.chose(present(content.title, content.description).join(' – ')));
    case 'nfm_reply':
      return form(content, words);
    case 'call_permission_reply':
      return said(words.callPermission(content.response));
    case 'payment_method':
      return said(present(words.payment, content.method).join(': '));
    case 'order':
      return order(content, words);
    case 'request_welcome':
      return said(words.openedChat);
    case 'unsupported':
      return said(words.unsupported(content.type ?? ''));
    case 'media_placeholder':
      return said(words.placeholder);
    case 'template':
      return template(content, words);
    case 'reaction':
      return said(content.emoji || '—');
    case 'unknown':
      return said(words.unknownKind(content.type ?? ''));
    case 'raw':
      return said(words.interactive(typeof content.body.type === 'string' ? content.body.type : 'raw'));
    default:
      return interactive(content, words);
  }
};

const fileOf = (content: { readonly mimeType?: string }) =>
  content.mimeType ? { mimeType: content.mimeType } : {};

const location = (content: Extract<Content, { kind: 'location' }>, words: Words): Shown => {
  const { latitude, longitude, name, address } = content;
  const place = `${latitude},${longitude}`;
  const map = `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(place)}`;
  const label = present(name, address).join(', ');
  return one(
    `${words.location}: ${label || place}`,
    section(
      `:round_pushpin: ${label ? `${escapeMrkdwn(label)} · ` : ''}${place} · <${map}|${words.openMap}>`,
    ),
  );
};

const contacts = (cards: Extract<Content, { kind: 'contacts' }>['contacts'], words: Words): Shown => {
  const names = cards.map((card) => card.name.formattedName).join(', ');
  const lines = cards.slice(0, 20).map((card) => {
    const details = present(
      ...(card.phones ?? []).map(({ phone, waId }) => phone ?? waId),
      ...(card.emails ?? []).map(({ email }) => email),
      card.org?.company,
    );
    return `:bust_in_silhouette: *${escapeMrkdwn(card.name.formattedName)}*${details.map((each) => `\n${escapeMrkdwn(each)}`).join('')}`;
  });
  return one(`${words.contactCard}: ${names}`, section(lines.join('\n')));
};

const form = (content: Extract<Content, { kind: 'nfm_reply' }>, words: Words): Shown => {
  const { response, responseText, body } = content;
  const fields =
    typeof response === 'object' && response !== null && !Array.isArray(response)
      ? Object.entries(response).map(
          ([name, value]) =>
            `*${escapeMrkdwn(name)}*: ${escapeMrkdwn(oneLine(typeof value === 'string' ? value : JSON.stringify(value), 500))}`,
        )
      : present(body, responseText).map((text) => escapeMrkdwn(oneLine(text, 1000)));
  const title = present(words.form, content.name).join(': ');
  return one(title, section([`:clipboard: ${escapeMrkdwn(title)}`, ...fields.slice(0, 40)].join('\n')));
};

const order = (content: Extract<Content, { kind: 'order' }>, words: Words): Shown => {
  const lines = content.items.map((item) =>
    words.orderItem(
      item.quantity ?? 1,
      item.productRetailerId ?? '?',
      item.price === undefined ? '' : present(item.price, item.currency).join(' '),
    ),
  );
  const shown = [...lines.slice(0, 30), ...(lines.length > 30 ? [`… ${lines.length - 30}`] : [])];
  const all = [...(content.text ? [content.text] : []), ...shown];
  return one(
    `${words.order}: ${oneLine(lines.join(', '))}`,
    section(`:shopping_trolley: *${words.order}*\n${all.map(escapeMrkdwn).join('\n')}`),
  );
};

const template = (content: Extract<Content, { kind: 'template' }>, words: Words): Shown => {
  const values = (content.body ?? []).map((parameter) =>
    parameter.type === 'text'
      ? parameter.text
      : 'fallback' in parameter
        ? parameter.fallback
        : parameter.type,
  );
  const line = words.templateSent(content.name);
  return one(
    line,
    section(
      [`:page_facing_up: ${escapeMrkdwn(line)}`, ...values.map((value) => `• ${escapeMrkdwn(value)}`)].join(
        '\n',
      ),
    ),
  );
};

/** What we send with buttons, lists and the like: its body, and what there is to choose. */
const interactive = (content: Content, words: Words): Shown => {
  const body = 'body' in content && typeof content.body === 'string' ? content.body : '';
  const choices =
    content.kind === 'buttons'
      ? content.buttons.map(({ title }) => title)
      : content.kind === 'list'
        ? content.sections.flatMap(({ rows }) => rows.map(({ title }) => title))
        : content.kind === 'cta_url'
          ? [`${content.displayText}: ${content.url}`]
          : [];
  if (body === '') return said(words.interactive(content.kind));
  const blocks: KnownBlock[] = splitText(body, mostCharacters).slice(0, 3).map(toRichText);
  if (choices.length > 0)
    blocks.push(
      section(
        choices
          .slice(0, 30)
          .map((choice) => `▢ ${escapeMrkdwn(choice)}`)
          .join('\n'),
      ),
    );
  return one(oneLine(body), ...blocks);
};
