import {
  type Consumer,
  type ConsumerStore,
  type Effect,
  type EffectOutcome,
  inEnglish,
} from '@centralita/core/consumer';
import type { ContactId, ConversationId, Event, JsonObject } from '@centralita/core/model';
import { isLater } from './api/call.ts';
import { HubSpotError, isHubSpotError } from './api/errors.ts';
import type { Portal } from './api/portal.ts';
import { eraseInHubSpot } from './inbound/erase.ts';
import type { Follower } from './inbound/follow.ts';
import { endSessions, logLane, nextSlot, noteMessage } from './log/sessions.ts';
import type { LogWriter } from './log/write-log.ts';
import type { Readiness } from './readiness.ts';
import type { HubSpotSettings } from './settings.ts';
import { migrations } from './store/migrations.ts';
import type { Tables } from './store/tables.ts';
import type { Assignments } from './sync/assignments.ts';
import type { Sync, SyncReason } from './sync/sync-contact.ts';

export interface ConsumerParts {
  readonly settings: HubSpotSettings;
  readonly portal: Portal;
  readonly tables: Tables;
  readonly sync: Sync;
  readonly follower: Follower;
  readonly writer: LogWriter;
  readonly assignments: Assignments;
  readonly readiness: Readiness;
  readonly now: () => number;
}

/** Times of the last messages are worth a call now and then, not with each message. */
const activityMinutes = 10;
const laterMs = 60_000;
const notReadyMs = 300_000;
const hourMs = 3_600_000;

const contactLane = (contactId: string): string => `contact:${contactId}`;
const syncEffect = (contactId: ContactId, reason: SyncReason): Effect => ({
  lane: contactLane(contactId),
  kind: 'sync',
  payload: { contactId, reason },
  key: 'sync',
});

export const createConsumer = (parts: ConsumerParts): Consumer => ({
  name: 'hubspot',
  types: [
    'message.received',
    'message.sent',
    'consent.changed',
    'contact.changed',
    'contact.merged',
    'contact.unmerged',
    'contact.erased',
    'conversation.opened',
    'conversation.assigned',
    'conversation.tagged',
    'conversation.closed',
  ],
  migrations,
  handle: (event, store) => handle(parts, event, store),
  perform: async (effect, { attempt, signal }): Promise<EffectOutcome> => {
    const work = async (): Promise<EffectOutcome> => {
      try {
        const wait = await parts.readiness.wait();
        if (wait)
          return {
            state: 'retry',
            reason: inEnglish(wait),
            afterMs: growing(notReadyMs, attempt),
            untilCalled: true,
          };
        return (await perform(parts, effect, attempt)) ?? { state: 'done' };
      } catch (error) {
        return outcomeOf(parts, error, attempt);
      }
    };
    return Promise.race([work(), ended(signal, attempt)]);
  },
});

/** HubSpot may be away for days: nothing is given up that only has to wait. */
const growing = (ms: number, attempt: number): number => Math.min(hourMs, ms * 1.5 ** (attempt - 1));

/** Its time is up while HubSpot is slow. What is under way goes on; doing it again does nothing twice. */
const ended = (signal: AbortSignal, attempt: number): Promise<EffectOutcome> =>
  new Promise((resolve) => {
    const later = (): void =>
      resolve({ state: 'retry', reason: 'HubSpot is slow to answer', afterMs: growing(laterMs, attempt) });
    if (signal.aborted) later();
    else signal.addEventListener('abort', later, { once: true });
  });

const outcomeOf = ({ readiness }: ConsumerParts, error: unknown, attempt: number): EffectOutcome => {
  if (!isLater(error)) {
    if (isHubSpotError(error))
      return { state: 'failed', code: error.code, reason: error.detail ?? error.message };
    throw error;
  }
  readiness.note(error);
  const settled = isHubSpotError(error, 'token', 'scope');
  return {
    state: 'retry',
    reason: error.detail ?? error.message,
    afterMs: error.facts.afterMs ?? growing(settled ? notReadyMs : laterMs, attempt),
    ...(settled ? { untilCalled: true } : {}),
  };
};

