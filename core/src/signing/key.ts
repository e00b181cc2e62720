import { hkdfSync } from 'node:crypto';
import { CentralitaError } from '../model/codes.ts';

/** A key for secrets at rest and the name it goes by in what it sealed. */
export interface SealKey {
  readonly keyId: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

const minLength = 32;
/** Thirty-two times the same letter is long and no secret; 32 hex digits hold about 14 different ones. */
const minDistinct = 8;

/**
 * The sealing key from the text of CENTRALITA_KEY. The text must be random: it is stretched by HKDF, which
 * does not make a weak one strong. Throws `config_invalid` naming CENTRALITA_KEY.
 */
export const sealKey = (text: string | undefined): SealKey => ({
  keyId: Buffer.from(derive(text, 'centralita seal id v1', 4)).toString('hex'),
  key: derive(text, 'centralita seal v1', 32),
});

/** The key of {@link identityHash}, from the same text. */
export const pseudonymKey = (text: string | undefined): Uint8Array =>
  derive(text, 'centralita pseudonym v1', 32);

const derive = (text: string | undefined, info: string, length: number): Uint8Array => {
  if (typeof text !== 'string' || text.length < minLength || new Set(text).size < minDistinct) {
    throw new CentralitaError(
      'config_invalid',
      `CENTRALITA_KEY needs at least ${minLength} random characters; "openssl rand -base64 32" makes one`,
      { field: 'CENTRALITA_KEY' },
    );
  }
  return new Uint8Array(hkdfSync('sha256', text, '', info, length));
};
