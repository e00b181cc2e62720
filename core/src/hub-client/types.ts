import type { ChannelAccount } from '../model/account.ts';
import type { Code } from '../model/codes.ts';
import type { ConsentActor, ConsentRecord, ConsentSource, ConsentState, Purpose } from '../model/consent.ts';
import type { Contact } from '../model/contact.ts';
import type { OutboundContent } from '../model/content.ts';
import type { Conversation, ConversationState } from '../model/conversation.ts';
import type { Event, EventType } from '../model/events.ts';
import type { ContactId, ConversationId, MessageId, SubscriptionId } from '../model/ids.ts';
import type { JsonObject } from '../model/json.ts';
import type { Direction, Message, MessageState } from '../model/message.ts';

/** RFC 9457 problem details, with a stable `code` and what to do next. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: Code;
  readonly detail?: string;
  /** The field, header or setting at fault. */
  readonly field?: string;
  readonly nextStep: string;
  readonly requestId?: string;
}

/** One page of a list; `next` is the cursor of the following page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

export interface PageQuery {
  readonly after?: string;
  /** 1 to 200, 50 when not given. */
  readonly limit?: number;
}

/** To a conversation, or to somebody through an account. */
export interface SendMessageRequest {
  readonly conversationId?: ConversationId;
  /** Phone number, `wa_id`, business-scoped user id or `ct_` id. */
  readonly to?: string;
  /** May be left out when the hub has one account. */
  readonly channelAccountId?: string;
  readonly content: OutboundContent;
  /** The message to quote: an `ms_` id or the provider's id. */
  readonly replyTo?: string;
  /** What the message is for. Without it: `service` for ordinary messages, the template's category for templates, `utility` where that is not known. */
  readonly purpose?: Purpose;
  /** Not sent after this time, milliseconds since 1970. */
  readonly expiresAt?: number;
}

export interface ListConversationsQuery extends PageQuery {
  readonly state?: ConversationState;
  readonly contactId?: ContactId;
}

export interface ConversationView extends Conversation {
  readonly contact: Pick<Contact, 'id' | 'name' | 'identities'>;
  readonly lastMessage?: {
    readonly direction: Direction;
    readonly kind: string;
    readonly text?: string;
    readonly state: MessageState;
    readonly timestamp: number;
  };
  /** Until when the window of the account replies go through is open; absent when it never was. */
  readonly windowUntil?: number;
  /** Inbound messages since the last answer. */
  readonly unanswered: number;
}

export interface RecordConsentRequest {
  readonly contactId?: ContactId;
  /** Phone number, `wa_id` or business-scoped user id; the contact is created when new. */
  readonly to?: string;
  readonly state: ConsentState;
  readonly purposes: readonly Purpose[] | 'all';
  readonly actor?: ConsentActor;
  readonly source?: ConsentSource;
  readonly at?: number;
  readonly wording?: string;
  readonly wordingVersion?: string;
  readonly policyVersion?: string;
  readonly language?: string;
  readonly proof?: string;
}

export interface EventFilter {
  /** Empty or absent: all types. */
  readonly types?: readonly EventType[];
  /** Only events of these accounts. */
  readonly accounts?: readonly string[];
  /** Statuses wanted of `message.status`; absent: all. */
  readonly statuses?: readonly string[];
}

export interface SubscriptionRequest extends EventFilter {
  /** Where events are posted. Without it the subscription is read by pull or stream. */
  readonly url?: string;
  /** `whsec_…`; made by the hub when absent and then shown once. */
  readonly secret?: string;
  readonly description?: string;
  /** What to do with a conversation whose event could not be delivered: go on with the next, or hold. */
  readonly onDeadLetter?: 'skip' | 'hold';
  /** Where a new subscription begins: `now`, or a cursor of the event log. */
  readonly from?: string;
}

