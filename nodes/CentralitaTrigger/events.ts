import { recogniseConsentIn } from '../../core/src/consent/keywords.ts';
import type { Event, EventByType, EventType } from '../../core/src/model/events.ts';
import { derivedEventId } from '../../core/src/model/ids.ts';
import { textOf } from '../shared/route-input.ts';
import { choiceOf } from '../shared/tap.ts';

/** What a workflow can start on. */
export type TriggerEvent =
  | 'accountChanged'
  | 'conversationAssigned'
  | 'conversationClosed'
  | 'conversationOpened'
  | 'conversationRouted'
  | 'messageReceived'
  | 'messageStatus'
  | 'optedIn'
  | 'optedOut'
  | 'reply'
  | 'templateChanged';

/** The events of Centralita that each needs. */
const needed: Readonly<Record<TriggerEvent, readonly EventType[]>> = {
  accountChanged: ['account.changed'],
  conversationAssigned: ['conversation.assigned'],
  conversationClosed: ['conversation.closed'],
  conversationOpened: ['conversation.opened'],
  conversationRouted: ['conversation.routed'],
  messageReceived: ['message.received'],
  messageStatus: ['message.status'],
  optedIn: ['consent.changed'],
  optedOut: ['consent.changed'],
  reply: ['message.received'],
  templateChanged: ['template.changed'],
};

export interface Wanted {
  readonly events: readonly TriggerEvent[];
  readonly statuses: readonly string[];
  /** What colleagues and other programs send from the same number. */
  readonly echoes: boolean;
  /** What customers write while the platform's own agent has the conversation. */
  readonly standby: boolean;
}

export const typesOf = ({ events, echoes }: Pick<Wanted, 'events' | 'echoes'>): EventType[] => [
  ...new Set([...events.flatMap((event) => needed[event]), ...(echoes ? (['message.sent'] as const) : [])]),
];

/** One event with what it counts as: the most telling of those that are wanted, so that it starts one execution. */
export interface Selected {
  readonly as: TriggerEvent;
  readonly event: Event;
}

const plain: Readonly<Partial<Record<EventType, TriggerEvent>>> = {
  'account.changed': 'accountChanged',
  'conversation.assigned': 'conversationAssigned',
  'conversation.closed': 'conversationClosed',
  'conversation.opened': 'conversationOpened',
  'conversation.routed': 'conversationRouted',
  'template.changed': 'templateChanged',
};

export const select = (event: Event, wanted: Wanted): Selected | undefined => {
  const as = (name: TriggerEvent, of: Event = event): Selected | undefined =>
    wanted.events.includes(name) ? { as: name, event: of } : undefined;
  switch (event.type) {
    case 'message.received':
      return selectMessage(event, wanted, as);
    case 'message.sent':
      return wanted.echoes && event.data.message.origin !== 'hub' ? as('messageReceived') : undefined;
    case 'message.status':
      return wanted.statuses.includes(event.data.status) ? as('messageStatus') : undefined;
    case 'consent.changed': {
      const { state } = event.data.consent;
      if (state === 'pending') return undefined;
      return as(state === 'granted' ? 'optedIn' : 'optedOut');
    }
    default: {
      const name = plain[event.type];
      return name && as(name);
    }
  }
};

const selectMessage = (
  event: EventByType<'message.received'>,
  wanted: Wanted,
  as: (name: TriggerEvent, of?: Event) => Selected | undefined,
): Selected | undefined => {
  const { message } = event.data;
  if (message.origin === 'standby' && !wanted.standby) return undefined;
  const said = recogniseConsentIn(message.content);
  const consent: TriggerEvent | undefined = said && (said.state === 'granted' ? 'optedIn' : 'optedOut');
  if (consent && wanted.events.includes(consent))
    // A hub tells of the consent in an event of its own.
    return event.data.hub ? undefined : as(consent, consentEvent(event, said as NonNullable<typeof said>));
  const isReply = choiceOf(message.content) !== undefined;
  return (isReply ? as('reply') : undefined) ?? as('messageReceived');
};

/** The same event, with the same id, that a hub derives from such a message. */
const consentEvent = (
  event: EventByType<'message.received'>,
  said: NonNullable<ReturnType<typeof recogniseConsentIn>>,
): EventByType<'consent.changed'> => {
  const { provider, account, raw, contact, message } = event.data;
  return {
    id: derivedEventId(event.id, 'consent.changed', 0),
    type: 'consent.changed',
    timestamp: event.timestamp,
    data: {
      provider,
      account,
      contact,
      consent: {
        state: said.state,
        purposes: said.purposes,
        actor: 'person',
        source: said.source,
        wording: textOf(message.content) ?? said.keyword,
        at: message.timestamp,
      },
      raw,
    },
  };
};
