import { CentralitaError } from '../model/codes.ts';
import type {
  ConsentActor,
  ConsentSource,
  ConsentState,
  ConsentStatement,
  Purpose,
} from '../model/consent.ts';
import { clockToleranceMs } from '../window/window.ts';
import { purposes } from './ledger.ts';

const states: readonly ConsentState[] = ['granted', 'pending', 'withdrawn'];
const actors: readonly ConsentActor[] = ['person', 'operator', 'import', 'provider'];
const sources: readonly ConsentSource[] = [
  'keyword',
  'button',
  'form',
  'platform',
  'provider_error',
  'operator',
  'import',
  'api',
  'link',
];

/** Longest wording and longest other text that a statement carries, in UTF-16 units. */
const limits = { wording: 4096, other: 512 };

/**
 * A statement as the ledger takes it, from a value nobody has checked. A time later than its arrival plus a
 * minute becomes that: a grant dated next year would outlive every STOP. What the platform says is about
 * marketing. `receivedAt` is in milliseconds and stands in where `at` is absent. Throws `invalid_request`
 * naming the field.
 */
export const admitStatement = (value: unknown, receivedAt: number): ConsentStatement => {
  if (typeof value !== 'object' || value === null) throw refuse('', 'a consent statement is an object');
  const given = value as Record<string, unknown>;
  const source = oneOf(given, 'source', sources);
  const platform = source === 'platform' || source === 'provider_error';
  const notAfter = receivedAt + clockToleranceMs;
  const at = time(given, 'at') ?? receivedAt;
  const proofAt = time(given, 'proofAt');
  const statement = {
    state: oneOf(given, 'state', states),
    purposes: platform ? (['marketing'] as const) : purposesOf(given.purposes),
    actor: oneOf(given, 'actor', actors),
    source,
    at: Math.min(at, notAfter),
    wording: text(given, 'wording', limits.wording),
    wordingVersion: text(given, 'wordingVersion'),
    policyVersion: text(given, 'policyVersion'),
    language: text(given, 'language'),
    proof: text(given, 'proof'),
    proofAt: proofAt === undefined ? undefined : Math.min(proofAt, notAfter),
    expiresAt: time(given, 'expiresAt'),
    platformValue: text(given, 'platformValue'),
  };
  return Object.fromEntries(Object.entries(statement).filter(([, part]) => part !== undefined)) as never;
};

const purposesOf = (value: unknown): ConsentStatement['purposes'] => {
  if (value === 'all') return 'all';
  if (!Array.isArray(value) || value.length === 0) {
    throw refuse('purposes', 'give "all" or a list of purposes');
  }
  for (const purpose of value) {
    if (!(purposes as readonly unknown[]).includes(purpose)) {
      throw refuse('purposes', `one of ${purposes.join(', ')}`);
    }
  }
  return purposes.filter((purpose: Purpose) => value.includes(purpose));
};

const oneOf = <T extends string>(given: Record<string, unknown>, field: string, allowed: readonly T[]): T => {
  const found = allowed.find((item) => item === given[field]);
  if (found === undefined) throw refuse(field, `one of ${allowed.join(', ')}`);
  return found;
};

const time = (given: Record<string, unknown>, field: string): number | undefined => {
  const value = given[field];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw refuse(field, 'milliseconds since 1970 as a number');
  }
  return value;
};

const text = (given: Record<string, unknown>, field: string, limit = limits.other): string | undefined => {
  const value = given[field];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.length > limit) {
    throw refuse(field, `text of at most ${limit} characters`);
  }
  return value.trim() === '' ? undefined : value;
};

const refuse = (field: string, detail: string): CentralitaError =>
  new CentralitaError('invalid_request', field ? `${field}: ${detail}` : detail, { field });
