/** A steady rate with an optional burst. */
export interface RateLimit {
  readonly perSecond: number;
  /**
   * How many may go at once after a pause; 1 by default, which spaces them evenly, so that no second ever
   * holds more than the limit.
   */
  readonly burst?: number;
}

/** Messages a second a WhatsApp number may handle, by its level (Meta, "Throughput"); in and out together. */
export const throughput = { standard: 80, upgraded: 1000, coexistence: 20 } as const;

/** When the next slot is due, in whole microseconds since 1970: whole numbers do not drift. */
export interface RateState {
  readonly next: number;
}

export interface Paced<State> {
  readonly state: State;
  /** Milliseconds since 1970, rounded up. */
  readonly allowedAt: number;
}

const microseconds = 1000;

/** From when one more may go; reserves nothing. */
export const peekRate = (state: RateState | undefined, now: number, limit: RateLimit): number =>
  Math.ceil(startOf(state, now, limit) / microseconds);

/**
 * Reserves the next slot (or `count` of them, for messages that came in). The caller waits until `allowedAt`;
 * a slot that is not used is lost. Reserve only what will wait briefly: see {@link peekPair}.
 */
export const takeRate = (
  state: RateState | undefined,
  now: number,
  limit: RateLimit,
  count = 1,
): Paced<RateState> => ({
  state: { next: Math.max(state?.next ?? 0, now * microseconds) + count * interval(limit) },
  allowedAt: peekRate(state, now, limit),
});

/** Nothing more before `until`: the provider said 130429. */
export const holdRate = (state: RateState | undefined, until: number, limit: RateLimit): RateState => ({
  next: Math.max(state?.next ?? 0, until * microseconds + slack(limit)),
});

const startOf = (state: RateState | undefined, now: number, limit: RateLimit): number =>
  Math.max(now * microseconds, (state?.next ?? 0) - slack(limit));

const interval = ({ perSecond }: RateLimit): number => Math.ceil(1_000_000 / perSecond);
const slack = (limit: RateLimit): number => ((limit.burst ?? 1) - 1) * interval(limit);
