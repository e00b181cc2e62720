import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, type Loose, startBench } from '../testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const second = '2000000000002';
const add = (change: Record<string, unknown> = {}) => bench.control('PUT', `/numbers/${second}`, change);

it('adds a number while it runs, with templates, webhooks and a thread of its own', async () => {
  const { status, body } = await add({ wabaId: '1000000000002', displayPhone: '+52 55 1234 5678' });
  expect([status, body.number.verifiedName]).toEqual([200, 'Business 2']);
  await bench.control('POST', `/customers/34600111222/messages?phone_number_id=${second}`, {
    type: 'text',
    text: { body: 'hola' },
  });
  const [{ entry }] = bench.receiver.received.map(({ json }) => json);
  expect([entry[0].id, entry[0].changes[0].value.metadata]).toEqual([
    '1000000000002',
    { display_phone_number: '525512345678', phone_number_id: second },
  ]);
  const templates = await bench.graph('GET', '/1000000000002/message_templates?limit=100');
  expect(templates.body.data.length).toBeGreaterThan(5);
  const send = { messaging_product: 'whatsapp', to: '+34600111222', type: 'text', text: { body: 'hola' } };
  expect((await bench.graph('POST', `/${second}/messages`, send)).status).toBe(200);
  // The window of one number is not that of another.
  await bench.send({ to: '+34600111222', type: 'text', text: { body: 'hola' } });
  await bench.sandbox.idle();
  const failed = bench.receiver.all('statuses').filter((status: Loose) => status.status === 'failed');
  expect(failed.map(({ errors }: Loose) => errors[0].code)).toEqual([131047]);
});

it('tells what changed about a number', async () => {
  await add();
  bench.receiver.clear();
  await add({ messagingLimit: 'TIER_10K', verifiedName: 'Floristería Sol', qualityRating: 'RED' });
  const changes = bench.receiver.received.flatMap(({ json }) => json.entry[0].changes);
  expect(changes).toMatchObject([
    { field: 'phone_number_name_update', value: { decision: 'APPROVED' } },
    { field: 'phone_number_quality_update', value: { event: 'UPGRADE', old_limit: 'TIER_2K' } },
    { field: 'business_capability_update', value: { max_daily_conversations_per_business: 'TIER_10K' } },
    { field: 'phone_number_quality_update', value: { event: 'FLAGGED' } },
  ]);
  const seen = await bench.graph('GET', `/${second}?fields=quality_rating,verified_name`);
  expect(seen.body).toMatchObject({ quality_rating: 'RED', verified_name: 'Floristería Sol' });
});

it('refuses what no number and no app can be, and says why', async () => {
  for (const [path, body] of [
    ['/numbers/2000000000002', { colour: 'red' }],
    ['/numbers/2000000000002', { messagingLimit: 'TIER_7' }],
    ['/numbers/2000000000002', { displayPhone: '+34 910 00 00 01' }],
    ['/numbers/abc', {}],
    ['/numbers/3000000000001', {}],
    ['/apps/3000000000002', { appSecret: 'long enough' }],
    ['/apps/3000000000002', { appSecret: 'short', accessToken: 'long enough' }],
    ['/apps/3000000000002', { appSecret: 'long enough', accessToken: 'access-token' }],
    ['/apps/2000000000001', { appSecret: 'long enough', accessToken: 'long enough' }],
    ['/apps/3000000000001', { appSecret: 'a new secret' }],
    ['/apps/3000000000002', { callbackUrl: 'http://127.0.0.1' }],
  ] as const) {
    const answer = await bench.control('PUT', path, body);
    expect([path, body, answer.status >= 400 && answer.status < 500]).toEqual([path, body, true]);
    expect(answer.body.error.message).toBeTruthy();
  }
});

it('never tells a secret', async () => {
  await bench.control('PUT', '/apps/3000000000002', {
    appSecret: 'my own secret',
    accessToken: 'my own token',
  });
  const { body } = await bench.control('GET', '/apps');
  expect(body.apps).toMatchObject([{ id: '3000000000001' }, { id: '3000000000002', accounts: [] }]);
  expect(JSON.stringify(body)).not.toMatch(/my own|access-token|app-secret/);
});

it('forgets added numbers and apps at a full reset, and keeps them at a plain one', async () => {
  await add();
  await bench.control('POST', '/reset', {});
  expect((await bench.control('GET', '/numbers')).body.numbers).toHaveLength(2);
  await bench.control('POST', '/reset', { subscriptions: true });
  expect((await bench.control('GET', '/numbers')).body.numbers).toHaveLength(1);
});
