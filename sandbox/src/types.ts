import type { SandboxClock } from './clock.ts';
import type { FaultRule } from './faults/types.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A business number of the emulated platform. `PUT /sandbox/numbers/{phoneNumberId}` adds or changes one. */
export interface NumberOptions {
  phoneNumberId: string;
  wabaId: string;
  /** As people write it, such as `+34 910 00 00 01`. */
  displayPhone: string;
  verifiedName: string;
  /** Default GREEN. */
  qualityRating?: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN';
  /** Default TIER_2K. */
  messagingLimit?: string;
  /** Shared with the WhatsApp Business app: 20 messages per second, history and contacts can be asked for. */
  coexistence?: boolean;
  /** False: sends are refused with 133010 until `POST /{number}/register`. */
  registered?: boolean;
}

/** Another app beside the first; `PUT /sandbox/apps/{id}` adds one while the sandbox runs. */
export interface AppOptions {
  id: string;
  name?: string;
  /** Signs the webhooks that go to this app. */
  appSecret: string;
  /** A user token of this app. The app's own token is `{id}|{appSecret}`, or comes from `oauth/access_token`. */
  accessToken: string;
  /** Where its webhooks go; subscribes it to every account. */
  webhookUrl?: string;
}

/** How long after acceptance each status comes, in real milliseconds. Without `read` only people read. */
export interface StatusDelays {
  sent: number;
  delivered: number;
  read?: number;
}

export interface SandboxOptions {
  clock: SandboxClock;
  /**
   * The app's callback: signed webhooks go there by HTTP. Without it they are collected until an address is
   * set through `subscriptions`, `subscribed_apps` or `webhook_configuration`.
   */
  webhookUrl?: string;
  appSecret: string;
  /** Used in handshakes whose request names no token. */
  verifyToken: string;
  /** What `Authorization: Bearer` must hold on `/graph/*` and on media addresses. */
  accessToken: string;
  /** One number when left out: `phoneNumberId` 2000000000001 in account 1000000000001. */
  numbers?: NumberOptions[];
  /** Further apps: the first has the id 3000000000001 and the secrets above. */
  apps?: AppOptions[];
  /** Makes ids, names and chances repeatable. Left out, every sandbox has ids of its own. */
  seed?: string;
  /** A SQLite file that keeps everything across restarts; in memory without it. */
  file?: string;
  /** For webhooks and handshakes; without it webhooks go out through `node:http`. */
  fetch?: typeof fetch;
  /** Defaults: sent 150, delivered 400, never read by itself. */
  statusDelaysMs?: StatusDelays;
  /** What `GET|PATCH /sandbox/settings` shows, to begin with. */
  settings?: Partial<Settings>;
}

/** `GET /sandbox/apps` → `{ apps: AppView[] }`. */
export interface AppView {
  id: string;
  name: string;
  callbackUrl?: string;
  /** Absent: every field. */
  fields?: string[];
  /** The accounts whose webhooks it gets. */
  accounts: string[];
}

/** What may be changed while the sandbox runs (`GET|PATCH /sandbox/settings`). */
export interface Settings {
  statusDelaysMs: StatusDelays;
  /** Where 131047 appears: in a status (as the platform usually does), or in the answer to the request. */
  windowErrors: 'async' | 'sync';
  /** Messages per second of one number, in and out; over it 130429. */
  throughput: number;
  /** Messages to one customer that may be borrowed at once; over it 131056. */
  pairBurst: number;
  /** One message more is allowed to the same customer every so often. */
  pairIntervalMs: number;
  /** Graph version whose webhook shapes are sent: below v24.0 statuses carry `conversation`. */
  webhookVersion: string;
  /** How long a new template stays PENDING, in real milliseconds; -1: until told by `POST /sandbox/templates/{id}/status`. */
  templateReviewMs: number;
  /** What the review of a new or edited template ends with. */
  templateReview: 'APPROVED' | 'REJECTED';
  /** As with a test number: only these may be written to, compared literally; others get 131030. */
  allowedRecipients?: string[] | null;
  /** Accept `category` on free-form messages (Direct Send, beta). */
  directSend: boolean;
  /** The owner of a shared phone does not agree to hand over its chats. */
  historyDeclined: boolean;
  /** Real milliseconds before the n-th redelivery of a webhook; the last one repeats. */
  retryDelaysMs: number[];
}

/** A number whose connection can be cut; without one, a cut makes `handle` reject. */
export interface Connection {
  cut(): void;
}

