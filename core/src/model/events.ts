import type { AccountRef, ProviderId } from './account.ts';
import type { ConsentActor, ConsentSource, ConsentState, Purpose } from './consent.ts';
import type { ContactRef } from './contact.ts';
import type { Content } from './content.ts';
import type { ConversationState } from './conversation.ts';
import type {
  ChannelAccountId,
  ContactId,
  ConversationId,
  EventId,
  MessageId,
  NoteId,
  TeamId,
  UserId,
} from './ids.ts';
import type { Json, JsonObject } from './json.ts';
import type {
  MessageFailure,
  MessagePart,
  MessageState,
  Pricing,
  ProviderErrorItem,
  ReportedStatus,
  SentPart,
} from './message.ts';

/**
 * `{ id, type, timestamp, data }`. A provider event is what one update of a webhook says, the same wherever
 * it is parsed. `data` has a provider part and, from a hub, a `hub` part beside it.
 */
export interface EventOf<Type extends string, Data> {
  readonly id: EventId;
  readonly type: Type;
  /** When it happened, ISO 8601. Order between events is the store's, not this. */
  readonly timestamp: string;
  readonly data: Data;
}

/** One update as it stood in the webhook, with the lists beside it cut down to what belongs to it. */
export interface RawUpdate {
  readonly entry?: { readonly id?: Json; readonly time?: Json };
  readonly field?: Json;
  readonly value?: Json;
  /** The text as received, where it could not be read as an update. */
  readonly text?: string;
}

/** What every provider event carries. */
export interface ProviderPart {
  readonly provider: ProviderId;
  readonly account: AccountRef;
  /** The provider's untouched original. */
  readonly raw: RawUpdate;
}

/** What only a hub knows. Present on every event of a hub. */
export interface HubPart {
  readonly accountId?: ChannelAccountId;
  readonly contactId?: ContactId;
  readonly conversationId?: ConversationId;
  readonly messageId?: MessageId;
  /** True when this message is the first this contact ever wrote here. */
  readonly firstContact?: boolean;
  /** The message's state after folding what was reported. */
  readonly status?: MessageState;
  /** Why the message did not reach the customer and what to do, in words: the hub's own reason or what the provider reported. */
  readonly failure?: MessageFailure;
  /** Until when the 24-hour window of this contact and account is open; ISO 8601. */
  readonly windowUntil?: string;
  /** The event this one follows from. */
  readonly parentId?: EventId;
  /** Delivered again by hand, out of order. */
  readonly redriven?: true;
  /** The contact was erased and only ids are left: true on every `event.erased`. */
  readonly erased?: true;
}

interface WithHub {
  readonly hub?: HubPart;
}
/** Made by a hub: there is no provider original. */
interface HubMade {
  readonly hub: HubPart;
}
type Provided = ProviderPart & WithHub;
/** Parsed from a webhook, or made by a hub (then without `provider`, `account` and `raw`). */
type Either = Partial<ProviderPart> & WithHub;

/** A customer wrote. `message.origin` is `standby` while the platform's own agent owns the thread: do not answer those. */
export type MessageReceived = EventOf<
  'message.received',
  Provided & { readonly contact: ContactRef; readonly message: MessagePart }
>;

/** A message of ours was accepted by the hub and waits to be sent. */
export type MessageQueued = EventOf<
  'message.queued',
  HubMade & { readonly message: { readonly content: Content } }
>;

/** A message left for the customer: sent by the hub, by another program, or by a person in the WhatsApp Business app. */
export type MessageSent = EventOf<
  'message.sent',
  Either & {
    readonly contact?: ContactRef;
    /** By a hub's own send a {@link SentPart}: its `origin` is `hub`. */
    readonly message: MessagePart | SentPart;
  }
>;

