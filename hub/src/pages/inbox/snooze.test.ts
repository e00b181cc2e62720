import { expect, it } from '@jest/globals';
import { localTime, snoozeTimes } from './snooze.client.ts';

const at = (text: string) => new Date(text).getTime();
const shown = (now: string) => snoozeTimes(at(now)).map(([word, until]) => [word, localTime(until)]);

it('offers later today, tomorrow morning and Monday morning', () => {
  expect(shown('2026-12-02T08:51')).toEqual([
    ['snooze.hour', '2026-12-02T09:51'],
    ['snooze.hours', '2026-12-02T11:51'],
    ['snooze.tomorrow', '2026-12-03T09:00'],
    ['snooze.monday', '2026-12-07T09:00'],
  ]);
});

it('offers the next Monday on a Monday, and tomorrow only once on a Sunday', () => {
  expect(shown('2026-12-07T10:00').at(-1)).toEqual(['snooze.monday', '2026-12-14T09:00']);
  expect(shown('2026-12-06T23:30').map(([word]) => word)).not.toContain('snooze.monday');
  expect(shown('2026-12-06T23:30')[2]).toEqual(['snooze.tomorrow', '2026-12-07T09:00']);
});
