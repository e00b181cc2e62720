import { describe, expect, it } from '@jest/globals';
import { createOutage } from './outage.ts';

const begin = () => {
  const clock = { at: 1_000_000 };
  const told: number[] = [];
  return {
    clock,
    told,
    outage: createOutage(
      () => clock.at,
      () => told.push(clock.at),
    ),
  };
};

describe('an outage of Slack', () => {
  it('is not seen in a failure or two, which hold up nobody else', () => {
    const { outage, told } = begin();
    for (const _ of [1, 2, 3]) expect(outage.failed()).toBeGreaterThanOrEqual(2_000);
    expect(outage.wait()).toBe(0);
    outage.answered();
    expect(outage.since).toBeUndefined();
    expect(told).toEqual([]);
  });

  it('lets one call at a time look, the rarer the longer it lasts, and tells when it is over', () => {
    const { clock, outage, told } = begin();
    for (const _ of [1, 2, 3, 4]) outage.failed();
    expect(outage.wait()).toBe(2_000);
    clock.at += 2_000;
    expect([outage.wait(), outage.wait(), outage.wait()].map((ms) => ms > 0)).toEqual([false, true, true]);
    let looked = 0;
    const until = clock.at + 3_600_000;
    for (; clock.at < until; clock.at += 500) {
      if (outage.wait() > 0) continue;
      looked++;
      expect(outage.failed()).toBeLessThanOrEqual(120_000);
    }
    expect(looked).toBeGreaterThan(30);
    expect(looked).toBeLessThan(80);
    outage.answered();
    expect(outage.wait()).toBe(0);
    expect(told).toEqual([clock.at]);
  });
});
