import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holdPair, type PairState, pairPenaltyMs, peekPair, takePair } from './pair.ts';

const start = 1_790_000_000_000;

const run = (asked: readonly number[]) => {
  let state: PairState | undefined;
  return asked.map((now) => {
    const expected = peekPair(state, now);
    const taken = takePair(state, now);
    state = JSON.parse(JSON.stringify(taken.state)) as PairState;
    expect(taken.allowedAt).toBe(expected);
    return taken.allowedAt - start;
  });
};
const at = (...offsets: number[]) => run(offsets.map((offset) => start + offset));

describe('takePair', () => {
  it('lets a few typed lines go at once and then waits until they are paid for', () => {
    expect(at(0, 1500, 3000)).toEqual([0, 1500, 3000]);
    expect(at(0, 1500, 3000, 7000)).toEqual([0, 1500, 3000, 18_000]);
    expect(at(0, 0, 6000)).toEqual([0, 0, 12_000]);
    expect(at(0, 6000, 12_000)).toEqual([0, 6000, 12_000]);
  });

  it('lets 45 go at once and the next after 270 seconds', () => {
    const times = at(...Array(46).fill(0));
    expect(times.slice(0, 45)).toEqual(Array(45).fill(0));
    expect(times[45]).toBe(270_000);
  });

  it('lets those that waited go together', () => {
    expect(at(0, 0, 7000, 7000, 7000, 60_000)).toEqual([0, 0, 12_000, 12_000, 12_000, 60_000]);
  });

  it('never exceeds a burst in six seconds, nor the rate in the long run', () => {
    const gaps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 })), { maxLength: 200 });
    fc.assert(
      fc.property(gaps, (list) => {
        let now = 0;
        const times = at(
          ...list.map((gap) => {
            now += gap;
            return now;
          }),
        );
        for (const [index, from] of times.entries()) {
          expect(from).toBeGreaterThanOrEqual(times[index - 1] ?? 0);
          const within = (ms: number) => times.filter((time) => time >= from && time < from + ms).length;
          expect(within(6000)).toBeLessThanOrEqual(45);
          for (const ms of [60_000, 600_000, 3_600_000]) {
            expect(within(ms)).toBeLessThanOrEqual(ms / 6000 + 45);
          }
        }
        expect(times.at(-1) ?? 0).toBeLessThanOrEqual(now + times.length * 6000);
      }),
      { numRuns: 300 },
    );
  });

  it('holds until a time and no less', () => {
    expect(peekPair(holdPair(undefined, start + 4000), start)).toBe(start + 4000);
    const burst = takePair(takePair(undefined, start).state, start).state;
    expect(peekPair(holdPair(burst, start + 1000), start)).toBe(start + 12_000);
    expect(peekPair(holdPair(burst, start + 90_000), start)).toBe(start + 90_000);
  });

  it('waits 1, 4, 16 seconds and so on, an hour at most', () => {
    expect([0, 1, 2, 3, 50, -1].map(pairPenaltyMs)).toEqual([1000, 4000, 16_000, 64_000, 3_600_000, 1000]);
  });
});
