const day = 86_400_000;

/**
 * The wait a Retry-After header asks for, in milliseconds and at most a day: seconds, or a date when `now`
 * (milliseconds since 1970) is known. Undefined for anything else.
 */
export function parseRetryAfter(header: string | null | undefined, now?: number): number | undefined {
  if (!header) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1000, day);
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  if (now === undefined || Number.isNaN(date)) return undefined;
  return Math.min(Math.max(date - now, 0), day);
}
