import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { CentralitaError } from '../model/codes.ts';
import { decodeSecret, deriveSecret, newSecret } from './secret.ts';
import { sign, signatureHeaders, type ToVerify, verifySignature } from './webhook.ts';

const secret = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
const other = newSecret(new Uint8Array(32).fill(9));
const body = '{"type":"whatsapp.received","timestamp":"2026-11-01T10:00:00Z","data":{}}';
const seconds = 1_790_000_000;
const example = { id: 'msg_example_1', timestampSeconds: seconds, body, secret };
const verify = (more: Partial<ToVerify> = {}) =>
  verifySignature({
    headers: signatureHeaders(example),
    body,
    secrets: [secret],
    now: seconds * 1000,
    ...more,
  });
const withHeaders = (more: Record<string, string | string[] | undefined>) =>
  verify({ headers: { ...signatureHeaders(example), ...more } });

describe('sign', () => {
  it('gives the signature others computed', () => {
    expect(sign(example)).toBe('v1,a4eDbJy5w1C6JD0IiBPYB8q5+TSdPdLDyqXzz+kqyww=');
  });

  it('gives what the standardwebhooks package gives, and each takes the other’s', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        fc.string({ unit: 'grapheme' }),
        (bytes, text) => {
          const key = newSecret(bytes);
          const oracle = new Webhook(key);
          const at = Math.floor(Date.now() / 1000);
          const toSign = { id: 'ev_1', timestampSeconds: at, body: text, secret: key };
          expect(sign(toSign)).toBe(oracle.sign('ev_1', new Date(at * 1000), text));
          expect(() => oracle.verify(text, signatureHeaders(toSign), { jsonParse: false })).not.toThrow();
          expect(sign({ ...toSign, body: Buffer.from(text) })).toBe(sign(toSign));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('signs with every secret of a rotation', () => {
    const both = sign({ ...example, secret: [secret, other] });
    expect(both).toBe(`${sign(example)} ${sign({ ...example, secret: other })}`);
  });

  it.each([
    [{ id: '' }],
    [{ id: 'a.b' }],
    [{ timestampSeconds: 1.5 }],
    [{ timestampSeconds: -1 }],
    [{ timestampSeconds: Number.NaN }],
    [{ secret: [] }],
    [{ secret: 'whsec_' }],
    [{ secret: 'whsec_c2hvcnQ=' }],
    [{ secret: `whsec_${'A'.repeat(200)}` }],
    [{ secret: 'whsec_not base64 at all, far from it!!!' }],
    [{ secret: 7 as never }],
  ])('refuses %j', (change) => {
    expect(() => sign({ ...example, ...change })).toThrow(CentralitaError);
  });

  it('never repeats a secret in its error', () => {
    const wrong = 'whsec_hunter2';
    expect(() => sign({ ...example, secret: wrong })).toThrow(expect.not.stringContaining('hunter2'));
  });
});

describe('verifySignature', () => {
  it('takes what was signed, bytes or text, and says whose and when', () => {
    const verdict = { ok: true, id: 'msg_example_1', timestampSeconds: seconds };
    expect(verify()).toEqual(verdict);
    expect(verify({ body: Buffer.from(body) })).toEqual(verdict);
  });

  it('takes any one of several secrets and of several signatures', () => {
    expect(verify({ secrets: [other, secret] }).ok).toBe(true);
    const both = sign({ ...example, secret: [other, secret] });
    expect(withHeaders({ 'webhook-signature': both }).ok).toBe(true);
    expect(withHeaders({ 'webhook-signature': `v1a,abc v2,def ${sign(example)}` }).ok).toBe(true);
    expect(verify({ secrets: ['nonsense', secret] }).ok).toBe(true);
  });

  it('takes header names in any case', () => {
    const headers = Object.fromEntries(
      Object.entries(signatureHeaders(example)).map(([name, value]) => [name.toUpperCase(), [value]]),
    );
    expect(verify({ headers }).ok).toBe(true);
  });

  it('is closed without a secret', () => {
    for (const secrets of [[], [''], ['whsec_'], [undefined as never]]) {
      expect(verify({ secrets })).toEqual({ ok: false, reason: 'no_secret' });
    }
  });

  it.each([
    [-301, 'too_new'],
    [-300, undefined],
    [300, undefined],
    [301, 'too_old'],
  ])('at %d seconds after signing: %p', (late, reason) => {
    expect(verify({ now: (seconds + late) * 1000 })).toMatchObject(
      reason ? { ok: false, reason } : { ok: true },
    );
  });

  it('takes another tolerance and refuses a clock that is none', () => {
    expect(verify({ now: (seconds + 5) * 1000, toleranceSeconds: 4 })).toEqual({
      ok: false,
      reason: 'too_old',
    });
    expect(verify({ now: Number.NaN }).ok).toBe(false);
  });

  it.each([
    ['missing_signature', { 'webhook-id': undefined }],
    ['missing_signature', { 'webhook-timestamp': undefined }],
    ['missing_signature', { 'webhook-signature': '' }],
    ['missing_signature', { 'webhook-signature': ['v1,a', 'v1,b'] }],
    ['missing_signature', { 'Webhook-Id': 'again' }],
    ['missing_signature', { 'webhook-timestamp': 1_790_000_000 as never }],
    ['malformed_signature', { 'webhook-id': 'msg.example' }],
    ['malformed_signature', { 'webhook-id': 'x'.repeat(1000) }],
    ['malformed_signature', { 'webhook-timestamp': '1790000000.0' }],
    ['malformed_signature', { 'webhook-timestamp': '-1' }],
    ['malformed_signature', { 'webhook-signature': 'sha256=abc' }],
    ['malformed_signature', { 'webhook-signature': 'v1,a '.repeat(200) }],
    ['malformed_signature', { 'webhook-signature': 'x'.repeat(1_000_000) }],
    ['wrong_signature', { 'webhook-signature': 'v1,' }],
    ['wrong_signature', { 'webhook-signature': 'v1,\ud800' }],
    ['wrong_signature', { 'webhook-id': 'msg_example_2' }],
    ['wrong_signature', { 'webhook-timestamp': '1790000001' }],
  ])('%s for %.60j', (reason, headers) => {
    expect(withHeaders(headers)).toEqual({ ok: false, reason });
  });

  it('refuses any other body, and any other signature', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(body.length), (insert, place) => {
        fc.pre(insert !== '');
        const changed = body.slice(0, place) + insert + body.slice(place);
        return !verify({ body: changed }).ok;
      }),
    );
    fc.assert(
      fc.property(fc.base64String({ maxLength: 60 }), (text) => {
        return !withHeaders({ 'webhook-signature': `v1,${text}` }).ok;
      }),
    );
  });
});

describe('secrets', () => {
  it('are whsec_ and base64', () => {
    const bytes = randomBytes(32);
    expect(newSecret(bytes)).toBe(`whsec_${bytes.toString('base64')}`);
    expect(Buffer.from(decodeSecret(newSecret(bytes)))).toEqual(bytes);
    expect(decodeSecret(newSecret(bytes).slice(6))).toHaveLength(32);
    expect(() => newSecret(randomBytes(16))).toThrow(RangeError);
    expect(() => newSecret(randomBytes(65))).toThrow(RangeError);
  });

  it('are derived the same from the same credential and address, and from no other', () => {
    const derived = deriveSecret('credential', 'https://n8n.example/webhook/1');
    expect(deriveSecret('credential', 'https://n8n.example/webhook/1')).toBe(derived);
    expect(deriveSecret('credential', 'https://n8n.example/webhook/2')).not.toBe(derived);
    expect(deriveSecret('credentia1', 'https://n8n.example/webhook/1')).not.toBe(derived);
    expect(decodeSecret(derived)).toHaveLength(32);
    expect(() => deriveSecret('', 'https://n8n.example')).toThrow(CentralitaError);
    expect(() => deriveSecret('credential', '')).toThrow(CentralitaError);
  });
});
