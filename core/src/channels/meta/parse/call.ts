import type { CallChanged, ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { idOf, itemId, type Place, timeOf, unknown } from './change.ts';
import { contactRef, isNobody } from './contacts.ts';
import { errorItems } from './errors.ts';
import type { ListReader } from './lists.ts';
import { type Draft, numberOf, put, textOf } from './read.ts';
import { isoOf } from './time.ts';

type Call = CallChanged['data']['call'];

/** `calls[]`: a call began, ended, or was recorded. The customer is on the other side of `direction`. */
export const calls: ListReader = {
  party: (item) =>
    item.direction === 'BUSINESS_INITIATED'
      ? contactRef(item.to, item.to_user_id, item.to_parent_user_id)
      : contactRef(item.from, item.from_user_id, item.from_parent_user_id),
  read(item, place) {
    const event = textOf(item.event);
    return event === undefined
      ? unknown(place.change, place.raw, 'bad_item', place.list)
      : callChanged(item, place, event);
  },
};

/** `statuses[]` under `calls`. */
export const callStatuses: ListReader = {
  party: (item) => contactRef(item.recipient_id, item.recipient_user_id, item.recipient_parent_user_id),
  read: (item, place) => callStatus(item, place),
};

/** An item of `statuses[]` about a call: `{id, type: "call", status: "RINGING" | "ACCEPTED" | "REJECTED", …}` */
export const callStatus = (item: JsonObject, place: Place): ProviderEvent =>
  textOf(item.status) === undefined
    ? unknown(place.change, place.raw, 'bad_item', place.list)
    : callChanged(item, place, 'status');

const callChanged = (item: JsonObject, place: Place, event: string): ProviderEvent => {
  const { change, raw, contact } = place;
  const call: Draft<Call> = { event };
  put(call, 'providerId', textOf(item.id));
  put(call, 'direction', directions.get(textOf(item.direction) ?? ''));
  put(call, 'status', textOf(item.status));
  put(call, 'startedAt', isoOf(item.start_time));
  put(call, 'endedAt', isoOf(item.end_time));
  put(call, 'duration', numberOf(item.duration));
  put(call, 'correlationId', textOf(item.biz_opaque_callback_data));
  const data: Draft<CallChanged['data']> = { provider: 'meta', account: change.account, raw, call };
  if (!isNobody(contact)) data.contact = contact;
  put(data, 'errors', errorItems(item.errors));
  const key = JSON.stringify([call.providerId, event === 'status' ? call.status : event]);
  return {
    id: call.providerId === undefined ? itemId(place, item) : idOf(change, 'calls', key),
    type: 'call.changed',
    timestamp: timeOf(change, item.timestamp),
    data,
  };
};

const directions = new Map<string, 'inbound' | 'outbound'>([
  ['USER_INITIATED', 'inbound'],
  ['BUSINESS_INITIATED', 'outbound'],
]);
