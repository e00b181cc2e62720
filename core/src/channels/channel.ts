import type { ChannelAccount, ProviderId } from '../model/account.ts';
import type { ContactRef } from '../model/contact.ts';
import type { ContentKind, OutboundContent } from '../model/content.ts';
import type { ProviderEvent } from '../model/events.ts';
import type { JsonObject } from '../model/json.ts';
import type { OutboundMessage } from '../model/message.ts';

/** A request as it arrived, before anything is parsed. */
export interface RawRequest {
  readonly method: string;
  /** Lower-case names; a header sent twice is joined by the server as HTTP says. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The bytes of the body, untouched: signatures are computed over them. */
  readonly body: Uint8Array;
  /** The public address as configured, never rebuilt from `Host`. */
  readonly url?: string;
}

export interface RawResponse {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string;
}

/** What one endpoint is verified with. Several app secrets allow rotation; none means closed. */
export interface EndpointSecrets {
  readonly appSecrets: readonly string[];
  readonly verifyToken?: string;
}

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly reason: VerdictReason };
export type VerdictReason = 'no_secret' | 'missing_signature' | 'malformed_signature' | 'wrong_signature';

/** How an error of a provider is to be treated. See the error table of the channel. */
export type ErrorClass =
  | 'retry-later'
  | 'reconcile'
  | 'never-retry'
  | 'needs-template'
  | 'opted-out'
  | 'fix-config';

export type ErrorKind =
  | 'auth'
  | 'rate_limited'
  | 'window_closed'
  | 'opted_out'
  | 'invalid_recipient'
  | 'template'
  | 'media'
  | 'payment'
  | 'policy'
  | 'region'
  | 'provider_down'
  | 'bad_request'
  | 'unsupported'
  | 'unknown';

/** What the provider said, classified, with the next step in words. Holds no secret and no address. */
export interface ChannelError {
  readonly class: ErrorClass;
  readonly kind: ErrorKind;
  readonly providerCode?: number;
  readonly providerSubcode?: number;
  readonly httpStatus?: number;
  readonly message: string;
  readonly nextStep: string;
  /** The platform's own explanation (`error_data.details`). */
  readonly details?: string;
  /** Milliseconds to wait, where the provider or the table says so. */
  readonly retryAfterMs?: number;
  /** For the provider's support. */
  readonly traceId?: string;
  /** With `fix-config`: what must stop until a person has mended it. Absent when only this message is affected. */
  readonly pauses?: 'account' | 'marketing' | 'template';
}

/**
 * What became of one attempt. `not-sent`: no byte of the request left, so it may be repeated. `unknown`:
 * a time-out, a reset or a 5xx after bytes left; look before you repeat.
 */
export type SendResult =
  | {
      readonly state: 'accepted';
      readonly providerId: string;
      readonly held?: boolean;
      readonly waId?: string;
      readonly userId?: string;
    }
  | { readonly state: 'rejected'; readonly error: ChannelError }
  | { readonly state: 'not-sent'; readonly reason: string }
  | { readonly state: 'unknown'; readonly reason: string; readonly error?: ChannelError };

/** Where to write: at least one of the identities. The one the customer last wrote with comes first. */
export type Recipient = Pick<ContactRef, 'userId' | 'waId' | 'phone'> & { readonly groupId?: string };

/** The account a call is made for and the secret to make it with. */
export interface CallContext {
  readonly account: Pick<ChannelAccount, 'providerId' | 'businessId'>;
  readonly accessToken: string;
  /** Base address without version, such as `https://graph.facebook.com`. */
  readonly baseUrl: string;
  /** Such as `v25.0`. */
  readonly version: string;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface SendContext extends CallContext {
  readonly to: Recipient;
  /** Comes back on statuses; at most 512 characters and nothing personal in it. */
  readonly correlationId: string;
}

/** One broken limit: the field as the caller named it, the limit, and the words. */
export interface ContentProblem {
  readonly field: string;
  readonly limit?: number;
  readonly message: string;
}

export interface Capabilities {
  readonly kinds: ReadonlySet<OutboundContent['kind']>;
  readonly markRead: boolean;
  readonly typing: boolean;
  /** Choices of `buttons` and of `list` at most. */
  readonly maxButtons: number;
  readonly maxRows: number;
}

export interface MediaInfo {
  readonly id: string;
  readonly url: string;
  readonly mimeType?: string;
  readonly sha256?: string;
  readonly size?: number;
}

export interface TemplateInfo {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly category?: string;
  readonly status: string;
  readonly parameterFormat: 'POSITIONAL' | 'NAMED';
  readonly components: readonly JsonObject[];
}

/** A value, or what the provider said instead. */
export type CallResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ChannelError };

/** Where webhooks are to go. */
export interface WebhookAddress {
  readonly url: string;
  readonly verifyToken: string;
  readonly replace?: boolean;
}

/** One line of a check-up: passed, or what to do next. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly nextStep?: string;
}

/** What a webhook body yields: every update an event, none thrown. */
export interface Channel {
  readonly id: ProviderId;
  readonly capabilities: Capabilities;

  /** Called for every POST before anything is parsed. Constant time, never throws, no secret means not ok. */
  verify(request: RawRequest, secrets: EndpointSecrets): Verdict;

  /** Answers the provider's check of a new webhook address (GET). 403 when the token is wrong. */
  handshake(request: RawRequest, secrets: EndpointSecrets): RawResponse;

  /**
   * Called once per verified request. Every update of every entry as an event, unknown ones as `unknown`;
   * never throws. `receivedAt` (milliseconds) stands in where the provider gives no time.
   */
  parse(body: Uint8Array, receivedAt: number): ProviderEvent[];

  /** What breaks the platform's documented limits; empty when it may be sent. Pure: no call is made. */
  check(message: OutboundMessage): ContentProblem[];

  /** The provider's request body. Only for checked messages. */
  build(message: OutboundMessage, to: Recipient, correlationId: string): JsonObject;

  /** Sends once. Never repeats, never throws: the caller owns guards, order and retries. */
  send(message: OutboundMessage, context: SendContext): Promise<SendResult>;

  /** Marks a customer's message (and those before it) as read; with `typing` shows that somebody is writing. */
  markRead?(
    messageId: string,
    context: CallContext & { readonly typing?: boolean },
  ): Promise<CallResult<true>>;

  /** Without `page` all templates; with it one page, and the cursor of the next in `after`. */
  listTemplates?(
    context: CallContext,
    page?: { readonly after?: string; readonly limit?: number },
  ): Promise<CallResult<{ readonly items: readonly TemplateInfo[]; readonly after?: string }>>;

  mediaInfo?(mediaId: string, context: CallContext): Promise<CallResult<MediaInfo>>;

  /** The bytes at `MediaInfo.url`. The token goes to the provider's hosts only, no redirect is followed. */
  fetchMedia?(
    info: MediaInfo,
    context: CallContext & { readonly maxBytes: number },
  ): Promise<CallResult<{ readonly bytes: Uint8Array; readonly mimeType: string }>>;

  uploadMedia?(
    file: { readonly bytes: Uint8Array; readonly mimeType: string; readonly filename?: string },
    context: CallContext,
  ): Promise<CallResult<{ readonly id: string }>>;

  /** Credential, number, subscription and templates, each with its next step. */
  doctor?(context: CallContext): Promise<Check[]>;

  /** Has this number's webhooks sent to an address. Leaves one alone that somebody else set, unless told to replace it. */
  register?(context: CallContext, address: WebhookAddress): Promise<Check[]>;
}

export type { ContentKind };
