import { createCipheriv, createDecipheriv } from 'node:crypto';
import { CentralitaError } from '../model/codes.ts';
import type { SealKey } from './key.ts';

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;
const envelope = /^seal1\.([\w-]{1,64})\.([\w-]+)$/;

/**
 * A secret for the store: `seal1.<keyId>.<base64url of iv, ciphertext, tag>`, AES-256-GCM. `random` gives that
 * many fresh random bytes. What is sealed for one `place` (a row and column, say) does not open in another.
 */
export const seal = (
  plaintext: string,
  { keyId, key }: SealKey,
  random: (bytes: number) => Uint8Array,
  place = '',
): string => {
  if (!/^[\w-]{1,64}$/.test(keyId)) throw new RangeError('a key id is letters, digits, _ and -');
  const iv = random(ivBytes);
  if (iv.length !== ivBytes) throw new RangeError(`sealing takes ${ivBytes} random bytes`);
  const box = createCipheriv(cipher, key, iv).setAAD(boundTo(keyId, place));
  const sealed = Buffer.concat([iv, box.update(plaintext, 'utf8'), box.final(), box.getAuthTag()]);
  return `seal1.${keyId}.${sealed.toString('base64url')}`;
};

/**
 * The secret again, with the key the envelope names. Throws `config_invalid` when that key is not among
 * `keys` or the envelope was changed; the error holds the key's id and nothing else of it.
 */
export const open = (text: string, keys: readonly SealKey[], place = ''): string => {
  const [, keyId = '', body = ''] = envelope.exec(text) ?? [];
  const bytes = Buffer.from(body, 'base64url');
  if (bytes.length < ivBytes + tagBytes) {
    throw refuse('a stored secret is not in an envelope this version reads');
  }
  const key = keys.find((each) => each.keyId === keyId)?.key;
  if (!key) {
    throw refuse(`a stored secret was sealed with the key ${keyId}; add the CENTRALITA_KEY it came from`);
  }
  const box = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(boundTo(keyId, place))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([box.update(bytes.subarray(ivBytes, -tagBytes)), box.final()]).toString('utf8');
  } catch (cause) {
    throw refuse(`a stored secret sealed with the key ${keyId} was changed or belongs elsewhere`, cause);
  }
};

const boundTo = (keyId: string, place: string): Uint8Array => Buffer.from(`seal1.${keyId}\n${place}`);

const refuse = (detail: string, cause?: unknown): CentralitaError =>
  new CentralitaError('config_invalid', detail, { field: 'CENTRALITA_KEY', cause });
