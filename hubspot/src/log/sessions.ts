import type { ConsumerStore, Effect } from '@centralita/core/consumer';
import {
  type ContactId,
  type ConversationId,
  digest,
  type EventId,
  type MessageId,
} from '@centralita/core/model';
import type { LogSettings } from '../settings.ts';

const minuteMs = 60_000;

export interface LoggedMessage {
  readonly eventId: EventId;
  readonly contactId: ContactId;
  readonly conversationId: ConversationId;
  readonly messageId?: MessageId;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A point of time that all sessions share, so that what is due together is written together. */
export const nextSlot = (now: number, minutes: number): number =>
  (Math.floor(now / (minutes * minuteMs)) + 1) * minutes * minuteMs;

export const logLane = (contactId: string): string => `log:${contactId}`;

/** Notes that a message belongs to the timeline. What it says stays in the hub until it is written there. */
export const noteMessage = async (
  store: ConsumerStore,
  { mode, silenceMinutes, everyMinutes }: LogSettings,
  message: LoggedMessage,
  now: number,
): Promise<Effect[]> => {
  const { contactId, conversationId, at } = message;
  if (mode === 'off' || (mode === 'message' && !message.messageId)) return [];
  const lane = logLane(contactId);
  const effect = (id: string, notBefore?: number): Effect => ({
    lane,
    kind: 'log',
    payload: { session: id, contactId },
    // One for each slot: a busy conversation must not put off what is due.
    key: `log:${id}:${notBefore ?? 'now'}`,
    ...(notBefore === undefined ? {} : { notBefore }),
  });
  const insert = (id: string, ended: 0 | 1): void =>
    store.run(
      `insert into hubspot_sessions (id, conversation_id, contact_id, started_at, last_at, ended, asked)
       values ($1, $2, $3, $4, $5, $6, 0) on conflict (id) do nothing`,
      id,
      conversationId,
      contactId,
      at,
      at,
      ended,
    );
  if (mode === 'message') {
    const id = `m:${message.messageId}`;
    insert(id, 1);
    return [effect(id)];
  }
  const [open] = await store.query(
    'select id, started_at, last_at from hubspot_sessions where conversation_id = $1 and ended = 0 order by started_at desc limit 1',
    conversationId,
  );
  const goesOn = open && Math.abs(at - Number(open.last_at)) <= silenceMinutes * minuteMs;
  if (open && goesOn) {
    store.run(
      'update hubspot_sessions set started_at = min(started_at, $1), last_at = max(last_at, $2) where id = $3',
      at,
      at,
      open.id as string,
    );
    return [effect(open.id as string, nextSlot(now, everyMinutes))];
  }
  if (open) store.run('update hubspot_sessions set ended = 1 where id = $1', open.id as string);
  const id = `s:${digest(conversationId, message.eventId)}`;
  insert(id, 0);
  return [effect(id, nextSlot(now, everyMinutes))];
};

/** The conversation was closed: its session is over and written at once. */
export const endSessions = async (
  store: ConsumerStore,
  conversationId: ConversationId,
  contactId: ContactId,
): Promise<Effect[]> => {
  const open = await store.query(
    'select id from hubspot_sessions where conversation_id = $1 and ended = 0',
    conversationId,
  );
  return open.map(({ id }) => {
    store.run('update hubspot_sessions set ended = 1 where id = $1', id as string);
    return {
      lane: logLane(contactId),
      kind: 'log',
      payload: { session: id as string, contactId },
      key: `log:${id as string}:now`,
    };
  });
};
