import type { Hours, TimeWindow, Weekday } from '@centralita/core/routing';
import { z } from 'zod';
import { suggestion } from '../did-you-mean.ts';
import { strict } from '../strict.ts';
import { key, text } from './parts.ts';

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly Weekday[];

const clock = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const span = /^\s*(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)\s*$/;
const time = z.string().regex(clock, { error: 'is no time. Fix: Write it as HH:MM, such as 09:00.' });

/** `09:00-14:00`, or the same in two fields. */
const timeWindow = z
  .union([
    z.string().regex(span, {
      error: 'is no span of time. Fix: Write it as HH:MM-HH:MM, such as 09:00-14:00.',
    }),
    strict({ from: time, to: time }),
  ])
  .transform((value): TimeWindow => {
    if (typeof value !== 'string') return value;
    const [, from = '', to = ''] = span.exec(value) ?? [];
    return { from, to };
  })
  .refine(({ from, to }) => clock.test(from) && clock.test(to), {
    error: 'is no span of time. Fix: Hours go from 00 to 23 and minutes to 59; 24:00 is the end of the day.',
  })
  .refine(({ from, to }) => from !== to, {
    error: 'lasts no time. Fix: Write 00:00-24:00 for a whole day, or take it out.',
  });

const timeZone = z.string().superRefine((name, context) => {
  if (isTimeZone(name)) return;
  const near = suggestion(name, Intl.supportedValuesOf('timeZone'));
  context.addIssue({
    code: 'custom',
    message: `is no time zone. Fix: Write its name in the time zone database, such as Europe/Madrid.${near}`,
  });
});

const isTimeZone = (name: string): boolean => {
  // An offset would be taken, and knows no daylight saving.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const dayOrDays = z.string().regex(/^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$/, {
  error: 'is no day. Fix: Write mon, tue, wed, thu, fri, sat or sun, or several as mon-fri.',
});

const windows = z.union([z.array(timeWindow).max(20), timeWindow.transform((one) => [one])]);

/** `mon-fri` and the like spelled out; a day of its own stands before a span with it. */
const week = z.record(dayOrDays, windows).transform((written, context): Hours['week'] => {
  const result: Partial<Record<Weekday, readonly TimeWindow[]>> = {};
  const spans = Object.entries(written).filter(([name]) => name.includes('-'));
  for (const [name, value] of spans) {
    for (const day of daysOf(name)) {
      if (result[day]) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `says ${day} a second time. Fix: Let each day stand in one span only.`,
        });
      }
      result[day] = value;
    }
  }
  for (const day of days) if (written[day]) result[day] = written[day];
  return result;
});

const daysOf = (name: string): Weekday[] => {
  const [first, last] = name.split('-').map((day) => days.indexOf(day as Weekday)) as [number, number];
  const count = ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => days[(first + index) % 7] as Weekday);
};

const date = z.string().superRefine((value, context) => {
  const [, year, month, day] = /^(?:(\d{4})-)?(\d\d)-(\d\d)$/.exec(value) ?? [];
  const given = new Date(Date.UTC(Number(year ?? 2000), Number(month) - 1, Number(day)));
  if (month !== undefined && given.getUTCMonth() === Number(month) - 1) return;
  context.addIssue({
    code: 'custom',
    message:
      month === undefined
        ? 'is no date. Fix: Write YYYY-MM-DD, or MM-DD for every year, such as 12-25.'
        : 'is a day that the calendar does not have. Fix: Correct the month or the day; dates are YYYY-MM-DD, or MM-DD for every year.',
  });
});

const holiday = z.union([
  date.transform((value) => ({ date: value })),
  strict({
    date,
    name: text(100).optional(),
    /** Other hours on that day; closed without them. */
    windows: windows.optional(),
  }),
]);

const hours = strict({ timeZone, week, holidays: z.array(holiday).max(2000).default([]) });

/** Opening hours by name. Those called `default` hold for every team that names no others. */
export const hoursByName = z.record(key, hours);
