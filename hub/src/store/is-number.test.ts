import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, openBench, text } from '../testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.receive(text('5511987654321', 'A', bench.clock.at, 'Oi'));
});
afterEach(() => bench.close());

it.each([
  ['5511987654321', true],
  // Brazil before 2012: the same person.
  ['551187654321', true],
  ['5511987654322', false],
  ['11987654321', false],
  ['', false],
])('%s is a number of somebody the hub knows: %s', (digits, known) => {
  expect(bench.tables.contacts.isNumber(digits)).toBe(known);
});
