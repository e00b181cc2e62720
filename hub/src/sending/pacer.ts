import {
  holdPair,
  holdRate,
  type PairState,
  pairPenaltyMs,
  peekPair,
  peekRate,
  type RateLimit,
  type RateState,
  takePair,
  takeRate,
  throughput,
} from '@centralita/core/pacing';
import { Cache } from '../store/cache.ts';

/** When a message may leave: the number's throughput and the pair of number and person, in this process. */
export interface Pacer {
  /** Reserves a place when one is free now; otherwise says when to come back. */
  take(
    account: number,
    contact: number,
    now: number,
  ): { readonly ok: true } | { readonly ok: false; readonly at: number };
  /** The provider said this number sends too fast. */
  throttled(account: number, until: number): void;
  /** The provider said this person gets too much (131056); answers until when. */
  pairThrottled(account: number, contact: number, now: number): number;
}

export const createPacer = (
  limitOf: (account: number) => RateLimit = () => ({ perSecond: throughput.standard }),
): Pacer => {
  const rates = new Map<number, RateState>();
  const pairs = new Cache<string, PairState>(20_000);
  const penalties = new Cache<string, number>(2_000);
  return {
    take: (account, contact, now) => {
      const pair = `${account}:${contact}`;
      const at = Math.max(
        peekPair(pairs.get(pair), now),
        peekRate(rates.get(account), now, limitOf(account)),
      );
      if (at > now) return { ok: false, at };
      pairs.set(pair, takePair(pairs.get(pair), now).state);
      rates.set(account, takeRate(rates.get(account), now, limitOf(account)).state);
      return { ok: true };
    },
    throttled: (account, until) =>
      void rates.set(account, holdRate(rates.get(account), until, limitOf(account))),
    pairThrottled: (account, contact, now) => {
      const pair = `${account}:${contact}`;
      const times = penalties.get(pair) ?? 0;
      penalties.set(pair, times + 1);
      const until = now + pairPenaltyMs(times);
      pairs.set(pair, holdPair(pairs.get(pair), until));
      return until;
    },
  };
};
