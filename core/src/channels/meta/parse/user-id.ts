import type { ContactChanged, ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { itemId, type Place, timeOf, unknown } from './change.ts';
import { contactRef, isNobody } from './contacts.ts';
import type { ListReader } from './lists.ts';
import { type Draft, objectOf } from './read.ts';

/**
 * `user_id_update[]`: `{wa_id?, detail, user_id: {previous, current}, parent_user_id?: {previous, current},
 * timestamp}`. Documented from March to August 2026, then withdrawn; `system` messages say the same.
 */
export const userIds: ListReader = {
  party: (item) =>
    contactRef(item.wa_id, objectOf(item.user_id)?.current, objectOf(item.parent_user_id)?.current),
  read: (item, place) => userId(item, place),
};

const userId = (item: JsonObject, place: Place): ProviderEvent => {
  const { change, raw, contact } = place;
  const previous = contactRef(
    null,
    objectOf(item.user_id)?.previous,
    objectOf(item.parent_user_id)?.previous,
  );
  if (isNobody(contact) && isNobody(previous)) return unknown(change, raw, 'bad_item', place.list);
  const what: Draft<ContactChanged['data']['change']> = { kind: 'user_id', detail: item };
  if (!isNobody(previous)) what.previous = previous;
  return {
    id: itemId(place, item),
    type: 'contact.changed',
    timestamp: timeOf(change, item.timestamp),
    data: { provider: 'meta', account: change.account, raw, contact, change: what },
  };
};
