import type { Json } from '../../../model/json.ts';

const endOfTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Milliseconds since 1970 from unix seconds, or from milliseconds when it is too large for seconds. */
export const millisecondsOf = (value: Json | undefined): number | undefined => {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined;
  const number = Number(value);
  const milliseconds = number > 1e12 ? number : number * 1000;
  return milliseconds >= 0 && milliseconds <= endOfTime ? Math.floor(milliseconds) : undefined;
};

export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** ISO 8601 from the provider's time, where there is a usable one. */
export const isoOf = (value: Json | undefined): string | undefined => {
  const milliseconds = millisecondsOf(value);
  return milliseconds === undefined ? undefined : iso(milliseconds);
};

/** A time of arrival that can be written as a date whatever the caller passed. */
export const arrival = (receivedAt: number): number =>
  receivedAt >= 0 && receivedAt <= endOfTime ? receivedAt : 0;
