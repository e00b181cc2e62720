import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isOpen, remaining, windowMs, windowOpenedAt, windowUntil } from './window.ts';

const received = 1_790_000_000_000;

describe('windowUntil', () => {
  it('counts 24 hours from the message, not from its arrival', () => {
    expect(windowUntil(undefined, received - 3_600_000, received)).toBe(received - 3_600_000 + windowMs);
  });

  it('is never shortened by an older message', () => {
    const until = windowUntil(undefined, received, received);
    expect(windowUntil(until, received - windowMs, received + 5)).toBe(until);
  });

  it('believes a sender’s clock for a minute', () => {
    expect(windowUntil(undefined, received + 59_000, received)).toBe(received + 59_000 + windowMs);
    expect(windowUntil(undefined, received + 86_400_000, received)).toBe(received + 60_000 + windowMs);
  });

  it('takes the arrival where there is no usable time', () => {
    for (const time of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(windowUntil(undefined, time, received)).toBe(received + windowMs);
    }
  });

  it('gives the same whatever the order messages arrive in', () => {
    const times = fc.array(fc.integer({ min: received - 2 * windowMs, max: received + windowMs }), {
      minLength: 1,
    });
    const fold = (list: readonly number[]) =>
      list.reduce<number | undefined>((until, time) => windowUntil(until, time, received), undefined);
    fc.assert(
      fc.property(times, (list) => {
        const until = fold(list);
        expect(fold([...list].reverse())).toBe(until);
        expect(fold([...list, ...list])).toBe(until);
        expect(until).toBe(Math.min(Math.max(...list), received + 60_000) + windowMs);
        expect(until).toBeLessThanOrEqual(received + 60_000 + windowMs);
      }),
    );
  });

  it('tells when it was opened', () => {
    expect(windowOpenedAt(windowUntil(undefined, received - 7, received))).toBe(received - 7);
  });
});

describe('isOpen and remaining', () => {
  const until = received + windowMs;
  it.each([
    [received, true, windowMs - 60_000],
    [until - 60_001, true, 1],
    [until - 60_000, false, 0],
    [until, false, 0],
    [until + 1e12, false, 0],
  ])('at %d', (now, open, left) => {
    expect(isOpen(until, now)).toBe(open);
    expect(remaining(until, now)).toBe(left);
  });

  it('closes to the millisecond without the margin', () => {
    expect(isOpen(until, until - 1, 0)).toBe(true);
    expect(isOpen(until, until, 0)).toBe(false);
  });

  it('is closed where nobody wrote, and for times that are none', () => {
    expect(isOpen(undefined, received)).toBe(false);
    expect(isOpen(Number.NaN, received)).toBe(false);
    expect(isOpen(until, Number.NaN)).toBe(false);
    expect(remaining(undefined, received)).toBe(0);
  });
});
