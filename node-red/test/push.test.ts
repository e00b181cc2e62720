import { deriveSecret, signatureHeaders } from '@centralita/core/signing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Harness, load, until } from './harness.ts';

const key = 'key-of-the-tests';
const publicUrl = 'https://shop.example';
const secret = deriveSecret(key, `${publicUrl}/centralita/hub`);
let harness: Harness;
let count = 0;
/** What was handed over is known for as long as the process lives. */
const newId = (): string => {
  count += 1;
  return `ev_${count}`;
};

beforeEach(async () => {
  harness = await load(
    [
      { id: 'tab', type: 'tab', label: 'WhatsApp' },
      // Nobody answers there: what counts here is what comes in.
      {
        id: 'hub1',
        type: 'centralita-hub',
        url: 'http://127.0.0.1:9',
        delivery: 'push',
        publicUrl,
        path: 'hub',
      },
      {
        id: 'in',
        type: 'centralita-consent-in',
        z: 'tab',
        connection: 'hub',
        hub: 'hub1',
        wires: [['yes'], ['no'], []],
      },
      {
        id: 'forms',
        type: 'centralita-consent-in',
        z: 'tab',
        connection: 'hub',
        hub: 'hub1',
        sources: 'form,link',
        wires: [['asked'], ['asked'], ['asked']],
      },
      ...['yes', 'no', 'asked'].map((id) => ({ id, type: 'helper', z: 'tab', wires: [] })),
    ],
    { hub1: { key } },
  );
});
afterEach(() => harness.close());

const consent = (id: string, source: string): string =>
  JSON.stringify({
    id,
    type: 'consent.changed',
    timestamp: Date.now(),
    data: {
      provider: 'meta',
      contact: { waId: '34600111222' },
      consent: { state: 'granted', purposes: 'all', actor: 'person', source, wording: 'sí', at: Date.now() },
    },
  });
const now = () => Math.floor(Date.now() / 1000);
const post = async (body: string, headers: Record<string, string>): Promise<number> => {
  const response = await fetch(`${harness.url}/centralita/hub`, { method: 'POST', body, headers });
  await response.arrayBuffer();
  return response.status;
};
const signed = (id: string, body: string, timestampSeconds = now(), by = secret) =>
  signatureHeaders({ id, body, timestampSeconds, secret: by });

describe('what a hub delivers', () => {
  it.each<[string, (id: string, body: string) => Record<string, string>]>([
    ['is not signed', () => ({})],
    [
      'is signed with another secret',
      (id, body) => signed(id, body, now(), deriveSecret('other', publicUrl)),
    ],
    ['was signed an hour ago', (id, body) => signed(id, body, now() - 3600)],
    ['is signed for in an hour', (id, body) => signed(id, body, now() + 3600)],
    ['was changed on the way', (id, body) => signed(id, `${body} `)],
    ['has another id than was signed', (id, body) => ({ ...signed(id, body), 'webhook-id': newId() })],
  ])('and %s is answered 401 and starts nothing', async (_, headersOf) => {
    const id = newId();
    const body = consent(id, 'form');
    expect(await post(body, headersOf(id, body))).toBe(401);
    expect(await post(body, signed(id, body))).toBe(200);
    await until('the genuine one', () => harness.inbox('yes')[0]);
    expect(harness.inbox('yes')).toHaveLength(1);
  });

  it('and is repeated comes once', async () => {
    const id = newId();
    const body = consent(id, 'form');
    expect(await post(body, signed(id, body))).toBe(200);
    expect(await post(body, signed(id, body))).toBe(200);
    await until('it came', () => harness.inbox('yes')[0]);
    expect(harness.inbox('yes')).toHaveLength(1);
  });

  it.each(['', '{', '[]', 'null', '{"id":7}'])(
    'and is genuine but no event (%s) is answered 400',
    async (body) => {
      expect(await post(body, signed(newId(), body))).toBe(400);
    },
  );
});

it('a consent comes with its source, and only from those that are asked for', async () => {
  for (const source of ['keyword', 'form', 'platform', 'link']) {
    const id = newId();
    const body = consent(id, source);
    expect(await post(body, signed(id, body))).toBe(200);
  }
  await until('all', () => harness.inbox('yes').length === 4);
  const sourcesAt = (id: string) => harness.inbox(id).map((message) => message.consent.source);
  expect(sourcesAt('yes')).toEqual(['keyword', 'form', 'platform', 'link']);
  expect(sourcesAt('asked')).toEqual(['form', 'link']);
});
