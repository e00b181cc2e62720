import type { TemplateInfo } from '@centralita/core/channels';
import type {
  ActingFor,
  ActionOutcome,
  AuditEntry,
  ConversationCounts,
  ConversationView,
  Delivery,
  DeliveryState,
  EventFilter,
  EventPage,
  Figures,
  HealthLine,
  ListConversationsQuery,
  MessageSearchHit,
  MoveRequest,
  Note,
  Page,
  PageQuery,
  RecordConsentRequest,
  RouteDryRun,
  Scope,
  SendMessageRequest,
  StoredMedia,
  Subscription,
  SubscriptionRequest,
} from '@centralita/core/hub-client';
import type {
  ChannelAccount,
  ConsentRecord,
  Contact,
  ContactId,
  ConversationId,
  JsonObject,
  Message,
  MessageId,
  NoteId,
  Team,
  User,
  UserId,
} from '@centralita/core/model';
import type { RuleSet } from '@centralita/core/routing';

import type { TranscriptOptions } from './services/conversations/transcript.ts';

/** Who asks: a key, the console's session, or nobody in demonstration mode (then with every scope). */
export interface Caller {
  readonly keyId?: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Account ids the key is limited to; absent: all. */
  readonly accounts?: readonly string[];
}

/** `EventPage` with each event as the JSON that is stored: hundreds of them are passed on without being read again. */
export interface EventJsonPage extends Omit<EventPage, 'events'> {
  readonly events: readonly string[];
}

/**
 * What a hub can do, apart from how it is asked: the HTTP API, the console and the command line all call this.
 * Every method rejects with a `CentralitaError` whose code says what is wrong; unknown ids are `not_found`.
 */
