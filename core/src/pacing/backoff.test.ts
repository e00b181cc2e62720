import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backoff, retryAfter } from './backoff.ts';

describe('backoff', () => {
  it('doubles its upper end up to the cap', () => {
    const ends = [0, 1, 2, 3, 10, 5000, Number.POSITIVE_INFINITY, -3].map((attempt) =>
      backoff(attempt, { baseMs: 100, capMs: 1000, random: () => 0.999999 }),
    );
    expect(ends).toEqual([99, 199, 399, 799, 999, 999, 999, 99]);
  });

  it('is anywhere between nothing and its end', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.double({ min: 0, max: 0.999999, noNaN: true }), (attempt, dice) => {
        const wait = backoff(attempt, { baseMs: 250, capMs: 60_000, random: () => dice });
        return wait >= 0 && wait < Math.min(60_000, 250 * 2 ** attempt) && Number.isInteger(wait);
      }),
    );
    expect(backoff(4, { baseMs: 250, capMs: 60_000, random: () => 0 })).toBe(0);
  });
});

describe('retryAfter', () => {
  const now = Date.parse('2026-11-20T10:00:00Z');

  it.each([
    ['120', 120_000],
    [' 7 ', 7000],
    ['0', 0],
    ['1.5', 1500],
    [30, 30_000],
    ['999999999999', 3_600_000],
    ['Fri, 20 Nov 2026 10:02:00 GMT', 120_000],
    ['Friday, 20-Nov-26 10:02:00 GMT', 120_000],
    ['Fri Nov 20 10:02:00 2026', 120_000],
    ['Fri, 20 Nov 2026 09:00:00 GMT', 0],
    ['Fri, 20 Nov 2099 09:00:00 GMT', 3_600_000],
  ])('%p is %d ms', (header, wait) => {
    expect(retryAfter(header, now)).toBe(wait);
  });

  it.each([
    undefined,
    null,
    '',
    '-5',
    -5,
    Number.NaN,
    'soon',
    '1e3',
    '0x10',
    '2026-11-20',
    '12, 13',
    'Fri, 99 Nov 2026 10:02:00 GMT',
    ['5'],
    '9'.repeat(1_000_000),
  ])('%.20p is nothing', (header) => {
    expect(retryAfter(header, now)).toBeUndefined();
  });

  it('takes another cap', () => {
    expect(retryAfter('120', now, 5000)).toBe(5000);
  });
});
