import type { GroupChanged, ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { itemId, type Place, timeOf, unknown } from './change.ts';
import type { ListReader } from './lists.ts';
import { type Draft, put, textOf } from './read.ts';

/** `groups[]` of the four `group_*_update` fields: `{timestamp, group_id, type, …}` */
export const groups: ListReader = { read: (item, place) => groupChanged(item, place) };

const groupChanged = (item: JsonObject, place: Place): ProviderEvent => {
  const { change, raw } = place;
  const id = textOf(item.group_id);
  const type = textOf(item.type);
  if (id === undefined && type === undefined) return unknown(change, raw, 'bad_item', place.list);
  const group: Draft<GroupChanged['data']['group']> = { change: type ?? change.field, detail: item };
  put(group, 'id', id);
  return {
    id: itemId(place, item),
    type: 'group.changed',
    timestamp: timeOf(change, item.timestamp),
    data: { provider: 'meta', account: change.account, raw, group },
  };
};
