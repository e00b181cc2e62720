import {
  derivedEventId,
  type Event,
  type EventByType,
  type EventType,
  type HubPart,
} from '@centralita/core/model';
import type { Person } from '../store/contacts.ts';
import type { Thread } from '../store/conversations.ts';
import { laneOf } from '../store/log.ts';
import type { Tables } from '../store/tables.ts';

/** Whom and what an event concerns, as the store knows them. */
export interface Concerns {
  readonly account?: { readonly no: number; readonly id: HubPart['accountId'] & string };
  readonly person?: Pick<Person, 'no' | 'id' | 'shownId'>;
  readonly thread?: Pick<Thread, 'no' | 'id'>;
}

/** The hub part of an event: ids, and what is given besides. */
export const hubPart = (of: Concerns, more?: HubPart): HubPart => {
  const hub: { -readonly [K in keyof HubPart]: HubPart[K] } = {};
  if (of.account) hub.accountId = of.account.id;
  if (of.person) hub.contactId = of.person.shownId ?? of.person.id;
  if (of.thread) hub.conversationId = of.thread.id;
  return more ? Object.assign(hub, more) : hub;
};

/** Appends an event to the log with its hub part. Only inside a write. */
export const emit = (tables: Tables, event: Event, of: Concerns, now: number, more?: HubPart): number => {
  const hub = hubPart(of, more);
  const { data } = event;
  const body = JSON.stringify({
    id: event.id,
    type: event.type,
    timestamp: event.timestamp,
    data: { ...data, hub: data.hub ? { ...data.hub, ...hub } : hub },
  });
  return tables.store.log.append({
    type: event.type,
    lane: laneOf(of.thread?.no, of.person?.no, of.account?.no),
    account: of.account?.no ?? null,
    contact: of.person?.no ?? null,
    at: now,
    body,
  });
};

/** Late news of a message whose person was erased: told as a tombstone, so that it brings nothing of them back. */
export const emitErased = (tables: Tables, event: Event, of: Concerns, now: number): number => {
  const { id, type, timestamp } = event;
  const hub: HubPart = { erased: true };
  return emit(tables, { id, type: 'event.erased', timestamp, data: { of: type, hub } }, of, now);
};

/** An event that follows from another: the same parent yields the same id. */
export const derive = <T extends EventType>(
  parent: string,
  type: T,
  ordinal: number,
  timestamp: string,
  data: Omit<EventByType<T>['data'], 'hub'>,
): EventByType<T> =>
  ({
    id: derivedEventId(parent, type, ordinal),
    type,
    timestamp,
    data: { ...data, hub: { parentId: parent } },
  }) as unknown as EventByType<T>;
