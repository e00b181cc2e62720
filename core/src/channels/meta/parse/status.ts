import type { ContactRef } from '../../../model/contact.ts';
import type { MessageStatus, ProviderEvent } from '../../../model/events.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import type { Pricing, ReportedStatus } from '../../../model/message.ts';
import { callStatus } from './call.ts';
import { idOf, type Place, timeOf, unknown } from './change.ts';
import { type ContactDraft, contactRef, isNobody } from './contacts.ts';
import { errorItems } from './errors.ts';
import type { ListReader } from './lists.ts';
import { booleanOf, type Draft, objectOf, put, textOf, textsBy } from './read.ts';
import { isoOf } from './time.ts';

const known: ReadonlySet<Json | undefined> = new Set(['sent', 'delivered', 'read', 'played', 'failed']);

const isToGroup = (item: JsonObject): boolean =>
  item.recipient_type === 'group' || item.recipient_participant_id !== undefined;

/** In a group the recipient is the group and the person is the participant. The parent id has three spellings. */
export const recipient = (item: JsonObject): ContactDraft => {
  if (isToGroup(item))
    return contactRef(
      item.recipient_participant_id,
      item.recipient_participant_user_id,
      item.recipient_participant_parent_user_id,
    );
  const parent = item.recipient_parent_user_id ?? item.parent_recipient_user_id ?? item.parent_user_id;
  return contactRef(item.recipient_id, item.recipient_user_id, parent);
};

/** `statuses[]`: what became of a message of ours, each as it was reported. */
export const statuses: ListReader = {
  party: recipient,
  read: (item, place) =>
    item.type === 'call' ? callStatus(item, place) : messageStatus(item, place, 'status'),
};

export const messageStatus = (item: JsonObject, place: Place, kind: 'status' | 'standby'): ProviderEvent => {
  const { change, raw, contact } = place;
  const word = textOf(item.status);
  const id = textOf(item.id);
  if (id === undefined && word === undefined) return unknown(change, raw, 'bad_item', place.list);
  const timestamp = timeOf(change, item.timestamp);
  const data: Draft<MessageStatus['data']> = {
    provider: 'meta',
    account: change.account,
    raw,
    status: known.has(word) ? (word as ReportedStatus) : 'unknown',
    message: messageOf(item, id, contact),
  };
  if (data.status === 'unknown') put(data, 'reported', word);
  if (!isToGroup(item) && !isNobody(contact)) data.contact = contact;
  if (item.errors !== undefined) put(data, 'errors', errorItems(item.errors));
  if (item.pricing !== undefined) put(data, 'pricing', pricingOf(objectOf(item.pricing)));
  if (item.conversation !== undefined)
    put(data, 'providerConversation', conversationOf(objectOf(item.conversation)));
  return {
    id: idOf(change, kind, keyOf(item, id, word)),
    type: 'message.status',
    timestamp,
    data: data as ProviderEvent['data'] & MessageStatus['data'],
  };
};

const keyOf = (item: JsonObject, id: string | undefined, word: string | undefined): string => {
  if (id === undefined) return JSON.stringify(item);
  const participant = textOf(item.recipient_participant_id) ?? textOf(item.recipient_participant_user_id);
  return JSON.stringify([id, word ?? '', participant ?? '']);
};

const messageOf = (item: JsonObject, id: string | undefined, contact: ContactRef) => {
  const message: Draft<MessageStatus['data']['message']> = {};
  put(message, 'providerId', id);
  put(message, 'correlationId', textOf(item.biz_opaque_callback_data));
  put(message, 'identityKeyHash', textOf(item.recipient_identity_key_hash));
  if (isToGroup(item)) {
    put(message, 'groupId', textOf(item.recipient_id));
    if (!isNobody(contact)) message.participant = contact;
  }
  return message;
};

const pricingTexts = textsBy<Pricing>({ model: 'pricing_model', type: 'type', category: 'category' });

const pricingOf = (from: JsonObject | undefined): Pricing | undefined => {
  if (!from) return undefined;
  const pricing = pricingTexts(from);
  put(pricing, 'billable', booleanOf(from.billable));
  return pricing;
};

type Conversation = NonNullable<MessageStatus['data']['providerConversation']>;

const conversationOf = (from: JsonObject | undefined): Conversation | undefined => {
  if (!from) return undefined;
  const conversation: Draft<Conversation> = {};
  put(conversation, 'id', textOf(from.id));
  put(conversation, 'expiresAt', isoOf(from.expiration_timestamp));
  put(conversation, 'origin', textOf(objectOf(from.origin)?.type));
  return conversation;
};
