import type { TemplateInfo } from '../channels/channel.ts';
import type { ChannelAccount } from '../model/account.ts';
import type { Code, CodeText } from '../model/codes.ts';
import type { ConsentActor, ConsentRecord, ConsentSource, ConsentState, Purpose } from '../model/consent.ts';
import type { Contact } from '../model/contact.ts';
import type { OutboundContent } from '../model/content.ts';
import type { Conversation, ConversationState } from '../model/conversation.ts';
import type { Event, EventType } from '../model/events.ts';
import type {
  ContactId,
  ConversationId,
  MessageId,
  NoteId,
  SubscriptionId,
  TeamId,
  UserId,
} from '../model/ids.ts';
import type { JsonObject } from '../model/json.ts';
import type { Direction, Message, MessageState } from '../model/message.ts';
import type { Team, User } from '../model/team.ts';
import type { RouteDecision, RuleProblem, RuleSet } from '../routing/types.ts';

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
  /** Who of the team writes it. Counts as the answer of that person. */
  readonly authorId?: UserId;
  /** The newest message its author had seen: refused with `answered_meanwhile` when somebody else answered after it. */
  readonly lastSeen?: MessageId;
}

export interface ListConversationsQuery extends PageQuery {
  /** One state, or several with commas between them. */
  readonly state?: ConversationState | string;
  readonly contactId?: ContactId;
  readonly teamId?: TeamId;
  /** A person's; `none`: nobody's. */
  readonly assigneeId?: UserId | 'none';
  readonly tag?: string;
  readonly channelAccountId?: string;
  /** True: the customer waits for an answer. */
  readonly unanswered?: boolean;
  /** True: the first answer is overdue. */
  readonly overdue?: boolean;
  /** True: only the default rule took it. */
  readonly byDefault?: boolean;
  /** Name, phone, case number, tag or words of a message: what a person would type to find it. */
  readonly q?: string;
  /** `newest` unless given; `waiting`: whoever waits longest first, by priority. */
  readonly order?: 'newest' | 'waiting';
}

/** How many conversations each filter of an inbox holds. */
export interface ConversationCounts {
  readonly open: number;
  readonly mine: number;
  readonly unassigned: number;
  readonly overdue: number;
  readonly snoozed: number;
  readonly byTeam: Readonly<Record<string, number>>;
}

/** Something written about a conversation that never goes to the customer. */
export interface Note {
  readonly id: NoteId;
  readonly conversationId: ConversationId;
  readonly text: string;
  readonly authorId?: UserId;
  /** The key that wrote it, where no person is named. */
  readonly by?: string;
  readonly createdAt: number;
  readonly editedAt?: number;
}

/** Who acts, where a key speaks for people: a `us_` id, a user's key, or their Slack id or e-mail. */
export interface ActingFor {
  readonly by?: string | undefined;
}

/** Where to: exactly one of team, user and Slack channel; ids or keys of the settings. */
export interface MoveRequest extends ActingFor {
  readonly team?: string;
  readonly user?: string;
  readonly slackChannel?: string;
  /** Kept as a note for whoever takes it. */
  readonly note?: string;
}

/** One line of what was done, by whom. Holds no message text. */
export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  /** Such as `conversation.assigned`. */
  readonly action: string;
  readonly by: { readonly key?: string; readonly userId?: UserId; readonly name: string };
  readonly conversationId?: ConversationId;
  readonly contactId?: ContactId;
  readonly detail?: JsonObject;
}

/** What a rule set would do with messages that are stored. */
export interface RouteDryRun {
  readonly decided: readonly {
    readonly messageId: MessageId;
    readonly conversationId: ConversationId;
    readonly timestamp: number;
    /** The beginning of the text. */
    readonly text?: string;
    readonly before?: string;
    readonly decision: RouteDecision;
    /** True where the set in force decides otherwise. */
    readonly changed: boolean;
  }[];
  readonly changed: number;
  readonly byRule: Readonly<Record<string, number>>;
  readonly problems: readonly RuleProblem[];
}

/** A file of a message, kept by the hub. */
export interface StoredMedia {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly filename?: string;
}

export interface HealthLine {
  readonly name: string;
  readonly ok: boolean;
  readonly detail?: string;
  readonly nextStep?: string;
  /** The same in Spanish. What is missing here reads the same in both: a name, what a provider said. */
  readonly es?: HealthWords;
  /** Since when it stands like this, milliseconds since 1970. */
  readonly since?: number;
  /** What can be done at once: handed to `healthAction`. */
  readonly action?: HealthAction;
}

export interface HealthWords {
  readonly name?: string;
  readonly detail?: string;
  readonly nextStep?: string;
}

export interface HealthAction {
  readonly part: string;
  readonly id: string;
  readonly label: CodeText;
}

export interface ActionOutcome {
  readonly ok: boolean;
  readonly detail: CodeText;
}