/** Every status as it was reported. On a hub `data.hub.status` is the folded state. */
export type MessageStatus = EventOf<
  'message.status',
  Either & {
    readonly contact?: ContactRef;
    /**
     * As reported; `unknown` when the provider used another word (see `reported`). A hub says `refused`, `failed`
     * and `uncertain` by itself too, of what it sent. That the provider took a message is a `message.sent`.
     */
    readonly status: ReportedStatus | 'refused' | 'uncertain';
    /** The provider's word where `status` is `unknown`. */
    readonly reported?: string;
    readonly message: {
      readonly providerId?: string;
      /** Our own reference given with the send (`biz_opaque_callback_data`). */
      readonly correlationId?: string;
      readonly groupId?: string;
      readonly participant?: ContactRef;
      /** The key of the recipient's identity (`recipient_identity_key_hash`). */
      readonly identityKeyHash?: string;
    };
    readonly errors?: readonly ProviderErrorItem[];
    readonly pricing?: Pricing;
    readonly providerConversation?: {
      readonly id?: string;
      readonly expiresAt?: string;
      readonly origin?: string;
    };
  }
>;

export type MessageEdited = EventOf<
  'message.edited',
  Provided & {
    readonly contact: ContactRef;
    readonly message: MessagePart & {
      /** The provider's id of the message that was edited. */ readonly originalProviderId?: string;
    };
  }
>;

export type MessageDeleted = EventOf<
  'message.deleted',
  Provided & {
    readonly contact: ContactRef;
    readonly message: {
      readonly providerId: string;
      readonly direction: 'inbound' | 'outbound';
      readonly originalProviderId?: string;
      readonly timestamp: string;
    };
  }
>;

/** A message of the past, synchronised when a number shared with the WhatsApp Business app is connected. Starts nothing. */
export type MessageImported = EventOf<
  'message.imported',
  Provided & {
    readonly contact: ContactRef;
    readonly message: MessagePart & { readonly historyStatus?: string };
  }
>;

export type ReactionChanged = EventOf<
  'reaction.changed',
  Provided & {
    readonly contact: ContactRef;
    readonly reaction: {
      readonly providerId: string;
      readonly direction: 'inbound' | 'outbound';
      /** The provider's id of the message reacted to. */
      readonly targetProviderId?: string;
      /** Absent when the reaction was removed. */
      readonly emoji?: string;
      readonly timestamp: string;
    };
  }
>;

export type NoteAdded = EventOf<
  'note.added',
  HubMade & { readonly note: { readonly id: NoteId; readonly text: string; readonly authorId?: UserId } }
>;

/** Consent was given or withdrawn. `message` is the message that said so, where there was one. */
export type ConsentChanged = EventOf<
  'consent.changed',
  Either & {
    readonly contact?: ContactRef;
    readonly consent: {
      readonly state: ConsentState;
      readonly purposes: readonly Purpose[] | 'all';
      readonly actor: ConsentActor;
      readonly source: ConsentSource;
      /** The platform's own word: `stop`, `resume`, `signup`. */
      readonly platformValue?: string;
      readonly wording?: string;
      readonly at: string;
    };
  }
>;

/** What is known of a person changed: number, business-scoped id, identity key, name in the app's address book. */
export type ContactChanged = EventOf<
  'contact.changed',
  Either & {
    readonly contact: ContactRef;
    readonly change: {
      readonly kind: 'created' | 'number' | 'user_id' | 'identity' | 'address_book' | 'attributes';
      readonly previous?: ContactRef;
      readonly action?: string;
      readonly detail?: JsonObject;
    };
  }
>;
export type ContactMerged = EventOf<
  'contact.merged',
  HubMade & { readonly from: ContactId; readonly into: ContactId }
>;
/** A merge was undone: `contactId` is a person of their own again. */
export type ContactUnmerged = EventOf<
  'contact.unmerged',
  HubMade & { readonly from: ContactId; readonly contactId: ContactId }
