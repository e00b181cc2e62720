import type { Problem, ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { itemId, type Place, timeOf, unknown } from './change.ts';
import { errorItem } from './errors.ts';
import type { ListReader } from './lists.ts';
import { type Draft, put } from './read.ts';

/** `value.errors[]`: an error of the account or the app that no message tells. */
export const problems: ListReader = { read: (item, place) => problemOf(item, place) };

export const problemOf = (item: JsonObject, place: Place): ProviderEvent => {
  const { change, raw } = place;
  const error = errorItem(item);
  if (error.code === undefined && error.title === undefined && error.message === undefined)
    return unknown(change, raw, 'bad_item', place.list);
  const problem: Draft<Problem['data']['problem']> = {
    code: error.code === undefined ? 'meta_error' : `meta_${error.code}`,
    title: error.title ?? error.message ?? `Error ${error.code}`,
    source: 'meta',
  };
  put(problem, 'detail', error.details ?? (error.title === undefined ? undefined : error.message));
  return {
    id: itemId(place, item),
    type: 'problem',
    timestamp: timeOf(change, item.timestamp),
    data: { provider: 'meta', account: change.account, raw, problem, errors: [error] },
  };
};
