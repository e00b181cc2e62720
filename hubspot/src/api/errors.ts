import { inEnglish, type Said } from '@centralita/core/consumer';
import { CentralitaError, type Code } from '@centralita/core/model';

/**
 * What a call came to when it did not succeed. `refused`: this record as it stands; `token`, `scope`: nobody's
 * record; `limit`: later; `unknown`: nobody can tell whether it was done; `unreachable`: nothing was sent.
 */
export type FailureKind =
  | 'token'
  | 'scope'
  | 'refused'
  | 'conflict'
  | 'missing'
  | 'limit'
  | 'unknown'
  | 'unreachable';

const codeOf: Readonly<Record<FailureKind, Code>> = {
  token: 'hubspot_token_refused',
  scope: 'hubspot_scope_missing',
  refused: 'hubspot_refused',
  conflict: 'hubspot_refused',
  missing: 'not_found',
  limit: 'hubspot_limit_reached',
  unknown: 'hubspot_unavailable',
  unreachable: 'hubspot_unavailable',
};

interface Facts {
  readonly status?: number;
  /** The properties HubSpot names. */
  readonly properties?: readonly string[];
  readonly existingId?: string;
  readonly afterMs?: number;
  readonly daily?: boolean;
  readonly cause?: unknown;
}

export class HubSpotError extends CentralitaError {
  readonly kind: FailureKind;
  readonly facts: Facts;
  /** What happened, for people; `detail` is its English. */
  readonly said: Said;

  constructor(kind: FailureKind, said: Said, facts: Facts = {}) {
    super(codeOf[kind], inEnglish(said), { cause: facts.cause, field: facts.properties?.join(', ') });
    this.said = said;
    this.name = 'HubSpotError';
    this.kind = kind;
    this.facts = facts;
  }
}

export const isHubSpotError = (error: unknown, ...kinds: readonly FailureKind[]): error is HubSpotError =>
  error instanceof HubSpotError && (kinds.length === 0 || kinds.includes(error.kind));

/** An error as HubSpot writes it, alone or in the list of a batch. */
export interface ErrorBody {
  readonly message?: string;
  readonly category?: string;
  readonly policyName?: string;
  readonly context?: Readonly<Record<string, readonly string[] | undefined>>;
  readonly errors?: readonly {
    readonly message?: string;
    readonly code?: string;
    readonly context?: Readonly<Record<string, readonly string[] | undefined>>;
  }[];
}

const longest = 400;
/** E-mail addresses and long numbers: a value of the customer's has no place in a log. */
const personal = /[^\s"'@]+@[^\s"'@]+|\+?\d[\d ()-]{6,}\d/g;

/** HubSpot's own words, without what may be the customer's. */
const wordsOf = (body: ErrorBody): string =>
  [body.message, ...(body.errors ?? []).map(({ message }) => message)]
    .filter((text): text is string => typeof text === 'string' && text !== '')
    .filter((text, index, all) => all.indexOf(text) === index)
    .join(' · ')
    .replace(/Existing ID: \d+/g, 'another record has it')
    .replace(personal, '…')
    .slice(0, longest);

/** Names of properties in an error: its contexts, then what stands quoted in its words. */
const propertiesIn = (body: ErrorBody): string[] => {
  const contexts = [body.context, ...(body.errors ?? []).map(({ context }) => context)];
  const named = contexts.flatMap((context) => [
    ...(context?.propertyName ?? []),
    ...(context?.properties ?? []),
    ...(context?.missingProperties ?? []),
  ]);
  if (named.length > 0) return [...new Set(named)];
  const texts = [body.message, ...(body.errors ?? []).map(({ message }) => message)].join(' ');
  const quoted = [...texts.matchAll(/"(?:name|propertyName)"\s*:\s*"(\w+)"|Property "(\w+)"/g)];
  return [...new Set(quoted.map(([, a, b]) => a ?? b ?? ''))];
};

const scopesIn = (body: ErrorBody): string =>
  [
    ...(body.context?.requiredGranularScopes ?? []),
    ...(body.errors ?? []).flatMap(({ context }) => context?.requiredGranularScopes ?? []),
  ].join(', ');

/** What an answer that is no success means. `what` names the call for people, such as `contacts search`. */
export const failureOf = (
  what: string,
  status: number,
  body: ErrorBody,
  afterMs: number | undefined,
): HubSpotError => {
  const words = wordsOf(body);
  const after = words ? `: ${words}` : '';
  const said = {
    en: `${what} was answered ${status}${after}`,
    es: `${what} recibió la respuesta ${status}${after}`,
  };
  const properties = propertiesIn(body);
  if (status === 401) return new HubSpotError('token', said, { status });
  if (status === 403) {
    const scopes = scopesIn(body);
    const needs = { en: `${what} needs ${scopes}`, es: `${what} necesita ${scopes}` };
    return new HubSpotError('scope', scopes ? needs : said, { status });
  }
  if (status === 404) return new HubSpotError('missing', said, { status });
  if (status === 409) {
    const existingId = /Existing ID:\s*(\d+)/.exec(JSON.stringify(body))?.[1];
    return new HubSpotError('conflict', said, { status, properties, ...(existingId ? { existingId } : {}) });
  }
  if (status === 429) {
    const daily = /daily/i.test(`${body.policyName ?? ''} ${body.message ?? ''}`);
    return new HubSpotError('limit', said, { status, daily, ...(afterMs === undefined ? {} : { afterMs }) });
  }
  if (status >= 500 || status === 408) {
    return new HubSpotError('unknown', said, { status, ...(afterMs === undefined ? {} : { afterMs }) });
  }
  return new HubSpotError('refused', said, { status, properties });
};
