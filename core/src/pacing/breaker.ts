import type { SendResult } from '../channels/channel.ts';

/**
 * Holds the lanes of a number while the provider is down. Closed: attempts go. Open: none until `until`. Then
 * one probe at a time; its success closes, its failure opens for longer. JSON, so that it can be shared.
 */
export type BreakerState =
  | { readonly state: 'closed'; readonly failures: number }
  | { readonly state: 'open'; readonly until: number; readonly openings: number }
  | { readonly state: 'half_open'; readonly probeUntil: number; readonly openings: number };

export interface BreakerOptions {
  /** Failures in a row that open it; 5 by default. */
  readonly failures?: number;
  /** The first wait in milliseconds, doubled at each opening; 5 s by default. */
  readonly waitMs?: number;
  /** The longest wait; 5 min by default. */
  readonly maxWaitMs?: number;
  /** A probe that says nothing for this long is given up and the next may go; a minute by default. */
  readonly probeMs?: number;
}

export interface Admission {
  readonly state: BreakerState;
  readonly admitted: boolean;
  /** This attempt is the probe: say so when reporting what became of it. */
  readonly probe: boolean;
  /** When to ask again, milliseconds since 1970; only when not admitted. */
  readonly retryAt?: number;
}

export const closedBreaker: BreakerState = { state: 'closed', failures: 0 };

const defaults = { failures: 5, waitMs: 5000, maxWaitMs: 300_000, probeMs: 60_000 };

/** May an attempt start now? Keep the state that comes back: it remembers that a probe is under way. */
export const admitAttempt = (breaker: BreakerState, now: number, options: BreakerOptions = {}): Admission => {
  if (breaker.state === 'closed') return { state: breaker, admitted: true, probe: false };
  const retryAt = breaker.state === 'open' ? breaker.until : breaker.probeUntil;
  if (now < retryAt) return { state: breaker, admitted: false, probe: false, retryAt };
  const probeUntil = now + (options.probeMs ?? defaults.probeMs);
  return {
    state: { state: 'half_open', probeUntil, openings: breaker.openings },
    admitted: true,
    probe: true,
  };
};

/** What an attempt says about the provider. `neutral` says nothing: it answers, but is busy. */
export type Health = 'up' | 'down' | 'neutral';

/**
 * The state after one attempt. Once open, failures of attempts that began before are old news; any success
 * closes, since the provider answers again.
 */
export const reportAttempt = (
  breaker: BreakerState,
  attempt: { readonly health: Health; readonly probe?: boolean; readonly at: number },
  options: BreakerOptions = {},
): BreakerState => {
  const { health, probe, at } = attempt;
  if (health === 'up') return closedBreaker;
  if (breaker.state === 'closed') {
    if (health === 'neutral') return breaker;
    const failures = breaker.failures + 1;
    return failures < (options.failures ?? defaults.failures)
      ? { state: 'closed', failures }
      : open(0, at, options);
  }
  if (breaker.state === 'half_open' && probe) {
    // A busy provider is up: the probe has done its work.
    return health === 'neutral' ? closedBreaker : open(breaker.openings, at, options);
  }
  return breaker;
};

const open = (openings: number, at: number, options: BreakerOptions): BreakerState => {
  const { waitMs, maxWaitMs } = { ...defaults, ...options };
  return { state: 'open', until: at + Math.min(maxWaitMs, waitMs * 2 ** openings), openings: openings + 1 };
};

/** `not-sent`, `unknown` and a provider's own 5xx are failures; a refusal is an answer; throttling is neither. */
export const healthOf = (result: SendResult): Health => {
  if (result.state === 'accepted') return 'up';
  if (result.state !== 'rejected') return 'down';
  const { kind, httpStatus } = result.error;
  if (kind === 'provider_down' || (httpStatus !== undefined && httpStatus >= 500)) return 'down';
  return kind === 'rate_limited' ? 'neutral' : 'up';
};
