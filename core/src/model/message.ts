import type { Content, OutboundContent } from './content.ts';
import type { ChannelAccountId, ContactId, ConversationId, MessageId, UserId } from './ids.ts';

export type Direction = 'inbound' | 'outbound';

/**
 * Where an outbound message stands. `uncertain` means that nobody knows whether the provider took it;
 * a later status may still move it. `refused` never left: a guard said no, with a code.
 */
export type OutboundState =
  | 'queued'
  | 'sending'
  | 'accepted'
  | 'held'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'played'
  | 'refused'
  | 'failed'
  | 'uncertain';

export type MessageState = 'received' | OutboundState;

/** A status as the provider reports it; anything else is kept in `reported`. */
export type ReportedStatus = 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'unknown';

const rank: Readonly<Record<OutboundState, number>> = {
  queued: 0,
  sending: 1,
  refused: 2,
  uncertain: 3,
  accepted: 4,
  held: 5,
  sent: 6,
  failed: 7,
  delivered: 8,
  read: 9,
  played: 10,
};

/**
 * Folds a state into the one before, forward only: statuses come twice, late and out of order. Delivered
 * beats failed, because it reached a device; failed replaces anything less. A refusal is final, and only of what
 * had not left: it never overrules a message that did, or may have.
 */
export const foldState = (before: OutboundState, next: OutboundState): OutboundState =>
  before !== 'refused' && rank[next] > rank[before] ? next : before;

/** The message a message answers, in the provider's ids. */
export interface MessageContext {
  readonly messageId?: string;
  readonly from?: string;
  readonly forwarded?: boolean;
  readonly frequentlyForwarded?: boolean;
  readonly referredProduct?: { readonly catalogId?: string; readonly productRetailerId?: string };
}

/** The advertisement or post a customer came from. */
export interface Referral {
  readonly sourceUrl?: string;
  readonly sourceId?: string;
  readonly sourceType?: string;
  readonly headline?: string;
  readonly body?: string;
  readonly mediaType?: string;
  readonly imageUrl?: string;
  readonly videoUrl?: string;
  readonly thumbnailUrl?: string;
  readonly clickId?: string;
  readonly welcomeText?: string;
}

/** What a provider said went wrong. Only `code` is certain to be there. */
export interface ProviderErrorItem {
  readonly code?: number;
  readonly title?: string;
  readonly message?: string;
  readonly details?: string;
  readonly href?: string;
}

/** How the provider charges for a message. Amounts are never computed from built-in rates. */
export interface Pricing {
  readonly billable?: boolean;
  readonly model?: string;
  readonly type?: string;
  readonly category?: string;
}

/**
 * Who wrote a message: a customer; a customer while the platform's own agent owns the thread (`standby`);
 * this account's API (`api`); a person in the WhatsApp Business app (`app`); synchronised history.
 */
export type MessageOrigin = 'customer' | 'standby' | 'api' | 'app' | 'history';

/** A message as one update tells it, in the provider's ids. */
export interface MessagePart {
  readonly providerId: string;
  readonly direction: Direction;
  readonly origin: MessageOrigin;
  /** ISO 8601. */
  readonly timestamp: string;
  /** `received` when the provider gave no usable time and the time of arrival stands in. */
  readonly timestampSource: 'provider' | 'received';
  readonly content: Content;
  readonly context?: MessageContext;
  readonly referral?: Referral;
  readonly groupId?: string;
  readonly errors?: readonly ProviderErrorItem[];
  /** The key of the sender's identity, where the identity check is switched on. */
  readonly identity?: {
    readonly hash?: string;
    readonly acknowledged?: boolean;
    /** ISO 8601. */
    readonly createdAt?: string;
  };
}

/** A message that the hub itself sent, once the provider took it. */
export interface SentPart {
  readonly providerId?: string;
  readonly direction: 'outbound';
  readonly origin: 'hub';
  readonly content: Content;
}

/** A message as a hub keeps it. */
export interface Message {
  readonly id: MessageId;
  readonly conversationId: ConversationId;
  readonly contactId: ContactId;
  readonly channelAccountId: ChannelAccountId;
  readonly direction: Direction;
  readonly origin: MessageOrigin | 'hub';
  readonly state: MessageState;
  readonly content: Content;
  readonly providerId?: string;
  /** Who of the team wrote it. */
  readonly authorId?: UserId;
  /** The message this one answers, where the hub knows it. */
  readonly replyTo?: MessageId;
  /** The group it was written in, by the provider's id. A reply goes to its author alone. */
  readonly groupId?: string;
  /** Milliseconds since 1970; never later than arrival plus a minute. */
  readonly timestamp: number;
  /** When each state was first reached, milliseconds since 1970. */
  readonly states?: Readonly<Partial<Record<MessageState, number>>>;
  readonly error?: MessageFailure;
  /** The emoji each side shows on it. */
  readonly reactions?: readonly { readonly from: 'contact' | 'business'; readonly emoji: string }[];
  /** The content before the customer edited it. */
  readonly original?: Content;
  readonly deletedAt?: number;
  readonly pricing?: Pricing;
}

/** Why a message did not reach the customer and what to do about it. */
export interface MessageFailure {
  /** One of the codes of `codes.ts`. */
  readonly code: string;
  /** The provider's own number, where it said one. */
  readonly providerCode?: number;
  readonly message: string;
  readonly nextStep: string;
}

/** What somebody asks to be sent: the one command of every front end. */
export interface OutboundMessage {
  readonly content: OutboundContent;
  /** The provider's id of the message to quote. */
  readonly replyTo?: string;
}
