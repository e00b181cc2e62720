/// <reference lib="dom" />
import type { ConversationView } from '@centralita/core/hub-client';
import type { Content } from '@centralita/core/model';
import { hasWord, t } from '@centralita/sandbox/phone/dom.client';

type Someone = ConversationView['contact'];

/** A number, or what is shown of it where the hub hides numbers: `34…22`. */
export const phoneText = (digits: string): string =>
  /^(\d{7,15}|\d\d…\d\d)$/.test(digits) ? `+${digits}` : digits;

const identity = (contact: Someone, kind: string): string | undefined =>
  contact.identities.find((one) => one.kind === kind)?.value;

/** A phone number, else a username, else the id they are known by. */
export const addressOf = (contact: Someone): string => {
  const phone = identity(contact, 'phone') ?? identity(contact, 'wa_id');
  if (phone) return phoneText(phone);
  const username = identity(contact, 'username');
  return username ? `@${username}` : (identity(contact, 'user_id') ?? contact.id);
};

export const nameOf = (contact: Someone): string => contact.name?.trim() || addressOf(contact);

export const kindWord = (kind: string): string => (hasWord(`kind.${kind}`) ? t(`kind.${kind}`) : kind);

/** One line that stands for a content. */
export const lineOf = (content: Content): string => {
  switch (content.kind) {
    case 'text':
      return content.text;
    case 'button':
      return content.text;
    case 'button_reply':
    case 'list_reply':
      return content.title;
    case 'buttons':
    case 'list':
    case 'cta_url':
    case 'flow':
    case 'product_list':
    case 'carousel':
    case 'location_request':
    case 'address_message':
    case 'contact_request':
    case 'voice_call':
    case 'catalog_message':
      return content.body;
    case 'image':
    case 'video':
    case 'document':
    case 'audio':
    case 'sticker':
      return content.caption ? `${kindWord(content.kind)}: ${content.caption}` : kindWord(content.kind);
    case 'location':
      return `${kindWord('location')}${content.name ? `: ${content.name}` : ''}`;
    case 'contacts':
      return content.contacts.map(({ name }) => name.formattedName).join(', ');
    case 'template':
      return `${kindWord('template')}: ${content.name}`;
    default:
      return kindWord(content.kind);
  }
};
