import type { ContactRef } from '../../../model/contact.ts';
import type { ContactChanged, ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { type Place, timeOf, unknown } from './change.ts';
import { type ContactDraft, contactRef, isNobody } from './contacts.ts';
import { messageEventId, messageIdOf, type Way } from './part.ts';
import { type Draft, objectOf, put, textOf } from './read.ts';

type Said = Pick<ContactChanged['data'], 'contact' | 'change'>;

/**
 * `system: {type, …}`: a customer's number, business-scoped id or identity key changed. Former ids come from
 * their own fields and the sender only; the sentence in `body` is for people.
 */
export const systemEvent = (item: JsonObject, place: Place, way: Way): ProviderEvent => {
  const { change, raw } = place;
  const system = objectOf(item.system);
  const type = textOf(system?.type);
  const said = system && type && readers.get(type)?.(system, item, place.contact);
  if (!said) return unknown(change, raw, 'unknown_system', type && `system/${type}`);
  return {
    id: messageEventId(messageIdOf(item), place, way),
    type: 'contact.changed',
    timestamp: timeOf(change, item.timestamp),
    data: { provider: 'meta', account: change.account, raw, ...said },
  };
};

/** The sender is who the customer was. Older payloads name the new number `new_wa_id`. */
const changedNumber = (system: JsonObject, _item: JsonObject, sender: ContactRef): Said => {
  const contact = contactRef(system.wa_id ?? system.new_wa_id, system.user_id, system.parent_user_id);
  const previous = formerIds(system);
  if (sender.waId !== undefined && sender.waId !== contact.waId) previous.waId = sender.waId;
  keepFormerUser(previous, sender, contact);
  return changed('number', contact, previous, system);
};

/** The number stays, so a sender named by it is the same person under the new id. */
const changedUserId = (system: JsonObject, _item: JsonObject, sender: ContactRef): Said => {
  const contact = contactRef(system.wa_id ?? sender.waId ?? null, system.user_id, system.parent_user_id);
  const previous = formerIds(system);
  keepFormerUser(previous, sender, contact);
  return changed('user_id', contact, previous, system);
};

const changedIdentity = (system: JsonObject, item: JsonObject, sender: ContactRef): Said => {
  const contact = isNobody(sender)
    ? contactRef(system.wa_id ?? system.customer, system.user_id, null)
    : sender;
  return { contact, change: { kind: 'identity', detail: objectOf(item.identity) ?? system } };
};

const readers = new Map<string, (system: JsonObject, item: JsonObject, sender: ContactRef) => Said>([
  ['user_changed_number', changedNumber],
  ['customer_changed_number', changedNumber],
  ['user_changed_user_id', changedUserId],
  ['customer_identity_changed', changedIdentity],
]);

const formerIds = (system: JsonObject): ContactDraft =>
  contactRef(null, system.previous_user_id, system.previous_parent_user_id);

const keepFormerUser = (previous: ContactDraft, sender: ContactRef, now: ContactRef): void => {
  if (sender.userId !== now.userId) put(previous, 'userId', previous.userId ?? sender.userId);
};

const changed = (
  kind: 'number' | 'user_id',
  contact: ContactRef,
  previous: ContactRef,
  detail: JsonObject,
): Said => {
  const change: Draft<ContactChanged['data']['change']> = { kind, detail };
  if (!isNobody(previous)) change.previous = previous;
  return { contact, change };
};
