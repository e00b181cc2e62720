import { backoff } from '@centralita/core/pacing';
import type { DeliveryContext } from './types.ts';

/**
 * The wait after failure number `failures`, with full jitter. It grows by 2.8 each time, so that twelve attempts
 * reach from seconds to a day. Never under a quarter of a second, and never sooner than the other side asked for.
 */
export const retryWait = (
  { limits, random }: Pick<DeliveryContext, 'limits' | 'random'>,
  failures: number,
  askedMs = 0,
): number =>
  Math.max(
    250,
    askedMs,
    backoff((failures - 1) * 1.5, { baseMs: limits.baseMs, capMs: limits.capMs, random }),
  );

/** The wait before probe number `probe` of a receiver that is down: 1 s, 2 s, … up to the cap, with some jitter. */
export const probeWait = (
  { limits, random }: Pick<DeliveryContext, 'limits' | 'random'>,
  probe: number,
  askedMs = 0,
): number => {
  const most = Math.min(limits.probeCapMs, 1000 * 2 ** Math.min(probe, 20));
  return Math.max(askedMs, Math.floor(most * (0.75 + random() * 0.25)));
};
