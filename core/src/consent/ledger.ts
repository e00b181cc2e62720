import { CentralitaError } from '../model/codes.ts';
import type { ConsentActor, ConsentState, ConsentStatement, Purpose } from '../model/consent.ts';

/** What of a statement decides where a person stands; the wording stays in the ledger. */
export type ConsentBasis = Pick<
  ConsentStatement,
  'state' | 'purposes' | 'actor' | 'source' | 'at' | 'proof' | 'proofAt' | 'expiresAt' | 'platformValue'
>;

/** Where a person stands on one purpose, and the statement that says so. */
export interface PurposeStanding<S extends ConsentBasis = ConsentBasis> {
  readonly state: ConsentState | 'unknown';
  readonly by?: S;
  /** WhatsApp's own control is set: marketing does not arrive, whatever was granted here. Marketing only. */
  readonly platformStopped?: true;
}

export type Standing<S extends ConsentBasis = ConsentBasis> = Readonly<Record<Purpose, PurposeStanding<S>>>;

export const purposes = [
  'service',
  'utility',
  'marketing',
  'authentication',
] as const satisfies readonly Purpose[];

/**
 * Folds a ledger into one standing per purpose. The order of the list does not matter: statements are ordered
 * by their own time.
 *
 * 1. The last withdrawal stands until the person grants later, or somebody else does with proof dated later.
 *    Assertions without proof count only where nobody ever withdrew. At the same instant the withdrawal wins.
 * 2. A grant beats a pending statement; the last pending one counts until it expires, which takes `now`
 *    (milliseconds). Without `now` nothing expires.
 * 3. The platform's stop and resume are a block of their own on marketing. Resume lifts that block and
 *    nothing else, and creates no consent. The platform's `signup` is kept and decides nothing.
 *
 * Throws `invalid_request` for a statement whose time is not a number: see {@link admitStatement}.
 */
export const standing = <S extends ConsentBasis>(statements: readonly S[], now?: number): Standing<S> => {
  const slots = new Map(purposes.map((purpose) => [purpose, slotsOf(statements, purpose)]));
  const of = (purpose: Purpose): PurposeStanding<S> => stateOf(slots.get(purpose) ?? {}, now);
  const { stop } = platformOf(statements);
  return {
    service: of('service'),
    utility: of('utility'),
    marketing: stop ? { ...of('marketing'), platformStopped: true } : of('marketing'),
    authentication: of('authentication'),
  };
};

/** The statements that may still decide about one purpose: the last of each kind. */
export interface Slots<S> {
  withdrawn?: S;
  /** By the person, or with proof. */
  granted?: S;
  pending?: S;
  /** By others, without proof. */
  assertedGranted?: S;
  assertedPending?: S;
}

const stateOf = <S extends ConsentBasis>(slots: Slots<S>, now: number | undefined): PurposeStanding<S> => {
  const granted = latest(slots.granted, slots.assertedGranted);
  if (granted) return { state: 'granted', by: granted };
  const pending = latest(slots.pending, slots.assertedPending);
  const expired = now !== undefined && pending?.expiresAt !== undefined && pending.expiresAt <= now;
  if (pending && !expired) return { state: 'pending', by: pending };
  return slots.withdrawn ? { state: 'withdrawn', by: slots.withdrawn } : { state: 'unknown' };
};

/** The deciding statements of one purpose. What a withdrawal overrides is left out. */
export const slotsOf = <S extends ConsentBasis>(statements: readonly S[], purpose: Purpose): Slots<S> => {
  const slots: Slots<S> = {};
  for (const statement of statements) {
    if (isPlatform(statement) || !covers(statement, purpose)) continue;
    const slot = slotFor(statement);
    slots[slot] = latest(slots[slot], statement);
  }
  const { withdrawn } = slots;
  if (!withdrawn) return slots;
  const lifts = (statement: S | undefined): S | undefined =>
    statement && effectiveAt(statement) > withdrawn.at ? statement : undefined;
  return { withdrawn, granted: lifts(slots.granted), pending: lifts(slots.pending) };
};

const slotFor = (statement: ConsentBasis): keyof Slots<unknown> => {
  if (statement.state === 'withdrawn') return 'withdrawn';
  if (isPersonalOrProven(statement)) return statement.state;
  return statement.state === 'granted' ? 'assertedGranted' : 'assertedPending';
};

/** The platform's own stop or resume, the later of the two. */
export const platformOf = <S extends ConsentBasis>(statements: readonly S[]): { stop?: S; resume?: S } => {
  let stop: S | undefined;
  let resume: S | undefined;
  for (const statement of statements) {
    if (!isPlatform(statement)) continue;
    if (statement.state === 'withdrawn') stop = latest(stop, statement);
    else if (isResume(statement)) resume = latest(resume, statement);
  }
  if (!resume) return stop ? { stop } : {};
  return stop && stop.at >= resume.at ? { stop } : { resume };
};

const isPlatform = ({ source }: ConsentBasis): boolean =>
  source === 'platform' || source === 'provider_error';

const isResume = ({ state, source, platformValue }: ConsentBasis): boolean =>
  state === 'granted' && source === 'platform' && platformValue !== 'signup';

const covers = ({ purposes }: ConsentBasis, purpose: Purpose): boolean =>
  purposes === 'all' || purposes.includes(purpose);

const isPersonalOrProven = ({ actor, proof }: ConsentBasis): boolean => actor === 'person' || !!proof;

/** When a statement takes effect: proof from before the withdrawal proves nothing after it. */
const effectiveAt = (statement: ConsentBasis): number => {
  const { state, actor, at, proof, proofAt } = statement;
  if (state === 'withdrawn' || actor === 'person' || isPlatform(statement)) return at;
  return proof && proofAt !== undefined ? Math.min(at, proofAt) : at;
};

const latest = <S extends ConsentBasis>(a: S | undefined, b: S | undefined): S | undefined => {
  if (!a || !b) return a ?? b;
  return compareStatements(a, b) < 0 ? b : a;
};

const actorRank: Readonly<Record<ConsentActor, number>> = { import: 0, provider: 1, operator: 2, person: 3 };

/** A total order by time, so that the same statements give the same answer however they arrived. */
export const compareStatements = (a: ConsentBasis, b: ConsentBasis): number =>
  time(a) - time(b) ||
  actorRank[a.actor] - actorRank[b.actor] ||
  // Of two pending ones at the same instant the shorter one counts.
  (b.expiresAt ?? Number.MAX_VALUE) - (a.expiresAt ?? Number.MAX_VALUE) ||
  compareText(keyOf(a), keyOf(b));

const time = (statement: ConsentBasis): number => {
  const at = effectiveAt(statement);
  if (Number.isFinite(at)) return at;
  throw new CentralitaError('invalid_request', 'the time of a consent statement is not a number', {
    field: 'at',
  });
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Everything that decides, as text: two statements with the same key say the same. */
export const keyOf = (s: ConsentBasis): string =>
  JSON.stringify([
    s.at,
    s.state,
    s.purposes === 'all' ? 'all' : purposes.filter((purpose) => s.purposes.includes(purpose)),
    s.actor,
    s.source,
    s.proof ?? null,
    s.proofAt ?? null,
    s.expiresAt ?? null,
    s.platformValue ?? null,
  ]);
