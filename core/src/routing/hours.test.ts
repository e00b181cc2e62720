import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addWorkingTime, isOpen, nextOpening, workingTimeBetween } from './hours.ts';
import type { Holiday, Hours, TimeWindow, Weekday } from './types.ts';

const minute = 60_000;
const at = (text: string): number => Date.parse(text);
const span = (text: string): TimeWindow => {
  const [from = '', to = ''] = text.split('-');
  return { from, to };
};
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const daily = (timeZone: string, ...spans: string[]): Hours => ({
  timeZone,
  week: Object.fromEntries(days.map((day) => [day, spans.map(span)])),
});
const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());

describe('opening hours', () => {
  const shop: Hours = {
    timeZone: 'Europe/Madrid',
    week: { mon: [span('09:00-14:00'), span('16:00-19:30')], fri: [span('22:00-02:00')] },
    holidays: [
      { date: '2026-06-01', name: 'One Monday' },
      { date: '06-08', windows: [span('10:00-11:00')] },
      { date: '2027-06-07', windows: [span('00:00-24:00')] },
    ],
  };

  it.each([
    // Madrid is two hours ahead of UTC in summer, one in winter.
    ['2026-06-15T06:59:59Z', false],
    ['2026-06-15T07:00:00Z', true],
    ['2026-06-15T11:59:59Z', true],
    ['2026-06-15T12:00:00Z', false],
    ['2026-06-15T14:00:00Z', true],
    ['2026-06-15T17:30:00Z', false],
    ['2026-12-14T07:59:59Z', false],
    ['2026-12-14T08:00:00Z', true],
    // Past midnight belongs to Friday.
    ['2026-06-19T20:00:00Z', true],
    ['2026-06-19T23:59:00Z', true],
    ['2026-06-20T00:00:00Z', false],
    ['2026-06-18T23:00:00Z', false],
    // Holidays: closed, every year with other hours, and open where the day would be closed.
    ['2026-06-01T08:00:00Z', false],
    ['2026-06-08T07:30:00Z', false],
    ['2026-06-08T08:30:00Z', true],
    ['2027-06-08T08:30:00Z', true],
    ['2027-06-07T21:59:00Z', true],
    ['2027-06-07T22:00:00Z', false],
  ])('%s: open %p', (time, open) => {
    expect(isOpen(shop, at(time))).toBe(open);
  });

  it('are closed for good in a time zone that does not exist, and without a day', () => {
    for (const hours of [daily('Europe/Madird', '00:00-24:00'), daily('UTC')]) {
      expect(isOpen(hours, at('2026-06-15T12:00:00Z'))).toBe(false);
      expect(nextOpening(hours, at('2026-06-15T12:00:00Z'))).toBeUndefined();
      expect(addWorkingTime(hours, 0, 1)).toBeUndefined();
      expect(workingTimeBetween(hours, 0, 1e12)).toBe(0);
    }
  });

  it.each([
    ['2026-06-15T06:00:00Z', '2026-06-15T07:00:00.000Z'],
    ['2026-06-15T07:30:00Z', '2026-06-15T07:30:00.000Z'],
    ['2026-06-15T12:00:00Z', '2026-06-15T14:00:00.000Z'],
    // The next Monday is a holiday; Friday night comes first.
    ['2026-05-25T18:00:00Z', '2026-05-29T20:00:00.000Z'],
    ['2026-05-30T00:00:00Z', '2026-06-05T20:00:00.000Z'],
  ])('open next after %s at %s', (now, next) => {
    expect(iso(nextOpening(shop, at(now)))).toBe(next);
  });

  it.each([
    [0, '2026-06-15T07:00:00.000Z'],
    [60, '2026-06-15T08:00:00.000Z'],
    [300, '2026-06-15T12:00:00.000Z'],
    [301, '2026-06-15T14:01:00.000Z'],
    [510, '2026-06-15T17:30:00.000Z'],
    [511, '2026-06-19T20:01:00.000Z'],
  ])('%d open minutes after Monday morning: %s', (minutes, expected) => {
    expect(iso(addWorkingTime(shop, at('2026-06-15T05:00:00Z'), minutes))).toBe(expected);
  });
});

