import { calendarOf, dayMinutes, type Stretch } from './calendar.ts';
import type { Hours } from './types.ts';
import type { Zone } from './zone.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
/** Who does not open within this does not open. */
const horizon = 800 * day;

/**
 * Whether the clock on the wall shows a time within the hours. An hour that the clocks repeat is open twice, one that
 * they leave out never. Hours in a time zone that does not exist are closed.
 */
export const isOpen = (hours: Hours, now: number): boolean => {
  const calendar = calendarOf(hours);
  if (!calendar) return false;
  const local = Math.floor(now / minute) + calendar.zone.offsetAt(now);
  const today = Math.floor(local / dayMinutes);
  return [today, today - 1].some((each) =>
    calendar.stretchesOf(each).some(([from, to]) => local >= from && local < to),
  );
};

/** `now` when it is open, else when it opens next; undefined when it does not within two years. */
export const nextOpening = (hours: Hours, now: number): number | undefined => {
  for (const [from] of openFrom(hours, now)) return from;
  return undefined;
};

/** When so many open minutes have passed since `from`; undefined when there are not so many within two years. */
export const addWorkingTime = (hours: Hours, from: number, minutes: number): number | undefined => {
  let left = Math.max(0, minutes) * minute;
  for (const [begin, end] of openFrom(hours, from)) {
    if (begin + left <= end) return begin + left;
    left -= end - begin;
  }
  return undefined;
};

/** Open milliseconds between two points in time; 0 when the second is not later. Counts two years at most. */
export const workingTimeBetween = (hours: Hours, from: number, to: number): number => {
  let open = 0;
  for (const [begin, end] of openFrom(hours, from)) {
    if (begin >= to) break;
    open += Math.min(end, to) - begin;
  }
  return open;
};

/** The open stretches from a point in time on, in order, each apart from the next; milliseconds since 1970. */
function* openFrom(hours: Hours, from: number): Generator<Stretch> {
  const calendar = calendarOf(hours);
  if (!calendar) return;
  let pending: [number, number] | undefined;
  for (const [begin, end, offset] of offsetSpans(calendar.zone, from, from + horizon)) {
    for (const [open, close] of localStretches(calendar.stretchesOf, begin, end, offset)) {
      if (pending && open <= pending[1]) pending[1] = Math.max(pending[1], close);
      else {
        if (pending) yield pending;
        pending = [open, close];
      }
    }
  }
  if (pending) yield pending;
}

/** Within one stretch of time without a change of the clocks. In order; they may touch or overlap. */
const localStretches = (
  stretchesOf: (day: number) => readonly Stretch[],
  begin: number,
  end: number,
  offset: number,
): Stretch[] => {
  const found: Stretch[] = [];
  const first = Math.floor((begin / minute + offset) / dayMinutes) - 1;
  const last = Math.floor((end / minute + offset) / dayMinutes);
  for (let each = first; each <= last; each += 1) {
    for (const [from, to] of stretchesOf(each)) {
      const open = Math.max(begin, (from - offset) * minute);
      const close = Math.min(end, (to - offset) * minute);
      if (open < close) found.push([open, close]);
    }
  }
  return found.sort(([a], [b]) => a - b);
};

/** A day at a time, cut where the clocks change: begin, end, minutes ahead of UTC. */
function* offsetSpans(zone: Zone, from: number, until: number): Generator<readonly [number, number, number]> {
  for (let begin = from; begin < until; begin += day) {
    const end = begin + day;
    const [before, after] = [zone.offsetAt(begin), zone.offsetAt(end - 1)];
    if (before === after) yield [begin, end, before];
    else {
      const change = changeBetween(zone, begin, end, before);
      yield [begin, change, before];
      yield [change, end, after];
    }
  }
}

const changeBetween = (zone: Zone, begin: number, end: number, before: number): number => {
  let [same, other] = [Math.floor(begin / minute), Math.ceil(end / minute)];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (zone.offsetAt(middle * minute) === before) same = middle;
    else other = middle;
  }
  return other * minute;
};
