import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holdRate, peekRate, type RateLimit, type RateState, takeRate, throughput } from './rate.ts';

const start = 1_790_000_000_000;

/** When messages asked for at these times may go. */
const run = (asked: readonly number[], limit: RateLimit) => {
  let state: RateState | undefined;
  return asked.map((now) => {
    const expected = peekRate(state, now, limit);
    const taken = takeRate(state, now, limit);
    state = JSON.parse(JSON.stringify(taken.state)) as RateState;
    expect(taken.allowedAt).toBe(expected);
    return taken.allowedAt;
  });
};

const most = (times: readonly number[], windowMs: number) =>
  Math.max(0, ...times.map((from) => times.filter((time) => time >= from && time < from + windowMs).length));

const askedTimes = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 120 }).map((gaps) => {
  let now = start;
  return gaps.map((gap) => {
    now += gap;
    return now;
  });
});

describe('takeRate', () => {
  it('spaces evenly and lets the first go at once', () => {
    expect(run([start, start, start, start], { perSecond: throughput.coexistence })).toEqual([
      start,
      start + 50,
      start + 100,
      start + 150,
    ]);
  });

  it('never lets more than the limit into any second', () => {
    fc.assert(
      fc.property(askedTimes, fc.constantFrom(3, 7, 20, 30, 80), (asked, perSecond) => {
        const times = run(asked, { perSecond });
        expect(most(times, 1000)).toBeLessThanOrEqual(perSecond);
        for (const [index, time] of times.entries()) expect(time).toBeGreaterThanOrEqual(asked[index] ?? 0);
      }),
      { numRuns: 200 },
    );
  });

  it('holds 80 a second over a thousand messages, and reaches it', () => {
    const times = run(Array(1000).fill(start), { perSecond: throughput.standard });
    expect(most(times.slice(0, 400), 1000)).toBe(80);
    expect(times.at(-1)).toBe(start + Math.ceil(999 * 12.5));
  });

  it('does not gain on the limit where the interval is no whole number', () => {
    expect(run(Array(7001).fill(start), { perSecond: 7 }).at(-1)).toBeGreaterThanOrEqual(start + 1_000_000);
  });

  it('allows a burst where one is set, and pays for it', () => {
    fc.assert(
      fc.property(askedTimes, fc.integer({ min: 2, max: 20 }), (asked, burst) => {
        const limit = { perSecond: 10, burst };
        const times = run(asked, limit);
        for (const windowMs of [100, 1000, 5000]) {
          expect(most(times, windowMs)).toBeLessThanOrEqual(burst + windowMs / 100);
        }
      }),
      { numRuns: 200 },
    );
    expect(run(Array(4).fill(start), { perSecond: 10, burst: 3 })).toEqual([
      start,
      start,
      start,
      start + 100,
    ]);
  });

  it('counts what came in', () => {
    const limit = { perSecond: 10 };
    const { state } = takeRate(undefined, start, limit, 5);
    expect(peekRate(state, start, limit)).toBe(start + 500);
    expect(peekRate(state, start + 5000, limit)).toBe(start + 5000);
  });

  it('holds until a time and no less', () => {
    for (const limit of [{ perSecond: 10 }, { perSecond: 10, burst: 5 }]) {
      expect(peekRate(holdRate(undefined, start + 9000, limit), start, limit)).toBe(start + 9000);
      const far = takeRate(undefined, start, limit, 200).state;
      expect(peekRate(holdRate(far, start + 1, limit), start, limit)).toBe(peekRate(far, start, limit));
    }
  });
});
