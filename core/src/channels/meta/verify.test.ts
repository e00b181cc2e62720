import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RawRequest } from '../channel.ts';
import { verify } from './verify.ts';

const secret = 'app_secret_example';
const body = Buffer.from('{"object":"whatsapp_business_account","entry":[]}');
const signature = 'sha256=6eb10e0bc4192e9206e3de93178e66ea9eb262e9ea07bb66abdc83dcf8d3abf3';

const signed = (header: string | undefined, bytes: Uint8Array = body): RawRequest => ({
  method: 'POST',
  headers: { 'x-hub-signature-256': header },
  query: {},
  body: bytes,
});
const sign = (bytes: Uint8Array, key = secret) =>
  `sha256=${createHmac('sha256', key).update(bytes).digest('hex')}`;
const refused = (reason: string) => ({ ok: false, reason });

describe('verify', () => {
  it('accepts the published vector', () => {
    expect(verify(signed(signature), { appSecrets: [secret] })).toEqual({ ok: true });
  });

  it.each([[[secret, 'new one']], [['new one', secret]], [['', 'new one', secret]]])(
    'accepts any of %j',
    (appSecrets) => {
      expect(verify(signed(signature), { appSecrets })).toEqual({ ok: true });
    },
  );

  it.each([[[]], [['']], [['', '  ']]])('is closed with %j for secrets', (appSecrets) => {
    expect(verify(signed(sign(body, '')), { appSecrets })).toEqual(refused('no_secret'));
  });

  it.each([undefined, ''])('misses a signature of %j', (header) => {
    expect(verify(signed(header), { appSecrets: [secret] })).toEqual(refused('missing_signature'));
  });

  it('reads hex digits of either case', () => {
    const upper = `sha256=${signature.slice('sha256='.length).toUpperCase()}`;
    expect(verify(signed(upper), { appSecrets: [secret] })).toEqual({ ok: true });
  });

  it.each([
    'sha256=',
    signature.slice('sha256='.length),
    signature.replace('sha256', 'sha1'),
    signature.slice(0, -1),
    `${signature}0`,
    `${signature.slice(0, -1)}g`,
    ` ${signature}`,
    `${signature}\n`,
    `${signature}, ${signature}`,
  ])('calls %j malformed', (header) => {
    expect(verify(signed(header), { appSecrets: [secret] })).toEqual(refused('malformed_signature'));
  });

  it('refuses another secret, another body and an empty body', () => {
    const secrets = { appSecrets: [secret] };
    expect(verify(signed(sign(body, 'another')), secrets)).toEqual(refused('wrong_signature'));
    expect(verify(signed(signature, Buffer.from('')), secrets)).toEqual(refused('wrong_signature'));
    expect(verify(signed(signature, Buffer.from(`${body} `)), secrets)).toEqual(refused('wrong_signature'));
  });

  it('computes the HMAC whatever the length of the secret and of the body', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
        fc.uint8Array(),
        (key, bytes) => {
          const appSecrets = [`k${key}`];
          const request = signed(sign(bytes, `k${key}`), bytes);
          expect(verify(request, { appSecrets })).toEqual({ ok: true });
          expect(verify(request, { appSecrets })).toEqual({ ok: true });
        },
      ),
    );
  });

  it.each([55, 56, 63, 64, 65, 128, 4000])('takes a secret of %d bytes', (length) => {
    const key = 'k'.repeat(length);
    expect(verify(signed(sign(body, key)), { appSecrets: [key] })).toEqual({ ok: true });
    expect(verify(signed(sign(body, key)), { appSecrets: [`${key}k`] })).toEqual(refused('wrong_signature'));
  });

  it('looks at the bytes, not at what they mean', () => {
    const escaped = Buffer.from('{"t":"ma\\u00f1ana"}');
    const plain = Buffer.from('{"t":"mañana"}');
    expect(verify(signed(sign(escaped), escaped), { appSecrets: [secret] }).ok).toBe(true);
    expect(verify(signed(sign(escaped), plain), { appSecrets: [secret] }).ok).toBe(false);
  });

  it('notices every changed bit', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        (bytes, at, bit) => {
          const header = sign(bytes);
          expect(verify(signed(header, bytes), { appSecrets: [secret] })).toEqual({ ok: true });
          const changed = Uint8Array.from(bytes);
          const place = at % changed.length;
          changed[place] = (changed[place] ?? 0) ^ (1 << bit);
          expect(verify(signed(header, changed), { appSecrets: [secret] })).toEqual(
            refused('wrong_signature'),
          );
        },
      ),
    );
  });

  it('never throws whatever the header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        expect(verify(signed(header), { appSecrets: [secret] }).ok).toBe(false);
      }),
    );
  });
});
