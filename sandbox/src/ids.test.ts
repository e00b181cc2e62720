import { expect, it } from '@jest/globals';
import { chance, createIds } from './ids.ts';

it('makes the same ids from the same seed, and none twice', () => {
  const make = (seed: string) => {
    const ids = createIds(seed, 0, () => {});
    return [ids.hex(32), ids.digits(16), ids.wamid('34600111222', 'business')];
  };
  expect(make('a')).toEqual(make('a'));
  expect(make('a')).not.toEqual(make('b'));
  const ids = createIds('a', 0, () => {});
  expect(new Set(Array.from({ length: 5000 }, () => ids.digits(15))).size).toBe(5000);
  expect(ids.digits(15)).toMatch(/^[1-9]\d{14}$/);
});

it('reserves numbers before it uses them', () => {
  let kept = 0;
  const ids = createIds('a', 7, (count) => {
    kept = count;
  });
  expect(ids.count()).toBe(8);
  expect(kept).toBeGreaterThanOrEqual(8);
});

it('draws chances evenly enough', () => {
  const draws = Array.from({ length: 2000 }, (_, at) => chance('x', at));
  expect(draws.filter((draw) => draw < 0.25).length).toBeGreaterThan(400);
  expect(draws.filter((draw) => draw < 0.25).length).toBeLessThan(600);
});
