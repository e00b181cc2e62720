import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CentralitaError } from '../model/codes.ts';
import { pseudonymKey, sealKey } from './key.ts';
import { open, seal } from './seal.ts';

const text = 'q7Zr1vN0sW3kX8yB5tD2mF6hJ9pL4cGe';
const key = sealKey(text);
const next = sealKey(`${text}2`);
const thrownBy = (run: () => unknown): CentralitaError => {
  try {
    run();
  } catch (error) {
    if (error instanceof CentralitaError) return error;
    throw error;
  }
  throw new Error('should have thrown');
};

describe('sealKey', () => {
  it('gives the same key and name for the same text, and others for another', () => {
    expect(sealKey(text)).toEqual(key);
    expect(key.key).toHaveLength(32);
    expect(key.keyId).toMatch(/^[0-9a-f]{8}$/);
    expect(next.keyId).not.toBe(key.keyId);
    expect(Buffer.from(pseudonymKey(text))).not.toEqual(Buffer.from(key.key));
  });

  it.each([undefined, '', 'short', 'a'.repeat(64), text.slice(1), 32 as never])('refuses %p', (weak) => {
    const error = thrownBy(() => sealKey(weak));
    expect(error).toMatchObject({ code: 'config_invalid', field: 'CENTRALITA_KEY' });
    expect(error.message).toContain('CENTRALITA_KEY');
    expect(thrownBy(() => pseudonymKey(weak)).field).toBe('CENTRALITA_KEY');
  });
});

describe('seal and open', () => {
  it('gives any text back, with the key the envelope names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, place) => {
        const sealed = seal(secret, key, randomBytes, place);
        expect(sealed).toMatch(/^seal1\.[0-9a-f]{8}\.[\w-]+$/);
        expect(open(sealed, [next, key], place)).toBe(secret);
      }),
      { numRuns: 50 },
    );
  });

  it('never seals the same twice', () => {
    expect(seal('token', key, randomBytes)).not.toBe(seal('token', key, randomBytes));
  });

  it('reads what earlier versions sealed', () => {
    const sealed = seal('xoxb-example', key, (bytes) => new Uint8Array(bytes).fill(7), 'slack.token');
    expect(sealed).toBe('seal1.d5114eca.BwcHBwcHBwcHBwcHhbf322jt_f8Rn1-zDghiTpoBGClZHt0YHjro-w');
    expect(open(sealed, [key], 'slack.token')).toBe('xoxb-example');
  });

  it('names the missing key', () => {
    const error = thrownBy(() => open(seal('token', key, randomBytes), [next]));
    expect(error.message).toContain(key.keyId);
    expect(error.message).not.toContain('token');
  });

  it('opens in its place only', () => {
    expect(() => open(seal('token', key, randomBytes, 'a'), [key], 'b')).toThrow(CentralitaError);
  });

  it('refuses every change', () => {
    const sealed = seal('token', key, randomBytes);
    const start = sealed.lastIndexOf('.') + 1;
    for (let index = start; index < sealed.length - 1; index += 1) {
      const changed = sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1);
      expect(() => open(changed, [key])).toThrow(CentralitaError);
    }
    const renamed = sealed.replace(key.keyId, next.keyId);
    expect(() => open(renamed, [{ keyId: next.keyId, key: key.key }])).toThrow(CentralitaError);
  });

  it.each([
    '',
    'token',
    'seal1..',
    'seal1.abc.',
    'seal1.abc.AAAA',
    'seal2.abc.AAAA',
    `seal1.${'x'.repeat(1_000_000)}`,
  ])('%.20p is no envelope', (given) => {
    expect(thrownBy(() => open(given, [key])).code).toBe('config_invalid');
  });

  it('refuses to seal with less randomness or under another kind of name', () => {
    expect(() => seal('token', key, () => new Uint8Array(4))).toThrow(RangeError);
    expect(() => seal('token', { ...key, keyId: 'a.b' }, randomBytes)).toThrow(RangeError);
  });
});