export interface Services {
  readonly messages: {
    /** Guards, stores and queues. The same key with the same body answers the same message again. */
    send(
      request: SendMessageRequest,
      by: Caller,
      options?: { readonly idempotencyKey?: string },
    ): Promise<Message>;
    /** The message once its outcome is known (accepted, refused, failed, uncertain), or as it is after `waitMs`. */
    outcome(id: MessageId, waitMs: number, signal?: AbortSignal): Promise<Message>;
    get(id: MessageId): Promise<Message>;
  };
  readonly conversations: {
    list(query: ListConversationsQuery, by: Caller): Promise<Page<ConversationView>>;
    counts(query: { readonly userId?: UserId }, by: Caller): Promise<ConversationCounts>;
    get(id: ConversationId): Promise<ConversationView>;
    byCase(caseNumber: string): Promise<ConversationView>;
    /** Newest first; `after` goes further back. */
    messages(id: ConversationId, query: PageQuery): Promise<Page<Message>>;
    markRead(id: ConversationId, options: { readonly typing?: boolean }): Promise<void>;
    claim(
      id: ConversationId,
      request: ActingFor & { readonly takeOver?: boolean | undefined },
      caller: Caller,
    ): Promise<ConversationView>;
    assign(
      id: ConversationId,
      request: ActingFor & { readonly to: string | null },
      caller: Caller,
    ): Promise<ConversationView>;
    lock(
      id: ConversationId,
      request: ActingFor & { readonly release?: boolean | undefined },
      caller: Caller,
    ): Promise<ConversationView>;
    tag(
      id: ConversationId,
      request: ActingFor & {
        readonly add?: readonly string[] | undefined;
        readonly remove?: readonly string[] | undefined;
      },
      caller: Caller,
    ): Promise<ConversationView>;
    setPriority(
      id: ConversationId,
      request: ActingFor & { readonly priority: number },
      caller: Caller,
    ): Promise<ConversationView>;
    snooze(
      id: ConversationId,
      request: ActingFor & { readonly until: number },
      caller: Caller,
    ): Promise<ConversationView>;
    close(
      id: ConversationId,
      request: ActingFor & { readonly note?: string | undefined },
      caller: Caller,
    ): Promise<ConversationView>;
    reopen(id: ConversationId, request: ActingFor, caller: Caller): Promise<ConversationView>;
    /** By the rules in force, whoever placed it before. */
    route(id: ConversationId, request: ActingFor, caller: Caller): Promise<ConversationView>;
    /** By hand. */
    move(id: ConversationId, request: MoveRequest, caller: Caller): Promise<ConversationView>;
    /** In parts, oldest first. */
    transcript(id: ConversationId, options: TranscriptOptions): AsyncIterable<string>;
    notes(id: ConversationId): Promise<readonly Note[]>;
    addNote(
      id: ConversationId,
      request: ActingFor & { readonly text: string },
      caller: Caller,
    ): Promise<Note>;
    editNote(id: NoteId, request: ActingFor & { readonly text: string }, caller: Caller): Promise<Note>;
    conversationOfNote(id: NoteId): Promise<ConversationId>;
  };
  readonly team: {
    teams(): Promise<readonly Team[]>;
    users(): Promise<readonly User[]>;
    setAway(named: string, away: boolean, caller: Caller): Promise<User>;
  };
  readonly audit: {
    list(
      query: PageQuery & { readonly conversationId?: ConversationId; readonly contactId?: ContactId },
    ): Promise<Page<AuditEntry>>;
  };
  readonly routing: {
    rules(): Promise<RuleSet>;
    dryRun(query: {
      /** As somebody sent it: checked here. */
      readonly rules?: unknown;
      readonly since?: number | undefined;
      readonly limit?: number | undefined;
    }): Promise<RouteDryRun>;
  };
  readonly contacts: {
    list(query: PageQuery & { readonly phone?: string }): Promise<Page<Contact>>;
    get(id: ContactId): Promise<Contact>;
    update(
      id: ContactId,
      change: {
        readonly name?: string;
        readonly attributes?: JsonObject;
        readonly tags?: readonly string[];
        readonly language?: string;
      },
      by: Caller,
    ): Promise<Contact>;
    erase(id: ContactId, by: Caller): Promise<void>;
    merge(into: ContactId, request: ActingFor & { readonly from: ContactId }, by: Caller): Promise<Contact>;
    unmerge(from: ContactId, request: ActingFor, by: Caller): Promise<Contact>;
  };
  readonly consents: {
    list(contactId: ContactId): Promise<readonly ConsentRecord[]>;
    record(request: RecordConsentRequest, by: Caller): Promise<ConsentRecord>;
  };
  readonly accounts: {
    list(): Promise<readonly (ChannelAccount & { readonly paused?: string })[]>;
    /** Lets a paused account send again. */
    resume(id: string): Promise<void>;
  };
  readonly templates: {
    list(
      accountId: string,
      page: {
        readonly after?: string;
        readonly limit?: number;
        readonly status?: string;
        readonly q?: string;
      },
    ): Promise<{ readonly items: readonly TemplateInfo[]; readonly next?: string }>;
  };
  readonly media: {
    /** Waits a few seconds for one that came a moment ago. `media_unavailable` with the reason. */
    get(id: MessageId): Promise<StoredMedia>;
    /** To the provider, for sending. Files above the limit of their type are refused before. */
    upload(accountId: string, file: StoredMedia): Promise<{ readonly id: string }>;
  };
  /** The lights of the health page. */
  health(): Promise<readonly HealthLine[]>;
  /** Does what one of them offers. Not found: it offers no such thing. */
  healthAction(part: string, id: string): Promise<ActionOutcome>;
  /** Lines over the last `hours`, and today's numbers. */
  figures(hours: number): Promise<Figures>;
  search(text: string, query: PageQuery): Promise<Page<MessageSearchHit>>;
  readonly subscriptions: {
    put(clientKey: string, request: SubscriptionRequest, by: Caller): Promise<Subscription>;
    list(): Promise<readonly Subscription[]>;
    get(clientKey: string): Promise<Subscription>;
    remove(clientKey: string): Promise<void>;
    pause(clientKey: string): Promise<Subscription>;
    resume(clientKey: string): Promise<Subscription>;
  };
  readonly events: {
    /** `cursor_expired` when `after` is older than the log keeps. `waitMs`: wait for the first event. */
    read(
      query: EventFilter & { readonly after?: string; readonly limit?: number; readonly waitMs?: number },
      by: Caller,
      signal?: AbortSignal,
    ): Promise<EventJsonPage>;
    /** Ends when the signal does. Yields what there is at once: each event's JSON and the cursor to go on from. */
    stream(
      query: EventFilter & { readonly after?: string },
      by: Caller,
      signal: AbortSignal,
    ): AsyncIterable<readonly { readonly json: string; readonly cursor: string }[]>;
  };
  readonly deliveries: {
    list(
      query: PageQuery & { readonly consumer?: string; readonly state?: DeliveryState },
    ): Promise<Page<Delivery>>;
    redrive(id: string): Promise<void>;
    redriveAll(consumer: string): Promise<{ readonly redriven: number }>;
  };
}
