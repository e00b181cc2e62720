import type { Paced } from './rate.ts';

export interface PairLimit {
  /** One message in this many milliseconds. */
  readonly intervalMs: number;
  /** How many may go within one interval, borrowed from those that follow. */
  readonly burst: number;
}

/** From one number to one person: 1 in 6 seconds, up to 45 at once (Meta, "Pair rate limits"; error 131056). */
export const pairLimit: PairLimit = { intervalMs: 6000, burst: 45 };

/** A burst: when it began and how many went in it. Its debt is paid at `startedAt + count * intervalMs`. */
export interface PairState {
  readonly startedAt: number;
  readonly count: number;
}

/**
 * From when one more may go to this person; reserves nothing. Ask this first and come back later when it is
 * not now: waiting here must not use up slots of the number's throughput.
 */
export const peekPair = (state: PairState | undefined, now: number, limit: PairLimit = pairLimit): number =>
  takePair(state, now, limit).allowedAt;

/**
 * Reserves the next place. Within an interval of a burst's start messages go at once, up to `burst`; after
 * that nothing until the debt is paid, then a new burst may begin.
 */
export const takePair = (
  state: PairState | undefined,
  now: number,
  limit: PairLimit = pairLimit,
): Paced<PairState> => {
  if (!state) return begin(now);
  const paidAt = state.startedAt + state.count * limit.intervalMs;
  if (now >= paidAt) return begin(now);
  if (now < state.startedAt + limit.intervalMs && state.count < limit.burst) {
    return {
      state: { startedAt: state.startedAt, count: state.count + 1 },
      allowedAt: Math.max(now, state.startedAt),
    };
  }
  return begin(paidAt);
};

const begin = (at: number): Paced<PairState> => ({ state: { startedAt: at, count: 1 }, allowedAt: at });

/** Nothing more to this person before `until`: the provider said 131056. */
export const holdPair = (
  state: PairState | undefined,
  until: number,
  limit: PairLimit = pairLimit,
): PairState => {
  const paidAt = state ? state.startedAt + state.count * limit.intervalMs : 0;
  return { startedAt: Math.max(until, paidAt) - limit.intervalMs * limit.burst, count: limit.burst };
};

/** What Meta asks to wait after the n-th 131056 in a row, from 0: 4^n seconds, here at most an hour. Milliseconds. */
export const pairPenaltyMs = (attempt: number): number =>
  Math.min(4 ** Math.max(0, attempt) * 1000, 3_600_000);
