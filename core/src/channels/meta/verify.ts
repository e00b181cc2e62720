import { createHmac, timingSafeEqual } from 'node:crypto';
import type { EndpointSecrets, RawRequest, Verdict } from '../channel.ts';

const signatureHeader = /^sha256=[0-9a-f]{64}$/i;

/**
 * Checks `X-Hub-Signature-256: sha256=<64 hex digits>`, the HMAC-SHA256 of the raw body under an app secret.
 * Any of several secrets fits, so that one can be rotated; blank ones do not count and none means closed.
 * Every secret is tried, in constant time each, whichever fits.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */
export const verify = (request: RawRequest, secrets: EndpointSecrets): Verdict => {
  const usable = secrets.appSecrets.filter((secret) => Boolean(secret?.trim()));
  if (usable.length === 0) return { ok: false, reason: 'no_secret' };
  const header = request.headers['x-hub-signature-256'];
  if (!header) return { ok: false, reason: 'missing_signature' };
  if (!signatureHeader.test(header)) return { ok: false, reason: 'malformed_signature' };

  const given = Buffer.from(header.slice('sha256='.length), 'hex');
  let fits = false;
  for (const secret of usable) {
    const expected = createHmac('sha256', secret).update(request.body).digest();
    fits = timingSafeEqual(expected, given) || fits;
  }
  return fits ? { ok: true } : { ok: false, reason: 'wrong_signature' };
};
