import { expect, it } from '@jest/globals';
import { type EventType, eventTypes } from './events.ts';

it('lists every type once', () => {
  expect(new Set(eventTypes).size).toBe(eventTypes.length);
  // The compiler refuses this when a type of `Event` is missing from the list.
  const complete: [Exclude<EventType, (typeof eventTypes)[number]>] extends [never] ? true : false = true;
  expect(complete).toBe(true);
});

it.each(eventTypes)('%s is one or two words', (type) => {
  expect(type).toMatch(/^[a-z]+(\.[a-z]+)?$/);
});
