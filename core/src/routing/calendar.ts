import type { Hours, TimeWindow, Weekday } from './types.ts';
import { dateOf, weekdayOf, type Zone, zoneOf } from './zone.ts';

/** A stretch of local minutes: counted since 1970 as if there were no time zones. The end is not in it. */
export type Stretch = readonly [from: number, to: number];

/** Opening hours ready for use; undefined where the time zone is none. */
export interface Calendar {
  readonly zone: Zone;
  /** When it is open, of the windows that begin on this day (days since 1970). May reach into the next. */
  stretchesOf(day: number): readonly Stretch[];
}

export const weekdays = [
  'mon',
  'tue',
  'wed',
  'thu',
  'fri',
  'sat',
  'sun',
] as const satisfies readonly Weekday[];
export const dayMinutes = 1440;

const calendars = new WeakMap<Hours, Calendar>();

export const calendarOf = (hours: Hours): Calendar | undefined => {
  const known = calendars.get(hours);
  if (known) return known;
  const zone = zoneOf(hours.timeZone);
  if (!zone) return undefined;
  const week = weekdays.map((day) => spansOf(hours.week[day] ?? []));
  const holidays = new Map(
    (hours.holidays ?? []).map(({ date, windows }) => [date, spansOf(windows ?? [])] as const),
  );
  const calendar: Calendar = {
    zone,
    stretchesOf: (day) => {
      const date = holidays.size > 0 ? dateOf(day) : '';
      // The date of one year before the one of every year.
      const spans = holidays.get(date) ?? holidays.get(date.slice(5)) ?? week[weekdayOf(day)] ?? [];
      return spans.map(([from, to]) => [day * dayMinutes + from, day * dayMinutes + to] as const);
    },
  };
  calendars.set(hours, calendar);
  return calendar;
};

/** Minutes of the day; the end is past 1440 for a window that runs over midnight. What is no window is left out. */
const spansOf = (windows: readonly TimeWindow[]): Stretch[] =>
  windows.flatMap(({ from, to }): Stretch[] => {
    const [begin, end] = [minuteOf(from), minuteOf(to)];
    if (begin === undefined || end === undefined || begin === end || begin === dayMinutes) return [];
    return [[begin, end > begin ? end : end + dayMinutes]];
  });

/** Minutes of `HH:MM`; undefined for what is no time. */
export const minuteOf = (time: string): number | undefined => {
  const [, hour, minute] = /^(\d\d):([0-5]\d)$/.exec(time) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return minutes <= dayMinutes ? minutes : undefined;
};