export interface Subscription extends EventFilter {
  readonly id: SubscriptionId;
  /** Chosen by the client, so that saving twice makes one. */
  readonly clientKey: string;
  readonly url?: string;
  readonly description?: string;
  readonly onDeadLetter: 'skip' | 'hold';
  readonly state: 'active' | 'paused';
  readonly pausedReason?: string;
  /** Present only in the answer that created it. */
  readonly secret?: string;
  /** The last event handed over. */
  readonly cursor: string;
  /** Events of the log not yet handed over. */
  readonly lag: number;
  readonly held: number;
  readonly dead: number;
  readonly createdAt: number;
}

export interface EventPage {
  readonly events: readonly Event[];
  /** Give it as `after` next time. */
  readonly cursor: string;
  readonly more: boolean;
}

export type DeliveryState = 'retrying' | 'waiting' | 'dead';

/** An event a subscriber has not taken: tried again later, waiting behind such a one, or given up. */
export interface Delivery {
  readonly id: string;
  readonly consumer: string;
  readonly eventId: string;
  readonly eventType?: string;
  readonly lane: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAttemptAt?: number;
  readonly lastError?: string;
  readonly lastStatus?: number;
  readonly createdAt: number;
}

/** What a key may do. */
export type Scope =
  | 'messages:send'
  | 'events:read'
  | 'subscriptions:write'
  | 'contacts:read'
  | 'contacts:write'
  | 'admin';

export interface MessageSearchHit {
  readonly messageId: MessageId;
  readonly conversationId: ConversationId;
  readonly snippet: string;
  readonly timestamp: number;
}

/**
 * The hub's API as nodes and scripts see it. What the hub refuses, a redirect and an answer that is no hub's reject
 * with a `HubError`; what got no answer, such as a broken connection or an ended signal, rejects as `fetch` does.
 */
export interface HubClient {
  send(
    request: SendMessageRequest,
    options?: {
      readonly idempotencyKey?: string;
      /** Seconds to wait for the outcome, at most 60. */
      readonly wait?: number;
    },
  ): Promise<Message>;
  message(id: MessageId): Promise<Message>;
  accounts(): Promise<readonly ChannelAccount[]>;
  conversations(query?: ListConversationsQuery): Promise<Page<ConversationView>>;
  conversation(id: ConversationId): Promise<ConversationView>;
  messages(id: ConversationId, query?: PageQuery): Promise<Page<Message>>;
  markRead(id: ConversationId, options?: { readonly typing?: boolean }): Promise<void>;
  contacts(query?: PageQuery & { readonly phone?: string }): Promise<Page<Contact>>;
  contact(id: ContactId): Promise<Contact>;
  updateContact(
    id: ContactId,
    change: {
      readonly name?: string;
      readonly attributes?: JsonObject;
      readonly tags?: readonly string[];
      readonly language?: string;
    },
  ): Promise<Contact>;
  eraseContact(id: ContactId): Promise<void>;
  consents(contactId: ContactId): Promise<readonly ConsentRecord[]>;
  recordConsent(request: RecordConsentRequest): Promise<ConsentRecord>;
  search(text: string, query?: PageQuery): Promise<Page<MessageSearchHit>>;
  subscribe(clientKey: string, request: SubscriptionRequest): Promise<Subscription>;
  subscriptions(): Promise<readonly Subscription[]>;
  unsubscribe(clientKey: string): Promise<void>;
  resumeSubscription(clientKey: string): Promise<Subscription>;
  pauseSubscription(clientKey: string): Promise<Subscription>;
  events(
    query?: EventFilter & {
      /** Without it: from the oldest event that is kept. */
      readonly after?: string;
      readonly limit?: number;
      /** Seconds to wait for the first event. */
      readonly wait?: number;
    },
  ): Promise<EventPage>;
  stream(
    query: EventFilter & {
      /** Without it: from now on. */
      readonly after?: string;
      readonly signal?: AbortSignal;
    },
  ): AsyncIterable<{ readonly event: Event; readonly cursor: string }>;
  deliveries(
    query?: PageQuery & { readonly consumer?: string; readonly state?: DeliveryState },
  ): Promise<Page<Delivery>>;
  redrive(deliveryId: string): Promise<void>;
  redriveAll(consumer: string): Promise<{ readonly redriven: number }>;
}
