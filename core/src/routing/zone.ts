/** The calendar of a time zone. Days are counted since 1970-01-01, minutes of a day from 0. */
export interface Zone {
  /** Minutes that local time is ahead of UTC at this point in time (milliseconds since 1970). */
  offsetAt(now: number): number;
}

const minute = 60_000;
/** Daylight saving begins and ends on these everywhere in this century. */
const step = 15 * minute;
const kept = 4096;

const zones = new Map<string, Zone>();

/** Undefined for a name that the time zone database does not have. */
export const zoneOf = (name: string): Zone | undefined => {
  const known = zones.get(name);
  if (known) return known;
  const made = makeZone(name);
  if (made) zones.set(name, made);
  return made;
};

const makeZone = (name: string): Zone | undefined => {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch {
    return undefined;
  }
  const offsets = new Map<number, number>();
  const measure = (now: number): number => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(now)) part[type] = Number(value);
    const local = Date.UTC(
      part.year as number,
      (part.month as number) - 1,
      part.day as number,
      part.hour as number,
      part.minute as number,
    );
    return (local - Math.floor(now / minute) * minute) / minute;
  };
  return {
    offsetAt: (now) => {
      const place = Math.floor(now / step);
      const before = offsets.get(place);
      if (before !== undefined) return before;
      if (offsets.size >= kept) offsets.clear();
      const offset = measure(place * step);
      offsets.set(place, offset);
      return offset;
    },
  };
};

/** Days since 1970 of a date; undefined for one that the calendar does not have. */
export const dayNumber = (year: number, month: number, day: number): number | undefined => {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCFullYear() !== year) return undefined;
  return Math.floor(date.getTime() / 86_400_000);
};

/** `YYYY-MM-DD` of a day number. */
export const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** 0 is Monday. 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;
