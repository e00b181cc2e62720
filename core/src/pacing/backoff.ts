export interface BackoffOptions {
  /** Upper end of the first wait, milliseconds. */
  readonly baseMs: number;
  /** Upper end of every wait, milliseconds. */
  readonly capMs: number;
  /** A number from 0 up to but not including 1. */
  readonly random: () => number;
}

/**
 * Milliseconds to wait before attempt `attempt + 1`, counted from 0: anything up to `baseMs * 2^attempt`, so
 * that senders that failed together do not come back together ("full jitter").
 */
export const backoff = (attempt: number, { baseMs, capMs, random }: BackoffOptions): number => {
  const exponent = Number.isFinite(attempt) ? Math.max(0, attempt) : 64;
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** exponent));
};

/** Nobody waits longer than this because a header says so: an hour, in milliseconds. */
export const retryAfterCapMs = 3_600_000;

/** The date forms HTTP allows (RFC 9110 §5.6.7): all three name a day or month by letters and are in GMT. */
const httpDate = /^(?:[A-Za-z]{3,9},? )[A-Za-z0-9 :-]{10,40}(?: GMT)?$/;

/**
 * Milliseconds to wait by a `Retry-After` header: seconds or an HTTP date, never negative, never above the cap.
 * Undefined for anything else.
 */
export const retryAfter = (header: unknown, now: number, capMs = retryAfterCapMs): number | undefined => {
  if (typeof header === 'number') header = String(header);
  if (typeof header !== 'string' || header.length > 64) return undefined;
  const text = header.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(capMs, Math.ceil(Number(text) * 1000));
  if (!httpDate.test(text)) return undefined;
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : Math.min(capMs, Math.max(0, at - now));
};
