import type { Json, JsonObject } from '../../../model/json.ts';
import type { ProviderErrorItem } from '../../../model/message.ts';
import { type Draft, isObject, numberOf, objectOf, objectsOf, put, textOf } from './read.ts';

/** `errors: [{code, title?, message?, error_data?: {details}, href?}]`; absent when there is none. One alone may come without a list. */
export const errorItems = (list: Json | undefined): readonly ProviderErrorItem[] | undefined => {
  const items = isObject(list) ? [list] : objectsOf(list);
  return items.length > 0 ? items.map(errorItem) : undefined;
};

/** An older form has `details` beside `code`. */
export const errorItem = (from: JsonObject): ProviderErrorItem => {
  const to: Draft<ProviderErrorItem> = {};
  put(to, 'code', numberOf(from.code));
  put(to, 'title', textOf(from.title));
  put(to, 'message', textOf(from.message));
  put(to, 'details', textOf(objectOf(from.error_data)?.details) ?? textOf(from.details));
  put(to, 'href', textOf(from.href));
  return to;
};
