import type { Settings } from '../types.ts';

interface Bucket {
  tokens: number;
  at: number;
}

/** Throughput of a number and pace towards one customer, by the clock. */
export interface SendLimits {
  /** The code of the limit that a send would break; takes from both buckets when there is none. */
  take(phoneNumberId: string, person: string): 130429 | 131056 | undefined;
  /** A customer's message counts against the number's throughput and is never refused. */
  spend(phoneNumberId: string): void;
  clear(): void;
}

const manyBuckets = 50_000;
const sharedRate = 20;

export const createLimits = (
  settings: Settings,
  now: () => number,
  /** A number that is shared with the app on a phone has a fixed, lower rate. */
  shared: (phoneNumberId: string) => boolean,
): SendLimits => {
  const numbers = new Map<string, Bucket>();
  const pairs = new Map<string, Bucket>();

  const fill = (buckets: Map<string, Bucket>, key: string, size: number, perMs: number): Bucket => {
    const at = now();
    const bucket = buckets.get(key);
    if (!bucket) {
      const fresh = { tokens: size, at };
      buckets.set(key, fresh);
      return fresh;
    }
    bucket.tokens = Math.min(size, bucket.tokens + Math.max(0, at - bucket.at) * perMs);
    bucket.at = at;
    return bucket;
  };
  const throughput = (id: string) => {
    const rate = shared(id) ? Math.min(sharedRate, settings.throughput) : settings.throughput;
    return fill(numbers, id, rate, rate / 1000);
  };

  return {
    take: (phoneNumberId, person) => {
      const number = throughput(phoneNumberId);
      if (number.tokens < 1) return 130429;
      // Full buckets mean nothing; dropping all of them is at worst generous.
      if (pairs.size > manyBuckets) pairs.clear();
      const key = `${phoneNumberId} ${person}`;
      const pair = fill(pairs, key, settings.pairBurst, 1 / settings.pairIntervalMs);
      if (pair.tokens < 1) return 131056;
      number.tokens -= 1;
      pair.tokens -= 1;
      return undefined;
    },
    spend: (phoneNumberId) => {
      const number = throughput(phoneNumberId);
      number.tokens = Math.max(0, number.tokens - 1);
    },
    clear: () => {
      numbers.clear();
      pairs.clear();
    },
  };
};
