import type { Json } from '../../../model/json.ts';

const endOfTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Milliseconds since 1970 from unix seconds, or from milliseconds when it is too large for seconds. */
export const millisecondsOf = (value: Json | undefined): number | undefined => {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined;
  const number = Number(value);
  const milliseconds = number > 1e12 ? number : number * 1000;
  return milliseconds >= 0 && milliseconds <= endOfTime ? Math.floor(milliseconds) : undefined;
};

const dayLength = 86_400_000;
const sixty = Array.from({ length: 60 }, (_, number) => `${number}`.padStart(2, '0'));
let lastDay = Number.NaN;
let lastDate = '';

/**
 * ISO 8601 in UTC. Nearly all times of a run lie in one day, so that its date is put together once: 0.05 µs
 * where `toISOString` takes 0.35, a tenth of parsing a webhook.
 */
export const iso = (milliseconds: number): string => {
  const day = Math.floor(milliseconds / dayLength);
  if (day !== lastDay) {
    lastDate = new Date(day * dayLength).toISOString().slice(0, 'YYYY-MM-DDT'.length);
    lastDay = day;
  }
  const time = Math.floor(milliseconds) - day * dayLength;
  const seconds = Math.floor(time / 1000);
  const minutes = Math.floor(seconds / 60);
  const fraction = `${time % 1000}`.padStart(3, '0');
  return `${lastDate}${sixty[Math.floor(minutes / 60)]}:${sixty[minutes % 60]}:${sixty[seconds % 60]}.${fraction}Z`;
};

/** ISO 8601 from the provider's time, where there is a usable one. */
export const isoOf = (value: Json | undefined): string | undefined => {
  const milliseconds = millisecondsOf(value);
  return milliseconds === undefined ? undefined : iso(milliseconds);
};

/** A time of arrival that can be written as a date whatever the caller passed. */
export const arrival = (receivedAt: number): number =>
  receivedAt >= 0 && receivedAt <= endOfTime ? receivedAt : 0;
