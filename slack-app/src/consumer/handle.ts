import type { Effect } from '@centralita/core/consumer';
import {
  type ContactRef,
  type Event,
  type EventType,
  type JsonObject,
  type ProviderPart,
  providerMessageId,
} from '@centralita/core/model';
import { lanes } from './lanes.ts';

export const types = [
  'message.received',
  'message.sent',
  'message.status',
  'message.edited',
  'message.deleted',
  'reaction.changed',
  'note.added',
  'consent.changed',
  'contact.changed',
  'contact.merged',
  'contact.unmerged',
  'contact.erased',
  'conversation.opened',
  'conversation.routed',
  'conversation.assigned',
  'conversation.tagged',
  'conversation.snoozed',
  'conversation.closed',
  'conversation.changed',
  'call.changed',
] as const satisfies readonly EventType[];

/** Statuses come one after the other within moments: the furthest is shown. */
const markAfterMs = 1_500;
const cardAfterMs = 1_500;

export interface HandleContext {
  /** Domain time. */
  readonly now: () => number;
  readonly realNow: () => number;
}

/** What an event asks to be done in Slack. Pure but for the clocks: where and how is decided when it is done. */
export const effectsOf = (event: Event, { now, realNow }: HandleContext): readonly Effect[] => {
  if (event.type === 'contact.erased') {
    const { contactId } = event.data;
    return [{ lane: `erase:${contactId}`, kind: 'erase', payload: { contact: contactId } }];
  }
  const hub = event.data.hub;
  if (event.type === 'contact.merged' || event.type === 'contact.unmerged') {
    return [
      {
        lane: 'contacts',
        kind: 'cards',
        payload: {
          contact: 'into' in event.data ? event.data.into : event.data.contactId,
          from: event.data.from,
        },
      },
    ];
  }
  if (event.type === 'contact.changed') {
    return hub?.contactId && event.data.change.kind !== 'created'
      ? [{ lane: 'contacts', kind: 'cards', key: hub.contactId, payload: { contact: hub.contactId } }]
      : [];
  }
  const conversation = hub?.conversationId;
  if (!conversation || hub?.erased) return [];
  const base: JsonObject = {
    conversation,
    event: event.id,
    at: realNow(),
    ...(hub.contactId ? { contact: hub.contactId } : {}),
  };
  const inThread = (kind: string, payload: JsonObject = {}): Effect => ({
    lane: lanes.thread(conversation),
    kind,
    payload: { ...base, ...payload },
  });
  const card: Effect = {
    lane: lanes.card(conversation),
    kind: 'card',
    key: 'card',
    payload: base,
    notBefore: now() + cardAfterMs,
  };
  switch (event.type) {
    case 'message.received':
      return [inThread('show', shown(event, 'in')), card];
    case 'message.sent':
      return [
        inThread('show', shown(event, 'out')),
        ...(hub.messageId ? [mark(conversation, hub.messageId, base, now() + markAfterMs)] : []),
        card,
      ];
    case 'message.status': {
      if (!hub.messageId) return [];
      const about = { ...base, message: hub.messageId };
      const isLost =
        event.data.status === 'failed' ||
        event.data.status === 'refused' ||
        event.data.status === 'uncertain';
      return [
        ...(isLost ? [{ lane: lanes.lost(conversation), kind: 'lost', payload: about }] : []),
        mark(conversation, hub.messageId, base, isLost ? 0 : now() + markAfterMs),
      ];
    }
    case 'message.edited':
      return [inThread('edited', { ...shown(event, 'in'), original: originalOf(event, event.data.message) })];
    case 'message.deleted':
      return [inThread('deleted', { original: originalOf(event, event.data.message) }), card];
    case 'reaction.changed': {
      const { reaction } = event.data;
      if (reaction.direction !== 'inbound') return [];
      return [
        inThread('reaction', {
          author: authorOf(event.data.contact),
          emoji: reaction.emoji ?? '',
          ...(reaction.targetProviderId
            ? { target: messageIdOf(event.data, reaction.targetProviderId) }
            : {}),
        }),
      ];
    }
    case 'note.added':
      return [inThread('note', { note: event.data.note.id })];
    case 'consent.changed':
      return event.data.consent.state === 'pending'
        ? []
        : [
            inThread('remark', { what: event.data.consent.state === 'withdrawn' ? 'optedOut' : 'optedIn' }),
            card,
          ];
    case 'conversation.opened':
      return event.data.again
        ? [
            inThread('remark', {
              what: event.data.again,
              // Only a customer's message has it happen as its consequence.
              ...(hub.parentId ? { byCustomer: true } : {}),
              ...(event.data.by ? { by: event.data.by } : {}),
            }),
            card,
          ]
        : [];
    case 'conversation.routed':
      return [
        inThread('route', {
          to: {
            ...(event.data.route.teamId ? { teamId: event.data.route.teamId } : {}),
            ...(event.data.route.slackChannel ? { slackChannel: event.data.route.slackChannel } : {}),
          },
          ...(event.data.by ? { by: event.data.by } : {}),
          ...(event.data.note ? { note: event.data.note } : {}),
        }),
        card,
      ];
    case 'conversation.assigned':
      return [
        inThread('remark', {
          what: 'assigned',
          ...(event.data.assigneeId ? { assignee: event.data.assigneeId } : {}),
          ...(event.data.by ? { by: event.data.by } : {}),
        }),
        card,
      ];
    case 'conversation.closed':
      return [inThread('remark', { what: 'closed', ...(event.data.by ? { by: event.data.by } : {}) }), card];
    case 'conversation.snoozed':
      return [inThread('remark', { what: 'snoozed', until: Date.parse(event.data.until) }), card];
    case 'conversation.tagged':
      return [card];
    case 'conversation.changed':
      if (event.data.change.kind === 'lock') return [];
      return event.data.change.kind === 'overdue'
        ? [{ lane: lanes.remind(conversation), kind: 'overdue', key: 'overdue', payload: base }, card]
        : [card];
    case 'call.changed':
      return [inThread('remark', { what: 'call', text: event.data.call.status ?? event.data.call.event })];
    default:
      return [];
  }
};

