import type { TemplateInfo } from '@centralita/core/channels';
import type {
  AuditEntry,
  ConversationView,
  Delivery,
  HealthLine,
  MessageSearchHit,
  Note,
  Page,
  Scope,
  Subscription,
} from '@centralita/core/hub-client';
import type { ChannelAccount, ConsentRecord, Contact, Message, Team, User } from '@centralita/core/model';

export type { TemplateInfo } from '@centralita/core/channels';
export type {
  ActionOutcome,
  AuditEntry,
  ConversationCounts,
  ConversationView,
  Delivery,
  EventPage,
  Figures,
  MessageSearchHit,
  Note,
  ProblemDetails,
  RouteDryRun,
  Subscription,
} from '@centralita/core/hub-client';
export type {
  ChannelAccount,
  ConsentRecord,
  Contact,
  Event,
  Message,
  OutboundContent,
  Team,
  User,
} from '@centralita/core/model';
export type { RuleSet } from '@centralita/core/routing';

// What routes answer with, by the names of /openapi.json. `components.json` is made from this file: see
// `generate.ts`.

export type MessagePage = Page<Message>;
export type ConversationPage = Page<ConversationView>;
export type ContactPage = Page<Contact>;
export type AuditPage = Page<AuditEntry>;
export type SearchPage = Page<MessageSearchHit>;
export type DeliveryPage = Page<Delivery>;

export interface TemplatePage {
  readonly items: readonly TemplateInfo[];
  readonly next?: string;
}

/** The bytes of a file. */
export type Binary = string;

export interface MediaId {
  /** What to put into a message's content. */
  readonly id: string;
}

export interface HealthLines {
  readonly items: readonly HealthLine[];
}

export interface NoteList {
  readonly items: readonly Note[];
}

export interface TeamList {
  readonly items: readonly Team[];
}

export interface UserList {
  readonly items: readonly User[];
}

export interface ConsentList {
  readonly items: readonly ConsentRecord[];
}

export interface Account extends ChannelAccount {
  /** Why it may not send, where that is so. */
  readonly paused?: string;
}

export interface AccountList {
  readonly items: readonly Account[];
}

export interface SubscriptionList {
  readonly items: readonly Subscription[];
}

export interface Redriven {
  /** How many are due now. */
  readonly redriven: number;
}

export interface Key {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The accounts it is limited to; absent: all. */
  readonly accounts?: readonly string[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly revokedAt?: number;
}

export interface KeyList {
  readonly items: readonly Key[];
}

export interface CreatedKey extends Key {
  /** The key itself, shown this once. */
  readonly text: string;
}

export interface Session {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly accounts?: readonly string[];
}

export interface Health {
  readonly status: 'ok' | 'failing';
  readonly version: string;
  readonly parts: { readonly [part: string]: 'ok' | 'failing' };
}

export interface Ready {
  readonly ready: boolean;
}

export interface AnyObject {
  readonly [name: string]: unknown;
}

/** Lines of text. */
export type Text = string;
/** `id:` and `data:` lines, an empty line after each event. */
export type EventStream = string;