/** Zone, hours, from, to (both UTC, the day the clocks change), and the open minutes between them. */
const changes: readonly (readonly [string, string, string, string, number, string])[] = [
  [
    'Europe/Madrid',
    '01:00-04:00',
    '2026-03-28T22:00Z',
    '2026-03-29T20:00Z',
    120,
    'forward at 02:00 by an hour',
  ],
  ['Europe/Madrid', '01:00-04:00', '2026-10-24T22:00Z', '2026-10-25T20:00Z', 240, 'back at 03:00 by an hour'],
  ['Europe/Madrid', '02:15-02:45', '2026-03-28T22:00Z', '2026-03-29T20:00Z', 0, 'a window that is left out'],
  ['Europe/Madrid', '02:15-02:45', '2026-10-24T22:00Z', '2026-10-25T20:00Z', 60, 'a window that comes twice'],
  ['America/New_York', '00:00-24:00', '2026-03-08T05:00Z', '2026-03-09T04:00Z', 23 * 60, 'a day of 23 hours'],
  ['America/New_York', '00:00-24:00', '2026-11-01T04:00Z', '2026-11-02T05:00Z', 25 * 60, 'a day of 25 hours'],
  ['America/New_York', '22:00-02:30', '2026-03-07T20:00Z', '2026-03-08T20:00Z', 240, 'a night into the gap'],
  [
    'America/Sao_Paulo',
    '00:00-24:00',
    '2026-10-18T03:00Z',
    '2026-10-19T03:00Z',
    24 * 60,
    'no change any more',
  ],
  [
    'America/Sao_Paulo',
    '00:00-24:00',
    '2018-11-04T03:00Z',
    '2018-11-05T02:00Z',
    23 * 60,
    'forward at midnight, then',
  ],
  [
    'America/Santiago',
    '00:00-24:00',
    '2026-09-06T04:00Z',
    '2026-09-07T03:00Z',
    23 * 60,
    'forward at midnight',
  ],
  ['America/Santiago', '22:00-24:00', '2026-04-04T20:00Z', '2026-04-05T12:00Z', 180, 'back at midnight'],
  [
    'Australia/Lord_Howe',
    '01:00-03:00',
    '2026-10-03T12:00Z',
    '2026-10-04T02:00Z',
    90,
    'forward by half an hour',
  ],
  [
    'Australia/Lord_Howe',
    '01:00-03:00',
    '2026-04-04T12:00Z',
    '2026-04-05T02:00Z',
    150,
    'back by half an hour',
  ],
];

describe('the day the clocks change', () => {
  it.each(changes)('%s, %s, %s: %s', (zone, hours, from, to, minutes) => {
    const open = daily(zone, hours);
    expect(workingTimeBetween(open, at(from), at(to)) / minute).toBe(minutes);
    let counted = 0;
    for (let now = at(from); now < at(to); now += minute) if (isOpen(open, now)) counted += 1;
    expect(counted).toBe(minutes);
  });

  it.each([
    ['Europe/Madrid', '02:30-05:00', '2026-03-28T23:00Z', '2026-03-29T01:00:00.000Z'],
    ['America/New_York', '02:30-05:00', '2026-03-08T05:00Z', '2026-03-08T07:00:00.000Z'],
    ['America/Santiago', '00:15-02:00', '2026-09-06T02:30Z', '2026-09-06T04:00:00.000Z'],
    ['Australia/Lord_Howe', '02:10-05:00', '2026-10-03T14:00Z', '2026-10-03T15:30:00.000Z'],
    ['America/Sao_Paulo', '09:00-18:00', '2026-10-18T03:00Z', '2026-10-18T12:00:00.000Z'],
  ])('%s opens at the first moment that is there: %s', (zone, hours, now, next) => {
    expect(iso(nextOpening(daily(zone, hours), at(now)))).toBe(next);
  });
});