export interface Figures {
  /** Points of a line over time, oldest first: start of the interval, value. */
  readonly lines: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  /** Numbers of today, such as `firstResponseMedianMs`. */
  readonly today: Readonly<Record<string, number>>;
}

export interface ConversationView extends Conversation {
  readonly contact: Pick<Contact, 'id' | 'name' | 'identities'> & Partial<Pick<Contact, 'tags' | 'language'>>;
  /** Why it is where it is, from the last routing. */
  readonly route?: {
    readonly rule?: string;
    readonly summary?: { readonly en: string; readonly es: string };
  };
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
  /** The last events that were posted and taken since the hub started, newest last. */
  readonly taken?: readonly TakenEvent[];
}

export interface TakenEvent {
  readonly eventId: string;
  /** How long the receiver took to answer. */
  readonly ms: number;
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
  /** `paused` says why an account may not send, where that is so. */
  accounts(): Promise<readonly (ChannelAccount & { readonly paused?: string })[]>;
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
  /** Both become one; the stricter consent of the two holds. Reversible with {@link unmergeContact}. */
  mergeContacts(into: ContactId, from: ContactId, options?: ActingFor): Promise<Contact>;
  unmergeContact(from: ContactId, options?: ActingFor): Promise<Contact>;
  consents(contactId: ContactId): Promise<readonly ConsentRecord[]>;
  recordConsent(request: RecordConsentRequest): Promise<ConsentRecord>;
  conversationCounts(query?: { readonly userId?: UserId }): Promise<ConversationCounts>;
  /** By a case number as people write it. `not_found` where there is none. */
  conversationByCase(caseNumber: string): Promise<ConversationView>;
  /** By the rules in force; with a target by hand. */
  routeConversation(id: ConversationId): Promise<ConversationView>;
  moveConversation(id: ConversationId, to: MoveRequest): Promise<ConversationView>;
  /** Makes it `by`'s; `conversation_claimed` when it is somebody else's, unless `takeOver`. */
  claim(id: ConversationId, options: ActingFor & { readonly takeOver?: boolean }): Promise<ConversationView>;
  /** To a person, or to nobody with `null`. */
  assign(id: ConversationId, to: string | null, options?: ActingFor): Promise<ConversationView>;
  /** Says that `by` is writing, for two minutes; `conversation_claimed` while somebody else is. */
  lock(id: ConversationId, options: ActingFor & { readonly release?: boolean }): Promise<ConversationView>;
  tag(
    id: ConversationId,
    change: ActingFor & { readonly add?: readonly string[]; readonly remove?: readonly string[] },
  ): Promise<ConversationView>;
  setPriority(id: ConversationId, priority: number, options?: ActingFor): Promise<ConversationView>;
  snooze(id: ConversationId, until: number, options?: ActingFor): Promise<ConversationView>;
  close(id: ConversationId, options?: ActingFor & { readonly note?: string }): Promise<ConversationView>;
  reopen(id: ConversationId, options?: ActingFor): Promise<ConversationView>;
  notes(id: ConversationId): Promise<readonly Note[]>;
  addNote(id: ConversationId, note: ActingFor & { readonly text: string }): Promise<Note>;
  editNote(id: NoteId, note: ActingFor & { readonly text: string }): Promise<Note>;
  /** The whole conversation as text (`text/plain`), `json` or `html`, notes left out unless asked for. */
  transcript(
    id: ConversationId,
    options?: { readonly format?: 'text' | 'json' | 'html'; readonly notes?: boolean },
  ): Promise<string>;
  audit(
    query?: PageQuery & { readonly conversationId?: ConversationId; readonly contactId?: ContactId },
  ): Promise<Page<AuditEntry>>;
  teams(): Promise<readonly Team[]>;
  users(): Promise<readonly User[]>;
  /** Away people are handed no work. */
  setAway(userId: UserId, away: boolean): Promise<User>;
  rules(): Promise<RuleSet>;
  /** Decides stored messages by `rules` without changing anything; by those in force when absent. */
  routeDryRun(query: {
    readonly rules?: RuleSet;
    readonly since?: number;
    readonly limit?: number;
  }): Promise<RouteDryRun>;
  templates(
    accountId: string,
    query?: PageQuery & { readonly status?: string; readonly q?: string },
  ): Promise<Page<TemplateInfo>>;
  /** The file of a message; `media_unavailable` when it expired or was refused. */
  media(id: MessageId): Promise<StoredMedia>;
  /** A file to be sent: the id to put into the content. Limits are checked first. */
  uploadMedia(
    accountId: string,
    file: { readonly bytes: Uint8Array; readonly mimeType: string; readonly filename?: string },
  ): Promise<{ readonly id: string }>;
  health(): Promise<readonly HealthLine[]>;
  /** Does what a line of `health` offers, and says how it went. */
  healthAction(part: string, id: string): Promise<ActionOutcome>;
  figures(query?: { readonly hours?: number }): Promise<Figures>;
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
