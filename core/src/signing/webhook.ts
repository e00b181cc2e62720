import { timingSafeEqual } from 'node:crypto';
import { CentralitaError } from '../model/codes.ts';
import { hmac, hmacKey } from './hmac.ts';
import { decodeSecret } from './secret.ts';

/** Standard Webhooks, version 1 of its symmetric scheme: https://www.standardwebhooks.com */

export interface ToSign {
  /** The event's id; no dot in it, since dots part what is signed. */
  readonly id: string;
  readonly timestampSeconds: number;
  /** The body as sent: text is signed as UTF-8. */
  readonly body: string | Uint8Array;
  /** `whsec_…`; several while one replaces another, each giving a signature. */
  readonly secret: string | readonly string[];
}

/** The value of `webhook-signature`: `v1,<base64>`, one for each secret, with a space between. */
export const sign = ({ id, timestampSeconds, body, secret }: ToSign): string => {
  if (!id || id.includes('.')) {
    throw new CentralitaError('invalid_request', 'a webhook id has no dot', { field: 'id' });
  }
  if (!Number.isSafeInteger(timestampSeconds) || timestampSeconds < 0) {
    throw new CentralitaError('invalid_request', 'whole seconds since 1970', { field: 'timestampSeconds' });
  }
  const secrets = [secret].flat();
  if (secrets.length === 0) {
    throw new CentralitaError('invalid_request', 'no secret to sign with', { field: 'secret' });
  }
  return secrets.map((each) => signatureOf(decodeSecret(each), id, String(timestampSeconds), body)).join(' ');
};

/** The three headers a delivery carries. */
export const signatureHeaders = (toSign: ToSign): Record<string, string> => ({
  'webhook-id': toSign.id,
  'webhook-timestamp': String(toSign.timestampSeconds),
  'webhook-signature': sign(toSign),
});

export interface ToVerify {
  /** Names in any case; a header that came twice is refused. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body as received, before anything parses it. */
  readonly body: string | Uint8Array;
  readonly secrets: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How far the sender's clock may be from ours, either way; 300 by default. */
  readonly toleranceSeconds?: number;
}

export type SignatureVerdict =
  | { readonly ok: true; readonly id: string; readonly timestampSeconds: number }
  | { readonly ok: false; readonly reason: SignatureFault };
export type SignatureFault =
  | 'no_secret'
  | 'missing_signature'
  | 'malformed_signature'
  | 'too_old'
  | 'too_new'
  | 'wrong_signature';

/** A sender in the middle of a rotation gives two; more than this many is not looked at. */
const maxSignatures = 16;
const maxHeader = 4096;
const idPattern = /^[^\s.]{1,256}$/;

/** Whether a delivery is from who holds one of the secrets. Constant time, never throws, no secret means no. */
export const verifySignature = (delivery: ToVerify): SignatureVerdict => {
  const fault = (reason: SignatureFault): SignatureVerdict => ({ ok: false, reason });
  const keys = delivery.secrets.map(tryDecode).filter((key) => key !== undefined);
  if (keys.length === 0) return fault('no_secret');

  const id = header(delivery.headers, 'webhook-id');
  const timestamp = header(delivery.headers, 'webhook-timestamp');
  const given = header(delivery.headers, 'webhook-signature');
  if (!id || !timestamp || !given) return fault('missing_signature');
  if (given.length > maxHeader || !idPattern.test(id) || !/^\d{1,12}$/.test(timestamp)) {
    return fault('malformed_signature');
  }
  const signatures = given.split(' ').filter((signature) => signature.startsWith('v1,'));
  if (signatures.length === 0 || signatures.length > maxSignatures) return fault('malformed_signature');

  const seconds = Number(timestamp);
  const ahead = seconds - Math.floor(delivery.now / 1000);
  const tolerance = delivery.toleranceSeconds ?? 300;
  // Written so that a clock that is no number is refused.
  if (!(ahead >= -tolerance)) return fault('too_old');
  if (!(ahead <= tolerance)) return fault('too_new');

  let matches = false;
  for (const key of keys) {
    const expected = Buffer.from(signatureOf(key, id, timestamp, delivery.body));
    for (const signature of signatures) {
      const bytes = Buffer.from(signature);
      if (bytes.length === expected.length && timingSafeEqual(bytes, expected)) matches = true;
    }
  }
  return matches ? { ok: true, id, timestampSeconds: seconds } : fault('wrong_signature');
};

const signatureOf = (key: Uint8Array, id: string, timestamp: string, body: string | Uint8Array): string =>
  `v1,${hmac(hmacKey(key), Buffer.from(`${id}.${timestamp}.`), bytesOf(body)).toString('base64')}`;

const bytesOf = (body: string | Uint8Array): Uint8Array =>
  typeof body === 'string' ? Buffer.from(body) : body;

const tryDecode = (secret: string): Uint8Array | undefined => {
  try {
    return decodeSecret(secret);
  } catch {
    return undefined;
  }
};

const header = (headers: ToVerify['headers'], name: string): string | undefined => {
  const values = Object.entries(headers)
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value ?? []);
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : undefined;
};
