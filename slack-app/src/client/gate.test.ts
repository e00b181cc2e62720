import { describe, expect, it } from '@jest/globals';
import { createGate } from './gate.ts';

const pace = { everyMs: 1000, burst: 3 };
const begin = () => {
  const clock = { at: 1_000_000 };
  return { clock, gate: createGate(() => clock.at) };
};

describe('a gate', () => {
  it('lets a burst through and then one a second, each in the place it was given', () => {
    const { clock, gate } = begin();
    expect(['a', 'b', 'c'].map((who) => gate.enter('C1', who, pace))).toEqual([0, 0, 0]);
    expect(gate.enter('C1', 'd', pace)).toBe(1000);
    expect(gate.enter('C1', 'e', pace)).toBe(2000);
    // Asking again costs no second place.
    expect(gate.enter('C1', 'd', pace)).toBe(1000);
    clock.at += 1000;
    expect(gate.enter('C1', 'd', pace)).toBe(0);
    expect(gate.enter('C1', 'e', pace)).toBe(1000);
    clock.at += 10_000;
    expect(gate.enter('C1', 'e', pace)).toBe(0);
  });

  it('closes one channel without touching another', () => {
    const { clock, gate } = begin();
    gate.close('C1', 30_000);
    expect(gate.enter('C1', 'a', pace)).toBe(30_000);
    expect(gate.enter('C2', 'a', pace)).toBe(0);
    expect(gate.enter('C1', 'b', pace)).toBeGreaterThan(30_000);
    clock.at += 30_000;
    expect(gate.enter('C1', 'a', pace)).toBe(0);
    expect(gate.enter('C1', 'b', pace)).toBe(1000);
  });

  it('never lets more through in a minute than the pace and the burst', () => {
    const { clock, gate } = begin();
    const waiting = new Map(Array.from({ length: 200 }, (_, index) => [`w${index}`, clock.at]));
    let through = 0;
    for (let ms = 0; ms < 60_000; ms += 100, clock.at += 100) {
      for (const [who, at] of waiting) {
        if (at > clock.at) continue;
        const wait = gate.enter('C1', who, pace);
        if (wait > 0) waiting.set(who, clock.at + wait);
        else {
          through++;
          waiting.delete(who);
        }
      }
    }
    expect(through).toBeGreaterThanOrEqual(60);
    expect(through).toBeLessThanOrEqual(63);
  });
});
