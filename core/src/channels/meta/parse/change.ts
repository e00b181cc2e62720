import type { AccountRef } from '../../../model/account.ts';
import type { ContactRef } from '../../../model/contact.ts';
import type { ProviderEvent, RawUpdate, Unknown } from '../../../model/events.ts';
import { type EventId, providerEventId } from '../../../model/ids.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import { type Draft, objectOf, put, textOf } from './read.ts';
import { iso, millisecondsOf } from './time.ts';

type RawEntry = NonNullable<RawUpdate['entry']>;

/** One of an entry's `changes`. */
export interface Change {
  readonly entry: RawEntry;
  readonly field: string;
  readonly value: JsonObject;
  readonly account: AccountRef;
  /** What ids are made with: the phone number's id where it is known, else the entry's. */
  readonly accountKey: string;
  readonly receivedAt: number;
}

/** One update inside a change, with what was found out about it on the way. */
export interface Place {
  readonly change: Change;
  /** The list it stood in. */
  readonly list: string;
  readonly raw: RawUpdate;
  /** The person it is about, completed from `contacts`. */
  readonly contact: ContactRef;
  /** That person's item of `contacts`. */
  readonly card?: JsonObject;
}

export const rawEntry = (id: Json | undefined, time: Json | undefined): RawEntry => {
  const entry: Draft<RawEntry> = {};
  put(entry, 'id', id);
  put(entry, 'time', time);
  return entry;
};

/** The account of a change. Management fields name the number, if at all, in one of several places. */
export const accountOf = (entryId: Json | undefined, value: JsonObject): AccountRef => {
  const place =
    objectOf(value.metadata) ?? objectOf(value.recipient) ?? objectOf(value.phone_number_settings);
  const account: Draft<AccountRef> = {};
  put(account, 'providerId', textOf(place?.phone_number_id) ?? textOf(value.phone_number_id));
  put(account, 'businessId', textOf(entryId));
  const phone = textOf(place?.display_phone_number) ?? textOf(value.display_phone_number);
  put(account, 'displayPhone', phone ?? textOf(value.phone_number));
  return account;
};

export const rawOf = (change: Change, value: Json): RawUpdate => ({
  entry: change.entry,
  field: change.field,
  value,
});

export const idOf = (change: Change, kind: string, key: string): EventId =>
  providerEventId({ provider: 'meta', account: change.accountKey, kind, key });

/** The id of what has no key of its own: where it stood and all it says. */
export const ownId = (change: Change, raw: RawUpdate): EventId =>
  idOf(change, change.field, JSON.stringify([raw.entry?.id, raw.field, raw.value, raw.entry?.time]));

/** The same for one item of a list, whatever stood beside it. */
export const itemId = ({ change, list }: Place, item: JsonObject): EventId =>
  idOf(change, change.field, JSON.stringify([change.entry.id, change.field, list, item, change.entry.time]));

/** The time an update gives, else the entry's, else that of arrival. */
export const timeOf = (change: Change, time?: Json): string =>
  iso(millisecondsOf(time) ?? millisecondsOf(change.entry.time) ?? change.receivedAt);

export const unknown = (change: Change, raw: RawUpdate, reason: string, type?: Json): ProviderEvent => {
  const what: Draft<Unknown['data']['unknown']> = { reason };
  put(what, 'field', textOf(raw.field));
  put(what, 'type', textOf(type));
  return {
    id: ownId(change, raw),
    type: 'unknown',
    timestamp: timeOf(change),
    data: { provider: 'meta', account: change.account, raw, unknown: what },
  };
};

/** What could not be read as a change at all. The text is a body again: parsed, it yields the same event. */
export const unreadable = (
  text: string,
  reason: string,
  receivedAt: number,
  account: AccountRef = {},
): ProviderEvent => ({
  id: providerEventId({ provider: 'meta', account: account.businessId ?? '', kind: 'unknown', key: text }),
  type: 'unknown',
  timestamp: iso(receivedAt),
  data: { provider: 'meta', account, raw: { text }, unknown: { reason } },
});
