import { timingSafeEqual } from 'node:crypto';
import { type HmacKey, hmac, hmacKey } from '../../signing/hmac.ts';
import type { EndpointSecrets, RawRequest, Verdict } from '../channel.ts';

const prefix = 'sha256=';
const hashBytes = 32;

/**
 * Checks `X-Hub-Signature-256: sha256=<64 hex digits>`, the HMAC-SHA256 of the raw body under an app secret.
 * Any of several secrets fits, so that one can be rotated; blank ones do not count and none means closed.
 * Every secret is tried, in constant time each, whichever fits.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */
export const verify = (request: RawRequest, secrets: EndpointSecrets): Verdict => {
  const keys = keysOf(secrets.appSecrets);
  if (keys.length === 0) return { ok: false, reason: 'no_secret' };
  const header = request.headers['x-hub-signature-256'];
  if (!header) return { ok: false, reason: 'missing_signature' };
  const given = signatureOf(header);
  if (!given) return { ok: false, reason: 'malformed_signature' };

  let fits = false;
  for (const key of keys) fits = timingSafeEqual(hmac(key, request.body), given) || fits;
  return fits ? { ok: true } : { ok: false, reason: 'wrong_signature' };
};

/** Decoding stops at the first character that is no hex digit. */
const signatureOf = (header: string): Buffer | undefined => {
  if (!header.startsWith(prefix) || header.length !== prefix.length + 2 * hashBytes) return undefined;
  const bytes = Buffer.from(header.slice(prefix.length), 'hex');
  return bytes.length === hashBytes ? bytes : undefined;
};

/** Made once for each list of secrets, and gone with it. */
const known = new WeakMap<readonly string[], readonly HmacKey[]>();

const keysOf = (secrets: readonly string[]): readonly HmacKey[] => {
  let keys = known.get(secrets);
  if (!keys) {
    keys = secrets.filter((secret) => Boolean(secret?.trim())).map((secret) => hmacKey(Buffer.from(secret)));
    known.set(secrets, keys);
  }
  return keys;
};
