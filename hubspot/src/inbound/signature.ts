import { createHmac, timingSafeEqual } from 'node:crypto';

const maxAgeMs = 300_000;
const maxAheadMs = 60_000;

/**
 * What HubSpot decodes in the address before it signs; the `?` before the query stays. "Validating requests",
 * developers.hubspot.com.
 */
const decoded = /%3A|%2F|%3F|%40|%21|%24|%27|%28|%29|%2A|%2C|%3B/gi;

export interface SignedRequest {
  readonly method: string;
  /** As HubSpot calls it, with its query. */
  readonly url: string;
  readonly body: Uint8Array;
  readonly signature: string | null;
  /** Milliseconds since 1970, as text. */
  readonly timestamp: string | null;
}

/** Whether HubSpot sent it, lately. Never throws; without a secret nothing is genuine. */
export const isSigned = (
  { method, url, body, signature, timestamp }: SignedRequest,
  secret: string | undefined,
  /** Real time, milliseconds since 1970. */
  now: number,
): boolean => {
  if (!secret || !signature || !timestamp || !/^\d{1,16}$/.test(timestamp)) return false;
  const age = now - Number(timestamp);
  if (age > maxAgeMs || age < -maxAheadMs) return false;
  const expected = createHmac('sha256', secret)
    .update(method + url.replace(decoded, decodeURIComponent))
    .update(body)
    .update(timestamp)
    .digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
};
