import { calendarOf, minuteOf, weekdays } from './calendar.ts';
import { type Path, problem } from './rule-problem.ts';
import type { Hours, RuleProblem, TimeWindow } from './types.ts';
import { dayNumber, zoneOf } from './zone.ts';

export const checkHours = (hours: Hours, path: Path): RuleProblem[] => [
  ...(zoneOf(hours.timeZone)
    ? []
    : [
        problem(
          [...path, 'timeZone'],
          'error',
          `"${hours.timeZone}" is no time zone`,
          'Write its name in the time zone database, such as Europe/Madrid.',
        ),
      ]),
  ...Object.entries(hours.week).flatMap(([day, windows]) =>
    (weekdays as readonly string[]).includes(day)
      ? checkWindows(windows, [...path, 'week', day])
      : [
          problem(
            [...path, 'week', day],
            'error',
            `"${day}" is no day`,
            `Write one of ${weekdays.join(', ')}.`,
          ),
        ],
  ),
  ...checkHolidays(hours, [...path, 'holidays']),
  ...neverOpen(hours, path),
];

const checkWindows = (windows: readonly TimeWindow[], path: Path): RuleProblem[] =>
  windows.flatMap(({ from, to }, index) => {
    const wrong = [
      ['from', from],
      ['to', to],
    ].filter(([, time]) => minuteOf(time as string) === undefined);
    if (wrong.length > 0) {
      return wrong.map(([field, time]) =>
        problem(
          [...path, index, field as string],
          'error',
          `"${time}" is no time of day`,
          'Write it as HH:MM, such as 09:00.',
        ),
      );
    }
    if (from !== to && from !== '24:00') return [];
    return [
      problem(
        [...path, index],
        'error',
        `${from} to ${to} lasts no time`,
        'Write 00:00 to 24:00 for a whole day, or take it out.',
      ),
    ];
  });

const checkHolidays = ({ holidays = [] }: Hours, path: Path): RuleProblem[] => {
  const first = new Map<string, number>();
  return holidays.flatMap(({ date, windows }, index) => {
    const before = first.get(date);
    if (before === undefined) first.set(date, index);
    return [
      ...(isDate(date)
        ? []
        : [
            problem(
              [...path, index, 'date'],
              'error',
              `"${date}" is a day that the calendar does not have`,
              'Write YYYY-MM-DD, or MM-DD for every year.',
            ),
          ]),
      ...(before === undefined
        ? []
        : [
            problem(
              [...path, index, 'date'],
              'warning',
              `${date} is also holidays[${before}], and the later one counts`,
              'Take one of the two out.',
            ),
          ]),
      ...checkWindows(windows ?? [], [...path, index, 'windows']),
    ];
  });
};

const isDate = (date: string): boolean => {
  const [, year, month, day] = /^(?:(\d{4})-)?(\d\d)-(\d\d)$/.exec(date) ?? [];
  // A leap year, so that 02-29 may be a holiday of every year.
  return month !== undefined && dayNumber(Number(year ?? 2000), Number(month), Number(day)) !== undefined;
};

const neverOpen = (hours: Hours, path: Path): RuleProblem[] => {
  const opens =
    Object.values(hours.week).some((windows) => windows.length > 0) ||
    (hours.holidays ?? []).some(({ windows }) => windows && windows.length > 0);
  if (opens || !calendarOf(hours)) return [];
  return [
    problem(
      path,
      'warning',
      'are never open',
      'Add a day to week, or take the hours out where nobody works by them.',
    ),
  ];
};
