import type { ContactChanged, ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { itemId, type Place, timeOf, unknown } from './change.ts';
import { contactRef, phoneOf, usernameOf } from './contacts.ts';
import type { ListReader } from './lists.ts';
import { type Draft, objectOf, put, textOf } from './read.ts';

/**
 * `state_sync[]`: `{type: "contact", contact: {full_name, first_name, phone_number, user_id?, parent_user_id?,
 * username?}, action: "add" | "remove", metadata: {timestamp}}`, the address book of the WhatsApp Business app.
 */
export const addressBook: ListReader = {
  party(item) {
    const entry = objectOf(item.contact) ?? {};
    const contact = contactRef(null, entry.user_id, entry.parent_user_id);
    put(contact, 'phone', phoneOf(entry.phone_number));
    put(contact, 'username', usernameOf(entry.username));
    put(contact, 'name', textOf(entry.full_name) ?? textOf(entry.first_name));
    return contact;
  },
  read: (item, place) => entryChanged(item, place),
};

const entryChanged = (item: JsonObject, place: Place): ProviderEvent => {
  const { change, raw, contact } = place;
  const entry = objectOf(item.contact);
  if (!entry) return unknown(change, raw, 'bad_item', item.type);
  const what: Draft<ContactChanged['data']['change']> = { kind: 'address_book', detail: entry };
  put(what, 'action', textOf(item.action));
  return {
    id: itemId(place, item),
    type: 'contact.changed',
    timestamp: timeOf(change, objectOf(item.metadata)?.timestamp),
    data: { provider: 'meta', account: change.account, raw, contact, change: what },
  };
};