describe('hours, minute by minute', () => {
  const zones = [
    'Europe/Madrid',
    'America/New_York',
    'America/Sao_Paulo',
    'America/Santiago',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'UTC',
  ];
  const changeDays = [
    '2026-03-08',
    '2026-03-29',
    '2026-04-05',
    '2026-09-06',
    '2026-10-04',
    '2026-10-25',
    '2026-11-01',
    '2026-12-31',
    '2024-02-29',
  ];
  const clock = fc.integer({ min: 0, max: 95 }).map((quarter) => {
    const [hour, minutes] = [Math.floor(quarter / 4), (quarter % 4) * 15];
    return `${String(hour).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
  });
  const timeWindow = fc
    .record({ from: clock, to: fc.oneof(clock, fc.constant('24:00')) })
    .filter(({ from, to }) => from !== to);
  const hours: fc.Arbitrary<Hours> = fc.record({
    timeZone: fc.constantFrom(...zones),
    week: fc.dictionary(fc.constantFrom(...days), fc.array(timeWindow, { maxLength: 3 })),
    holidays: fc.uniqueArray(
      fc.record(
        {
          date: fc.constantFrom(...changeDays.slice(0, 4), '10-04', '10-25', '12-31'),
          windows: fc.array(timeWindow, { maxLength: 2 }),
        },
        { requiredKeys: ['date'] },
      ),
      { maxLength: 4, selector: ({ date }: Holiday) => date },
    ),
  });
  const start = fc
    .tuple(fc.constantFrom(...changeDays), fc.integer({ min: -1440, max: 1440 }))
    .map(([day, offset]) => at(`${day}T00:00:00Z`) + offset * minute);

  /** What a wall clock and a diary would say. */
  const naive = ({ timeZone, week, holidays = [] }: Hours, now: number): boolean => {
    const parts = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
    }).format(now);
    const [today = '', time = ''] = parts.split(' ');
    const yesterday = new Date(Date.parse(`${today}T00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    const windowsOn = (date: string): readonly TimeWindow[] => {
      const off =
        holidays.find((holiday) => holiday.date === date) ??
        holidays.find((holiday) => holiday.date === date.slice(5));
      if (off) return off.windows ?? [];
      const name = new Intl.DateTimeFormat('en-US', { weekday: 'short', timeZone: 'UTC' }).format(
        Date.parse(`${date}T00:00Z`),
      );
      return week[name.toLowerCase() as Weekday] ?? [];
    };
    return (
      windowsOn(today).some(({ from, to }) => time >= from && (time < to || to < from)) ||
      windowsOn(yesterday).some(({ from, to }) => to < from && time < to)
    );
  };

  it('agree with a wall clock and a diary', () => {
    fc.assert(
      fc.property(
        hours,
        start,
        fc.array(fc.nat(3000), { minLength: 5, maxLength: 5 }),
        (given, from, offsets) => {
          return offsets.every((offset) => {
            const now = from + offset * minute;
            return isOpen(given, now) === naive(given, now);
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('add up to the minutes that are open one by one', () => {
    fc.assert(
      fc.property(hours, start, fc.integer({ min: 1, max: 900 }), (given, from, wanted) => {
        const until = from + 3000 * minute;
        let first: number | undefined;
        let counted = 0;
        let reached: number | undefined;
        for (let now = from; now < until; now += minute) {
          if (!isOpen(given, now)) continue;
          first ??= now;
          counted += 1;
          if (counted === wanted) reached = now + minute;
        }
        expect(workingTimeBetween(given, from, until)).toBe(counted * minute);
        if (first !== undefined) expect(iso(nextOpening(given, from))).toBe(iso(first));
        if (reached !== undefined) expect(iso(addWorkingTime(given, from, wanted))).toBe(iso(reached));
      }),
      { numRuns: 25 },
    );
  });
});