>;
/** Everything about the contact was erased; whoever keeps copies erases them too. */
export type ContactErased = EventOf<'contact.erased', HubMade & { readonly contactId: ContactId }>;
/**
 * What is left of an event once its contact was erased: id and time as they were, and the ids of the hub. A type of
 * its own, so that whoever wants the type it had never meets one without its fields.
 */
export type EventErased = EventOf<
  'event.erased',
  HubMade & {
    /** The type it had. */
    readonly of: string;
  }
>;

interface ConversationPart {
  readonly state: ConversationState;
  readonly caseNumber: string;
  readonly teamId?: TeamId;
  readonly assigneeId?: UserId;
  /** 0 is normal; higher comes first. */
  readonly priority?: number;
  readonly tags?: readonly string[];
}
export type ConversationOpened = EventOf<
  'conversation.opened',
  HubMade & {
    readonly conversation: ConversationPart;
    /** Absent on a new one: it was closed, or its snooze ended. */
    readonly again?: 'reopened' | 'snooze_ended';
    readonly by?: UserId;
  }
>;
export type ConversationRouted = EventOf<
  'conversation.routed',
  HubMade & {
    readonly conversation: ConversationPart;
    readonly route: {
      readonly teamId?: TeamId;
      readonly userId?: UserId;
      /** A Slack channel, where the rule names one. */
      readonly slackChannel?: string;
      /** The id of the rule that decided; absent when the default did, or a person. */
      readonly rule?: string;
      readonly byDefault?: boolean;
      /** Which rule decided and why, and why those before it did not: a `RouteExplanation`. */
      readonly explanation?: JsonObject;
    };
    readonly previous?: {
      readonly teamId?: TeamId;
      readonly userId?: UserId;
      readonly slackChannel?: string;
    };
    /** The person who moved it; absent when rules did. */
    readonly by?: UserId;
    /** What the next team should know. */
    readonly note?: NoteId;
  }
>;
export type ConversationAssigned = EventOf<
  'conversation.assigned',
  HubMade & {
    readonly conversation: ConversationPart;
    readonly assigneeId?: UserId;
    readonly previousId?: UserId;
    readonly by?: UserId;
  }
>;
export type ConversationTagged = EventOf<
  'conversation.tagged',
  HubMade & {
    readonly conversation: ConversationPart;
    readonly added: readonly string[];
    readonly removed: readonly string[];
  }
>;
export type ConversationSnoozed = EventOf<
  'conversation.snoozed',
  HubMade & { readonly conversation: ConversationPart; readonly until: string }
>;
export type ConversationClosed = EventOf<
  'conversation.closed',
  HubMade & { readonly conversation: ConversationPart; readonly by?: UserId }
>;

/** Priority, first answer, who is writing, an edited note: what has no event of its own. */
export type ConversationChanged = EventOf<
  'conversation.changed',
  HubMade & {
    readonly conversation: ConversationPart;
    readonly change: {
      readonly kind: 'priority' | 'first_response' | 'overdue' | 'lock' | 'contact' | 'note';
      readonly detail?: JsonObject;
    };
    readonly by?: UserId;
  }
>;

/** A template's status, quality, category or components changed. */
export type TemplateChanged = EventOf<
  'template.changed',
  Provided & {
    readonly template: {
      readonly id?: string;
      readonly name?: string;
      readonly language?: string;
      readonly category?: string;
    };
    readonly change: {
      readonly kind: 'status' | 'quality' | 'components' | 'category' | 'category_detection';
      /** The new status, quality or category, in lower case. */
      readonly to?: string;
      readonly from?: string;
      readonly reason?: string;
      readonly detail?: JsonObject;
    };
  }
>;

/** Something about the number or the business account changed; `change.kind` is the webhook field. */
export type AccountChanged = EventOf<
  'account.changed',
  Provided & {
    readonly change: {
      readonly kind: string;
      /** The provider's own name of what happened, such as `ACCOUNT_RESTRICTION`. */
      readonly event?: string;
      readonly severity: 'information' | 'warning' | 'critical';
      readonly detail: JsonObject;
    };
  }