const mark = (conversation: string, message: string, base: JsonObject, notBefore: number): Effect => ({
  lane: lanes.mark(conversation),
  kind: 'mark',
  key: message,
  payload: { ...base, message },
  notBefore,
});

type Shown = Extract<Event, { type: 'message.received' | 'message.sent' | 'message.edited' }>;

const shown = (event: Shown, direction: 'in' | 'out'): JsonObject => {
  const { message, contact, hub } = event.data;
  const context = 'context' in message ? message.context : undefined;
  return {
    direction,
    message: hub?.messageId ?? event.id,
    author: authorOf(contact),
    origin: message.origin,
    // Plain data: what an event holds is JSON.
    content: message.content as unknown as JsonObject,
    ...(context ? { context: context as unknown as JsonObject } : {}),
    ...('referral' in message && message.referral
      ? { referral: message.referral as unknown as JsonObject }
      : {}),
    ...('groupId' in message && message.groupId ? { inGroup: true } : {}),
    ...(context?.messageId ? { quoted: messageIdOf(event.data, context.messageId) } : {}),
  };
};

const authorOf = (contact: ContactRef | undefined): string =>
  contact?.name ?? (contact?.username ? `@${contact.username}` : '');

const messageIdOf = ({ provider, account }: Partial<ProviderPart>, providerId: string): string =>
  providerMessageId(provider ?? 'meta', account?.providerId ?? '', providerId);

const originalOf = (
  event: Extract<Event, { type: 'message.edited' | 'message.deleted' }>,
  { originalProviderId, providerId }: { readonly originalProviderId?: string; readonly providerId: string },
): string => messageIdOf(event.data, originalProviderId ?? providerId);
