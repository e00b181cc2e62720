/// <reference lib="dom" />
import type { PhoneMessage } from '../types.ts';
import { hasWord, t } from './dom.client.ts';
import { interactive, small, words } from './interactive.client.ts';
import { mediaView, tile } from './media.client.ts';
import { template } from './template.client.ts';

type Body = Readonly<Record<string, unknown>>;
const bodyOf = (message: PhoneMessage): Body => (message[message.type] ?? {}) as Body;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const cardsOf = (message: PhoneMessage): HTMLElement[] => {
  const cards = (Array.isArray(message.contacts) ? message.contacts : []) as {
    name?: { formatted_name?: string };
    phones?: { phone?: string }[];
  }[];
  return cards.map((card) =>
    tile('person', card.name?.formatted_name ?? t('phone.contact'), card.phones?.[0]?.phone),
  );
};

const orderOf = (body: Body): HTMLElement => {
  const items = (Array.isArray(body.product_items) ? body.product_items : []) as {
    product_retailer_id?: string;
    quantity?: number;
  }[];
  const lines = items.map((item) => `${item.quantity ?? 1} × ${item.product_retailer_id ?? ''}`);
  return tile('list', t('order.title'), lines.join(', '));
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
    case 'contacts':
      return cardsOf(message);
    case 'order':
      return [orderOf(body), body.text ? words(text(body.text)) : undefined];
    case 'system':
      return [small(text(body.body))];
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return [mediaView(message.type, body), body.caption ? words(text(body.caption)) : undefined];
    default:
      return [small(t('phone.unknown', { type: message.type }))];
  }
};

/** Answers that have no words of their own. */
const answered = ({ type, ...body }: Body): string => {
  if (type === 'nfm_reply') return t('form.filled');
  if (type !== 'call_permission_reply') return '';
  const { response } = body.call_permission_reply as Body;
  return t(response === 'accept' ? 'phone.callsAllowed' : 'phone.callsRefused');
};

/** The message in one line, for the journey and quotes. */
export const inOneLine = (message: PhoneMessage): string => {
  const body = bodyOf(message);
  const inner = (body[text(body.type)] ?? body.body ?? {}) as Body;
  const line =
    answered(body) ||
    text(body.emoji) ||
    text(body.body) ||
    text(body.text) ||
    message.rendered?.body ||
    text(inner.title) ||
    text(inner.text) ||
    text(inner.body) ||
    text(body.caption) ||
    (hasWord(`phone.${message.type}`) ? t(`phone.${message.type}`) : message.type);
  return line.length > 90 ? `${line.slice(0, 88)}…` : line;
};
