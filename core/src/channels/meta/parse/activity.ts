import type { ActivityReported, ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { itemId, type Place, timeOf, unknown } from './change.ts';
import { contactRef, isNobody } from './contacts.ts';
import type { ListReader } from './lists.ts';
import { type Draft, textOf } from './read.ts';

/** `user_actions[]`: `{type: "marketing_messages_link_click", …}` */
export const actions: ListReader = {
  party: (item) =>
    contactRef(
      item.from ?? item.wa_id,
      item.from_user_id ?? item.user_id,
      item.from_parent_user_id ?? item.parent_user_id,
    ),
  read: (item, place) => activity(item, place, textOf(item.type)),
};

/** `automatic_events[]`: `{id, event_name, timestamp, ctwa_clid, custom_data?}`, what Meta recognised in a chat. */
export const automaticEvents: ListReader = {
  party: (item) =>
    contactRef(item.from ?? item.wa_id, item.from_user_id ?? item.user_id, item.parent_user_id),
  read: (item, place) => activity(item, place, textOf(item.event_name)),
};

const activity = (item: JsonObject, place: Place, kind: string | undefined): ProviderEvent => {
  const { change, raw, contact } = place;
  if (kind === undefined) return unknown(change, raw, 'bad_item', place.list);
  const data: Draft<ActivityReported['data']> = {
    provider: 'meta',
    account: change.account,
    raw,
    activity: { kind, detail: item },
  };
  if (!isNobody(contact)) data.contact = contact;
  return {
    id: itemId(place, item),
    type: 'activity.reported',
    timestamp: timeOf(change, item.timestamp),
    data,
  };
};