>;
/** A webhook named an account this hub is not configured for. The update itself is stored too. */
export type AccountUnrecognised = EventOf<
  'account.unrecognised',
  ProviderPart & HubMade & { readonly of: string }
>;

export type CallChanged = EventOf<
  'call.changed',
  Provided & {
    readonly contact?: ContactRef;
    readonly call: {
      readonly providerId?: string;
      readonly event: string;
      readonly direction?: 'inbound' | 'outbound';
      readonly status?: string;
      readonly startedAt?: string;
      readonly endedAt?: string;
      /** Seconds. */
      readonly duration?: number;
      readonly correlationId?: string;
    };
    readonly errors?: readonly ProviderErrorItem[];
  }
>;

export type GroupChanged = EventOf<
  'group.changed',
  Provided & {
    readonly group: { readonly id?: string; readonly change: string; readonly detail: JsonObject };
  }
>;

/** Who owns the thread: the business or the platform's own agent. */
export type HandoverChanged = EventOf<
  'handover.changed',
  Provided & {
    readonly contact?: ContactRef;
    readonly handover: {
      readonly change: string;
      readonly newOwner?: string;
      readonly summary?: string;
      readonly detail: JsonObject;
    };
  }
>;

/** What a customer did beside writing: a link clicked, a lead or purchase the platform recognised. */
export type ActivityReported = EventOf<
  'activity.reported',
  Provided & {
    readonly contact?: ContactRef;
    readonly activity: { readonly kind: string; readonly detail: JsonObject };
  }
>;

/** Something went wrong that no single message tells: errors of the account, or of a hub's own parts. */
export type Problem = EventOf<
  'problem',
  Either & {
    readonly problem: {
      readonly code: string;
      readonly title: string;
      readonly detail?: string;
      readonly nextStep?: string;
      readonly source: string;
    };
    readonly errors?: readonly ProviderErrorItem[];
  }
>;

/** Input nobody knows yet, whole. Nothing is dropped. */
export type Unknown = EventOf<
  'unknown',
  Provided & {
    readonly unknown: { readonly reason: string; readonly field?: string; readonly type?: string };
  }
>;

export type Event =
  | MessageReceived
  | MessageQueued
  | MessageSent
  | MessageStatus
  | MessageEdited
  | MessageDeleted
  | MessageImported
  | ReactionChanged
  | NoteAdded
  | ConsentChanged
  | ContactChanged
  | ContactMerged
  | ContactUnmerged
  | ContactErased
  | EventErased
  | ConversationOpened
  | ConversationRouted
  | ConversationAssigned
  | ConversationTagged
  | ConversationSnoozed
  | ConversationClosed
  | ConversationChanged
  | TemplateChanged
  | AccountChanged
  | AccountUnrecognised
  | CallChanged
  | GroupChanged
  | HandoverChanged
  | ActivityReported
  | Problem
  | Unknown;

export type EventType = Event['type'];
export type EventByType<T extends EventType> = Extract<Event, { type: T }>;

/** An event as a provider's parser yields it. */
export type ProviderEvent = Extract<Event, { data: Partial<ProviderPart> }> & { readonly data: ProviderPart };

export const eventTypes = [
  'message.received',
  'message.queued',
  'message.sent',
  'message.status',
  'message.edited',
  'message.deleted',
  'message.imported',
  'reaction.changed',
  'note.added',
  'consent.changed',
  'contact.changed',
  'contact.merged',
  'contact.unmerged',
  'contact.erased',
  'event.erased',
  'conversation.opened',
  'conversation.routed',
  'conversation.assigned',
  'conversation.tagged',
  'conversation.snoozed',
  'conversation.closed',
  'conversation.changed',
  'template.changed',
  'account.changed',
  'account.unrecognised',
  'call.changed',
  'group.changed',
  'handover.changed',
  'activity.reported',
  'problem',
  'unknown',
] as const satisfies readonly EventType[];
