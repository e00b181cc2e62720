import type { Content, UnknownContent } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { type Draft, memberOf, put, textOf } from '../read.ts';
import { button } from './button.ts';
import { contacts } from './contacts.ts';
import { interactive } from './interactive.ts';
import { location } from './location.ts';
import { audio, document, image, sticker, video, voice } from './media.ts';
import { order } from './order.ts';
import { reaction } from './reaction.ts';
import { text } from './text.ts';
import { unsupported } from './unsupported.ts';

const readers = new Map<string, (item: JsonObject) => Content | undefined>([
  ['text', text],
  ['image', image],
  ['video', video],
  ['audio', audio],
  ['voice', voice],
  ['document', document],
  ['sticker', sticker],
  ['location', location],
  ['contacts', contacts],
  ['button', button],
  ['interactive', interactive],
  ['order', order],
  ['reaction', reaction],
  ['unsupported', unsupported],
  ['unknown', unsupported],
  ['request_welcome', () => ({ kind: 'request_welcome' })],
  ['media_placeholder', () => ({ kind: 'media_placeholder' })],
]);

/**
 * The content of `{type, <type>: {…}}`. What has no reader, or not the shape its type promises, is `unknown`
 * with all it says.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages
 */
export const contentOf = (item: JsonObject): Content => {
  const type = textOf(item.type);
  return (type !== undefined && readers.get(type)?.(item)) || unknownContent(item, type);
};

const unknownContent = (item: JsonObject, type: string | undefined): UnknownContent => {
  const content: Draft<UnknownContent> = { kind: 'unknown' };
  put(content, 'type', type);
  content.value = (type !== undefined ? memberOf(item, type) : undefined) ?? item;
  return content;
};
