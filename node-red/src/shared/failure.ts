import type { ChannelError } from '@centralita/core/channels';
import { HubError } from '@centralita/core/hub-client';
import { CentralitaError, type Code, codes, describeCode, type Language } from '@centralita/core/model';

/** What a Catch node finds in `msg.error.cause`. Holds no secret. */
export interface Cause {
  readonly nextStep: string;
  readonly details?: string;
  readonly field?: string;
  /** The platform's own number, such as 131047. */
  readonly providerCode?: number;
  /** For the platform's support. */
  readonly traceId?: string;
  /** Our own folder took nothing: its disk is full, or it may not be written. */
  readonly disk?: 'full' | 'refused';
  /** Milliseconds, where the other side said when to come back. */
  readonly retryAfterMs?: number;
  /** `not-sent`: certainly nothing left, so it may be repeated. `unknown`: look before you repeat. */
  readonly outcome?: 'rejected' | 'not-sent' | 'unknown';
}

/** The one error of every node: `code` is for branching in a flow, the message and `cause.nextStep` for people. */
export class NodeFailure extends Error {
  readonly code: Code;
  override readonly cause: Cause;

  constructor(code: Code, cause: Partial<Cause> = {}, language: Language = 'en') {
    const { title, nextStep } = describeCode(code, language);
    const said = cause.details ? `${title}: ${cause.details}` : title;
    super(`${said}. ${cause.nextStep ?? nextStep}`);
    this.name = 'NodeFailure';
    this.code = code;
    this.cause = { nextStep, ...cause };
  }
}

/** The same for whatever was thrown. Only our own errors tell their words: others may hold an address or a token. */
export const failureOf = (error: unknown, language: Language = 'en'): NodeFailure => {
  if (error instanceof NodeFailure) return error;
  if (error instanceof CentralitaError) {
    return new NodeFailure(
      error.code,
      withoutBlanks({ details: error.detail, field: error.field }),
      language,
    );
  }
  if (error instanceof HubError) return hubFailure(error, language);
  // Only a hub's client lets these through: a channel answers with a result.
  if (isBroken(error)) return hubAway(language);
  return new NodeFailure('internal', { details: kindOf(error) }, language);
};

const isBroken = (error: unknown): boolean =>
  (error instanceof TypeError && /^(?:fetch failed|terminated)$/.test(error.message)) ||
  (error instanceof DOMException && error.name === 'TimeoutError');

const awayWords: Readonly<Record<Language, { readonly details: string; readonly nextStep: string }>> = {
  en: {
    details: 'the hub does not answer',
    nextStep:
      'Check that the hub runs, its address and the proxy. Sending again with the same key sends once.',
  },
  es: {
    details: 'el hub no responde',
    nextStep:
      'Compruebe que el hub funciona, su dirección y el proxy. Repetir con la misma clave envía una sola vez.',
  },
};

/** Whether it took the request before the connection broke nobody knows. */
export const hubAway = (language: Language): NodeFailure =>
  new NodeFailure('store_unavailable', { ...awayWords[language], outcome: 'unknown' }, language);

const hubFailure = ({ problem, retryAfter }: HubError, language: Language): NodeFailure =>
  new NodeFailure(
    problem.code in codes ? problem.code : 'internal',
    withoutBlanks({
      details: problem.detail ?? (problem.type === 'about:blank' ? problem.title : undefined),
      field: problem.field,
      // The hub answers in English; where our own words say the same, the reader's language wins.
      nextStep: problem.type === 'about:blank' ? problem.nextStep : undefined,
      retryAfterMs: retryAfter === undefined ? undefined : retryAfter * 1000,
    }),
    language,
  );

/** What the platform said about one attempt. */
export const channelFailure = (
  error: ChannelError,
  outcome: Cause['outcome'],
  language: Language = 'en',
): NodeFailure => {
  const code = codeOf(error);
  const said = error.details ? `${error.message} (${error.details})` : error.message;
  return new NodeFailure(
    code,
    withoutBlanks({
      details: error.providerCode === undefined ? said : `${error.providerCode} ${said}`,
      nextStep: error.nextStep,
      providerCode: error.providerCode,
      traceId: error.traceId,
      retryAfterMs: error.retryAfterMs,
      outcome,
    }),
    language,
  );
};

const codeOf = (error: ChannelError): Code => {
  if (error.class === 'needs-template') return 'window_closed';
  if (error.class === 'opted-out') return 'consent_withdrawn';
  if (error.kind === 'rate_limited') return 'provider_throttled';
  if (error.kind === 'provider_down') return 'provider_unavailable';
  return error.details !== undefined && error.httpStatus === undefined
    ? 'content_invalid'
    : 'provider_rejected';
};

/** The class of an unforeseen error and its system code: never its text. */
const kindOf = (error: unknown): string => {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  const known = typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? ` ${code}` : '';
  return `${typeof name === 'string' ? name : typeof error}${known}`;
};

export const withoutBlanks = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