const handle = async (
  { settings, now, assignments }: ConsumerParts,
  event: Event,
  store: ConsumerStore,
): Promise<readonly Effect[]> => {
  const { data } = event;
  const hub = 'hub' in data ? data.hub : undefined;
  if (event.type === 'contact.erased') {
    const contactId = event.data.contactId;
    return [{ lane: contactLane(contactId), kind: 'erase', payload: { contactId } }];
  }
  if (event.type === 'contact.merged') {
    const { from, into } = event.data;
    return [{ lane: contactLane(into), kind: 'contacts_merged', payload: { from, into } }];
  }
  if (event.type === 'contact.unmerged') {
    const { from, contactId } = event.data;
    return [syncEffect(contactId, 'retry'), syncEffect(from, 'retry')];
  }
  const contactId = hub?.contactId;
  if (!contactId || hub?.erased) return [];
  const { conversationId } = hub;
  switch (event.type) {
    case 'message.received':
    case 'message.sent': {
      const [link] = await store.query(
        'select 1 as known from hubspot_links where contact_id = $1',
        contactId,
      );
      const slot = nextSlot(now(), activityMinutes);
      const contact: Effect = link
        ? {
            lane: contactLane(contactId),
            kind: 'sync',
            payload: { contactId, reason: 'activity' },
            key: `activity:${slot}`,
            notBefore: slot,
          }
        : syncEffect(contactId, 'message');
      if (!conversationId) return [contact];
      const at = Date.parse(event.timestamp);
      const message = { eventId: event.id, contactId, conversationId, at, messageId: hub.messageId };
      return [contact, ...(await noteMessage(store, settings.log, message, now()))];
    }
    case 'consent.changed':
      return [syncEffect(contactId, 'ours')];
    case 'contact.changed':
      // Whoever only appears in an address book or a history is nobody's customer yet.
      return ['created', 'address_book'].includes(event.data.change.kind)
        ? []
        : [syncEffect(contactId, 'ours')];
    case 'conversation.tagged':
      return [syncEffect(contactId, 'ours')];
    case 'conversation.assigned': {
      const { assigneeId } = event.data;
      if (!assigneeId || !assignments.wanted) return [];
      return [
        {
          lane: contactLane(contactId),
          kind: 'assigned',
          payload: { contactId, userId: assigneeId },
          key: 'assigned',
        },
      ];
    }
    case 'conversation.opened':
      return settings.tickets && conversationId && !event.data.again
        ? [{ lane: logLane(contactId), kind: 'ticket', payload: { conversationId, contactId } }]
        : [];
    case 'conversation.closed':
      return conversationId ? endSessions(store, conversationId, contactId) : [];
    default:
      return [];
  }
};

const perform = async (
  { settings, portal, tables, sync, follower, writer, assignments, now }: ConsumerParts,
  { kind, payload }: Effect,
  attempt: number,
): Promise<EffectOutcome | undefined> => {
  const text = (name: string): string => String((payload as JsonObject)[name]);
  const contactId = text('contactId') as ContactId;
  switch (kind) {
    case 'sync':
      await sync.contact(contactId, text('reason') as SyncReason);
      return undefined;
    case 'assigned':
      await assignments.writeBack(contactId, text('userId'));
      await sync.contact(contactId, 'ours');
      return undefined;
    case 'log':
      return writer.session(text('session'), contactId);
    case 'ticket':
      return writer.ticket(text('conversationId') as ConversationId, contactId, attempt);
    case 'erase':
      await sync.alone(contactId, () => eraseInHubSpot(contactId, portal, tables, settings, now()));
      return undefined;
    case 'contacts_merged':
      await follower.contactsMerged(text('from') as ContactId, text('into') as ContactId);
      return undefined;
    case 'pull':
      await follower.pull(text('recordId'));
      return undefined;
    case 'opted_out':
      await follower.optedOut(text('recordId'), payload.contacts as string[], Number(text('at')));
      return undefined;
    case 'deleted':
      await follower.deleted(text('recordId'));
      return undefined;
    case 'restored':
      await follower.restored(text('recordId'));
      return undefined;
    case 'privacy':
      await follower.privacy(text('recordId'));
      return undefined;
    case 'merged':
      await follower.merged(payload.merged as string[], text('into'));
      return undefined;
    default:
      throw new HubSpotError('refused', `there is nothing called ${kind} to do`);
  }
};
