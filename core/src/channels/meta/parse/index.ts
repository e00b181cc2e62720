import type { ProviderEvent } from '../../../model/events.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import { parseJson, textOfBody } from './body.ts';
import { accountOf, type Change, rawEntry, rawOf, unknown, unreadable } from './change.ts';
import { fields } from './fields.ts';
import { isList, isObject } from './read.ts';
import { arrival } from './time.ts';

/**
 * Every update of every change of every entry as an event, in the order they stand; what is not known, or not
 * what it should be, as `unknown`. A body yields at least one event, and nothing throws. `receivedAt` is in
 * milliseconds since 1970 and stands in where the provider gives no time.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
 */
export const parse = (body: Uint8Array, receivedAt: number): ProviderEvent[] => {
  const at = arrival(receivedAt);
  const text = textOfBody(body);
  const root = parseJson(text);
  if (root === undefined) return [unreadable(text, 'not_json', at)];
  if (!isObject(root)) return [unreadable(text, 'not_an_object', at)];
  if (!isList(root.entry) || root.entry.length === 0) return [unreadable(text, 'no_entries', at)];
  const out: ProviderEvent[] = [];
  for (const entry of root.entry) readEntry(entry, at, out);
  return out;
};

const readEntry = (entry: Json, at: number, out: ProviderEvent[]): void => {
  if (!isObject(entry) || !isList(entry.changes) || entry.changes.length === 0) {
    out.push(outside(entry, 'no_changes', at, isObject(entry) ? entry.id : undefined));
    return;
  }
  for (const change of entry.changes) {
    if (isObject(change) && change.value !== undefined) readChange(entry, change, at, out);
    else
      out.push(outside({ ...rawEntry(entry.id, entry.time), changes: [change] }, 'bad_change', at, entry.id));
  }
};

/** What is not even a change is kept as the text of an entry. */
const outside = (entry: Json, reason: string, at: number, id: Json | undefined): ProviderEvent =>
  unreadable(JSON.stringify({ entry: [entry] }), reason, at, accountOf(id, {}));

const readChange = (
  entry: JsonObject,
  { field, value }: JsonObject,
  receivedAt: number,
  out: ProviderEvent[],
): void => {
  const fieldName = typeof field === 'string' ? field : '';
  const whole = isObject(value) ? value : {};
  const account = accountOf(entry.id, whole);
  const change: Change = {
    entry: rawEntry(entry.id, entry.time),
    field: fieldName,
    value: whole,
    account,
    accountKey: account.providerId ?? account.businessId ?? '',
    receivedAt,
  };
  const raw = () => ({ ...rawOf(change, value as Json), field });
  const read = fields.get(fieldName);
  if (!read || !isObject(value)) {
    out.push(unknown(change, raw(), read ? 'bad_value' : 'unknown_field'));
    return;
  }
  const before = out.length;
  try {
    read(change, out);
  } catch {
    out.length = before;
    out.push(unknown(change, raw(), 'unreadable_value'));
  }
  if (out.length === before) out.push(unknown(change, raw(), 'empty_value'));
};