export interface Sandbox {
  /** Answers `/graph/*` (the emulated platform) and `/sandbox/*` (control). Anything else is 404. */
  handle(request: Request, connection?: Connection): Promise<Response>;
  /** Resolves when no status, webhook or review is under way. Redeliveries that wait for their turn do not count. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** `GET /sandbox/customers` → `{ customers: Customer[] }`, those who wrote or were written to last first. */
export interface Customer {
  /** What stands in paths: the digits of the phone, or the user id of somebody without one. */
  id: string;
  /** Digits without `+`; absent for people who never gave one. */
  phone?: string;
  /** Scoped to the business, such as `ES.100000000000000001`. */
  userId: string;
  parentUserId?: string;
  name: string;
  /** Without `@`. */
  username?: string;
  /** False: the phone is withheld, webhooks carry the user id only. */
  hasPhone: boolean;
  /** False: messages wait as `sent` until the phone is online again. */
  online: boolean;
  /** False: sends fail with 131026. */
  onWhatsApp: boolean;
  /** The chat is open on the phone: delivered messages are read at once. */
  autoRead: boolean;
  /** `stopped`: marketing templates fail with 131050. */
  marketing: 'allowed' | 'stopped';
  /** The per-person cap is used up: marketing templates fail with 131049. */
  marketingCapped: boolean;
  /** In one of the platform's experiments: marketing templates fail with 130472. */
  experiment: boolean;
  /** Present once the identity check was used; sends with another hash fail with 137000. */
  identityHash?: string;
  /** ISO 8601. */
  createdAt: string;
  /** Of the last message either way; ISO 8601. */
  lastMessageAt?: string;
  /** Messages of the business that are not read, those in groups too. */
  unread: number;
  /** 24-hour windows that are or were open, by business number; ISO 8601. */
  windows: { phoneNumberId: string; until: string; open: boolean }[];
  /** Business numbers that show "typing…" right now. */
  typing: string[];
  /** Business numbers that block this customer. */
  blockedBy: string[];
}

/** `PUT /sandbox/customers/{id}`: any of these; answers the {@link Customer}. Creates who does not exist. */
export type CustomerChange = Partial<
  Pick<
    Customer,
    | 'name'
    | 'parentUserId'
    | 'hasPhone'
    | 'online'
    | 'onWhatsApp'
    | 'autoRead'
    | 'marketing'
    | 'marketingCapped'
    | 'experiment'
  >
> & { username?: string | null };

export type MessageStatus = 'accepted' | 'held' | 'sent' | 'delivered' | 'read' | 'played' | 'failed';

/**
 * One line on the customer's phone. The Cloud API body stands under its own type, as in
 * `{ …, "type": "text", "text": { "body": "Hola" } }`.
 */
export interface PhoneMessage {
  /** The wamid. */
  id: string;
  from: 'customer' | 'business';
  phoneNumberId: string;
  /** Written in this group. */
  group?: string;
  /** Which customer wrote it. */
  author?: string;
  /** Unix seconds as a string, as the platform writes it. */
  timestamp: string;
  type: string;
  /** Of messages of the business. What the customer wrote is `read` once the business marked it so, else `delivered`. */
  status: MessageStatus;
  /** What the sender sees: 0 a clock, 1 one tick, 2 two ticks, `read` blue ticks. */
  ticks: 0 | 1 | 2 | 'read';
  /** False: it never reached the phone (not sent yet, failed, offline). */
  visible: boolean;
  context?: { id?: string; from?: string };
  error?: WebhookError;
  /** The last reaction of each side. */
  reactions: { from: 'customer' | 'business'; emoji: string }[];
  /** A template filled in, as the phone shows it. */
  rendered?: RenderedTemplate;
  edited?: true;
  revoked?: true;
  [body: string]: unknown;
}

export interface RenderedTemplate {
  category: string;
  header?: { format: string; text?: string; media?: JsonObject };
  body?: string;
  footer?: string;
  /** `payload` is what a tap sends: `{"type":"button","button":{"payload","text"},"context":{"id"}}`. */
  buttons: {
    type: string;
    text: string;
    payload?: string;
    url?: string;
    phone_number?: string;
    code?: string;
  }[];
  cards?: RenderedTemplate[];
}

/** `GET /sandbox/customers/{id}/messages[?phone_number_id=][&limit=]`, oldest first. */
export interface PhoneView {
  customer: Customer;
  messages: PhoneMessage[];
}

/** `GET /sandbox/calls` → `{ calls: CallView[] }`, oldest first. Calls are not kept across a restart. */
export interface CallView {
  /** Such as `wacid.…`. */
  id: string;
  /** A customer by their id. */
  customer: string;
  phoneNumberId: string;
  /** Who called: the customer, or the business. */
  direction: 'USER_INITIATED' | 'BUSINESS_INITIATED';
  state: 'ringing' | 'talking' | 'over';
  /** ISO 8601, here and below. */
  at: string;
  /** Absent: nobody took it. */
  acceptedAt?: string;
  endedAt?: string;
  /** Whoever was called did not want to take it. */
  rejected?: true;
  biz_opaque_callback_data?: string;
}

/** `GET /sandbox/groups` → `{ groups: GroupView[] }`. `POST` takes {@link GroupWanted} and answers a result with `group`. */
export interface GroupView {
  id: string;
  phoneNumberId: string;
  subject: string;
  description?: string;
  /** With `approval_required` the business lets in whoever opens the invitation. */
  joinApprovalMode: 'approval_required' | 'auto_approve';
  /** Customers by their ids. */
  participants: { id: string; name: string }[];
  requests: { id: string; customer: string }[];
  inviteLink: string;
  suspended: boolean;
}

/** A group as the business would ask for it, and the customers who open its invitation at once. */
export interface GroupWanted {
  /** Up to 128 characters. */
  subject: string;
  /** Up to 2048 characters. */
  description?: string;
  /** Default `auto_approve`. */
  join_approval_mode?: 'approval_required' | 'auto_approve';
  /** Phone numbers or user ids, at most eight. */
  customers?: string[];
}

/** `POST /sandbox/customers/{id}/messages` and all others that make a webhook answer 201 with this. */
export interface WebhookResult {
  /** The wamid (or call id) of what happened, where there is one. */
  id?: string;
  /** True when every webhook was answered 200; false when one was not, or there is nowhere to send it. */
  delivered: boolean;
  webhooks: WebhookEntry[];
}

export type WebhookState =
  /** On its way, or held back by a fault. */
  | 'sending'
  | 'delivered'
  /** Refused or unanswered; `nextAttemptAt` says when it comes again. */
  | 'retrying'
  /** No address is set; goes out as soon as one is. */
  | 'collected'
  /** Given up after seven days of the clock. */
  | 'dropped'
  /** The account has no subscribed app, or the app does not want this field. */
  | 'unsubscribed';

/** `GET /sandbox/webhooks?after=<id>&limit=` → `{ webhooks: WebhookEntry[], next?: id }`, oldest first. */
export interface WebhookEntry {
  /** Ordered by time of creation. */
  id: string;
  field: string;
  url?: string;
  state: WebhookState;
  /** Exactly the text that was signed. Emptied of old delivered ones. */
  body: string;
  /** What was sent as `X-Hub-Signature-256`. */
  signature?: string;
  /** ISO 8601, the clock's time. */
  createdAt: string;
  attempts: { at: string; ms: number; httpStatus?: number; error?: string }[];
  nextAttemptAt?: string;
}

/** `GET /sandbox/sends[?biz_opaque_callback_data=][&after=]` → `{ sends: Send[], total, next? }`: each accepted send once. */
export interface Send {
  id: string;
  to: string;
  phoneNumberId: string;
  type: string;
  timestamp: string;
  biz_opaque_callback_data?: string;
  /** How many accepted sends carried this `biz_opaque_callback_data`: more than 1 is a double. */
  count: number;
}

/** `GET|POST /sandbox/clock`; POST takes `{ "advance": "25h" | "90m" | "30s" | "7d" | milliseconds }`. */
export interface ClockView {
  /** ISO 8601. */
  now: string;
  offsetMs: number;
}

/** `GET /sandbox/faults` → `{ faults: FaultView[] }`. POST takes one {@link FaultRule} or a list and answers the same. */
export type FaultView = FaultRule & {
  id: string;
  /** What it does, in a sentence. */
  description: string;
  /** How often it acted. */
  used: number;
  /** How often it will still act; absent without a limit. */
  remaining?: number;
};

/** `GET /sandbox/state`. */
export interface StateView {
  now: string;
  offsetMs: number;
  numbers: (NumberOptions & { callback?: string })[];
  customers: number;
  messages: number;
  sends: number;
  templates: { name: string; language: string; category: string; status: string }[];
  media: number;
  webhooks: Record<WebhookState, number>;
  faults: number;
  settings: Settings;
}

/**
 * `GET /sandbox/events`: Server-Sent Events. `event:` is `type`, `data:` the rest as JSON, `id:` grows; a
 * client that comes back with `Last-Event-ID` gets what it missed (of the last thousand).
 */
export type SandboxEvent =
  | { type: 'message'; customer: string; message: PhoneMessage }
  | {
      type: 'status';
      customer: string;
      id: string;
      status: MessageStatus;
      ticks: 0 | 1 | 2 | 'read';
      error?: WebhookError;
    }
  | { type: 'typing'; customer: string; phoneNumberId: string; until: string }
  | { type: 'customer'; customer: Customer }
  | { type: 'webhook'; webhook: Omit<WebhookEntry, 'body'> }
  | { type: 'template'; id: string; name: string; language: string; status: string }
  | { type: 'number'; number: NumberOptions }
  | { type: 'group'; id: string }
  | { type: 'call'; call: CallView }
  | { type: 'clock'; clock: ClockView }
  | { type: 'faults'; faults: FaultView[] }
  | { type: 'reset' };

/** An error as webhooks carry it. */
export interface WebhookError {
  code: number;
  title: string;
  message: string;
  error_data?: { details: string };
  href?: string;
}

/** Every refusal of `/sandbox/*`. */
export interface ControlError {
  error: {
    message: string;
    /** What to do instead. */
    nextStep?: string;
  };
}
