import { createHmac } from 'node:crypto';
import { CentralitaError } from '../model/codes.ts';

const prefix = 'whsec_';
/** Standard Webhooks: a symmetric secret has 24 to 64 bytes. */
const minBytes = 24;
const maxBytes = 64;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** `whsec_` and the bytes in base64; 24 to 64 of them, from a source of good randomness. */
export const newSecret = (randomBytes: Uint8Array): string => {
  if (randomBytes.length < minBytes || randomBytes.length > maxBytes) {
    throw new RangeError(`a webhook secret takes ${minBytes} to ${maxBytes} random bytes`);
  }
  return prefix + Buffer.from(randomBytes).toString('base64');
};

/**
 * The secret a node gives its subscription without keeping it: the same credential and address always derive
 * the same one, another address another one. The address is taken as it is written.
 */
export const deriveSecret = (credential: string, url: string): string => {
  if (!credential || !url) {
    throw new CentralitaError('invalid_request', 'deriving a secret takes a credential and an address');
  }
  const mac = createHmac('sha256', credential).update('centralita subscription secret v1\n').update(url);
  return prefix + mac.digest('base64');
};

/** The key bytes of a secret; the prefix may be missing. Throws `invalid_request` and never repeats the secret. */
export const decodeSecret = (secret: string): Uint8Array => {
  const text = typeof secret === 'string' && secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
  const bytes = typeof text === 'string' && base64.test(text) ? Buffer.from(text, 'base64') : undefined;
  if (!bytes || bytes.length < minBytes || bytes.length > maxBytes) {
    throw new CentralitaError('invalid_request', 'a webhook secret is whsec_ and 24 to 64 bytes in base64', {
      field: 'secret',
    });
  }
  return bytes;
};
