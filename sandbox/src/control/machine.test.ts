import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, type Loose, startBench } from '../testing.ts';
import { durationOf } from './duration.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench({ settings: { retryDelaysMs: [20, 40, 3_600_000] } });
});
afterEach(() => bench.close());

const phone = '34600111222';
const webhook = async (id: string) =>
  (await bench.control('GET', '/webhooks')).body.webhooks.find((item: Loose) => item.id === id);

it('sends a webhook again until it is answered 200, and lists the attempts', async () => {
  bench.receiver.answers = [500, 404, 200];
  const { body } = await bench.write(phone);
  expect(body).toMatchObject({
    delivered: false,
    webhooks: [{ state: 'retrying', nextAttemptAt: expect.any(String) }],
  });
  const { id } = body.webhooks[0];
  while ((await webhook(id)).state !== 'delivered') await new Promise((resolve) => setTimeout(resolve, 10));
  expect((await webhook(id)).attempts.map(({ httpStatus }: Loose) => httpStatus)).toEqual([500, 404, 200]);
  expect(new Set(bench.receiver.received.map(({ body }) => body)).size).toBe(1);
});

it('takes 201 and redirects for no, and a dead address for an error', async () => {
  bench.receiver.answers = [201];
  expect((await bench.write(phone)).body.delivered).toBe(false);
  bench.receiver.answers = [302];
  expect((await bench.write(phone)).body.delivered).toBe(false);
  const dead = await startBench({ webhookUrl: 'http://127.0.0.1:9/' });
  expect((await dead.write(phone)).body.webhooks[0].attempts).toMatchObject([{ error: 'ECONNREFUSED' }]);
  await dead.close();
});

it('brings what is due when the clock moves, and gives up after seven days', async () => {
  bench.receiver.answers = [500];
  const { id } = (await bench.write(phone)).body.webhooks[0];
  while ((await webhook(id)).attempts.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  await bench.control('POST', '/clock', { advance: '2h' });
  await bench.sandbox.idle();
  expect((await webhook(id)).attempts).toHaveLength(4);
  await bench.control('POST', '/clock', { advance: '8d' });
  await bench.sandbox.idle();
  expect((await webhook(id)).state).toBe('dropped');
});

it('delivers any webhook again by hand', async () => {
  const { id } = (await bench.write(phone)).body.webhooks[0];
  const { status, body } = await bench.control('POST', `/webhooks/${id}/redeliver`);
  expect([status, body.delivered, body.webhooks[0].attempts.length]).toEqual([201, true, 2]);
  expect(bench.receiver.received[0]?.body).toBe(bench.receiver.received[1]?.body);
  expect((await bench.control('POST', '/webhooks/wh_0/redeliver')).status).toBe(404);
});

it('pages through the log of webhooks', async () => {
  for (const body of ['a', 'b', 'c']) await bench.write(phone, body);
  const first = (await bench.control('GET', '/webhooks?limit=2')).body;
  expect(first.webhooks).toHaveLength(2);
  const rest = (await bench.control('GET', `/webhooks?after=${first.next}`)).body;
  expect(rest.webhooks).toMatchObject([{ field: 'messages', body: expect.stringContaining('"c"') }]);
});

it('sends anything, signed well, badly or not at all', async () => {
  const raw = (body: object) => bench.control('POST', '/webhooks/raw', body);
  await raw({ field: 'security', value: { event: 'PIN_CHANGED', requester: 'Íñigo' }, time: 1_790_000_000 });
  expect(bench.receiver.received[0]).toMatchObject({
    signed: true,
    json: { entry: [{ id: '1000000000001', time: 1_790_000_000, changes: [{ field: 'security' }] }] },
  });
  await raw({ value: {}, signature: 'bad' });
  await raw({ value: {}, signature: 'none' });
  await raw({ body: '{"half":' });
  expect(
    bench.receiver.received.slice(1).map(({ signed, signature }) => [signed, Boolean(signature)]),
  ).toEqual([
    [false, true],
    [false, false],
    [true, true],
  ]);
  expect((await raw({})).status).toBe(400);
  expect((await raw({ value: {}, signature: 'maybe' })).status).toBe(400);
});

it('echoes what a person wrote in the app, on the phone and by webhook', async () => {
  const { status, body } = await bench.control('POST', '/echoes', {
    to: `+${phone}`,
    type: 'text',
    text: { body: 'Soy Marta' },
  });
  expect(status).toBe(201);
  expect(bench.receiver.received[0]?.json.entry[0].changes[0]).toMatchObject({
    field: 'smb_message_echoes',
    value: {
      message_echoes: [
        { from: '34910000001', to: phone, id: body.id, type: 'text', text: { body: 'Soy Marta' } },
      ],
    },
  });
  const { messages } = (await bench.control('GET', `/customers/${phone}/messages`)).body;
  expect(messages).toMatchObject([{ from: 'business', text: { body: 'Soy Marta' }, status: 'delivered' }]);
  expect((await bench.control('POST', '/echoes', { to: phone })).status).toBe(400);
});

it('moves the clock forwards', async () => {
  const before = (await bench.control('GET', '/clock')).body;
  expect(before.offsetMs).toBe(0);
  const after = (await bench.control('POST', '/clock', { advance: '25h' })).body;
  expect(after.offsetMs).toBe(90_000_000);
  expect(Date.parse(after.now) - Date.parse(before.now)).toBeGreaterThanOrEqual(90_000_000);
  for (const advance of ['soon', -1, undefined, '5', null])
    expect((await bench.control('POST', '/clock', { advance })).status).toBe(400);
});

it.each([
  ['90m', 5_400_000],
  ['1h30m', 5_400_000],
  ['250ms', 250],
  ['1.5s', 1500],
  ['2d', 172_800_000],
  [42, 42],
  ['1h ago', undefined],
])('reads %p as %p', (text, ms) => expect(durationOf(text)).toBe(ms));

it('sums up, and changes settings all or none', async () => {
  await bench.write(phone);
  const { body } = await bench.control('GET', '/state');
  expect(body).toMatchObject({
    customers: 1,
    messages: 1,
    sends: 0,
    webhooks: { delivered: 1, retrying: 0 },
    numbers: [{ phoneNumberId: '2000000000001', callback: bench.receiver.url }],
    settings: { throughput: 80, windowErrors: 'async' },
  });
  expect(
    (await bench.control('PATCH', '/settings', { throughput: 5, statusDelaysMs: { read: 20 } })).body,
  ).toMatchObject({
    throughput: 5,
    statusDelaysMs: { sent: 5, delivered: 40, read: 20 },
  });
  expect((await bench.control('PATCH', '/settings', { throughput: 6, colour: 1 })).status).toBe(400);
  expect((await bench.control('PATCH', '/settings', { windowErrors: 'never' })).status).toBe(400);
  expect((await bench.control('GET', '/settings')).body.throughput).toBe(5);
});

it('starts over, and keeps the subscriptions unless told otherwise', async () => {
  await bench.graph('POST', '/1000000000001/subscribed_apps', {
    override_callback_uri: bench.receiver.url,
    verify_token: 'verify-token',
  });
  await bench.write(phone);
  await bench.control('POST', '/faults', { kind: 'slow', ms: 1 });
  await bench.control('PATCH', '/settings', { throughput: 5 });
  expect((await bench.control('POST', '/reset')).body).toEqual({ ok: true });
  expect((await bench.control('GET', '/settings')).body.throughput).toBe(80);
  expect((await bench.control('GET', '/state')).body).toMatchObject({
    customers: 0,
    messages: 0,
    faults: 0,
    sends: 0,
  });
  expect((await bench.write(phone)).body.delivered).toBe(true);
  await bench.control('POST', '/reset', { subscriptions: true, seed: 'again' });
  const first = (await bench.write(phone)).body.id;
  await bench.control('POST', '/reset', { seed: 'again' });
  expect((await bench.write(phone)).body.id).toBe(first);
});

it('streams what happens, and what was missed', async () => {
  const read = async (headers: Record<string, string>, enough: (text: string) => boolean) => {
    const abort = new AbortController();
    const response = await fetch(`${bench.base}/sandbox/events`, { headers, signal: abort.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk);
      if (enough(text)) break;
    }
    abort.abort();
    return text;
  };
  const listening = read({}, (text) => text.includes('event: clock'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await bench.write(phone, 'hola');
  await bench.send({ to: `+${phone}`, type: 'text', text: { body: 'x' } });
  await bench.sandbox.idle();
  await bench.control('POST', '/clock', { advance: 1 });
  const text = await listening;
  for (const type of ['message', 'status', 'webhook', 'clock']) expect(text).toContain(`event: ${type}\n`);
  const data = JSON.parse(/event: message\ndata: (.*)/.exec(text)?.[1] ?? '{}');
  expect(data).toMatchObject({ customer: phone, message: { from: 'customer', text: { body: 'hola' } } });
  const missed = await read({ 'last-event-id': '1' }, (all) => all.includes('event: clock'));
  expect(missed).not.toContain('id: 1\n');
  expect(missed).toContain('id: 2\n');
});

it('lets no page of another site in', async () => {
  const ask = (headers: Record<string, string>) =>
    bench.sandbox.handle(new Request('http://127.0.0.1:3001/sandbox/state', { headers }));
  expect((await ask({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await ask({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await ask({ origin: 'http://127.0.0.1:3001', 'sec-fetch-site': 'same-origin' })).status).toBe(200);
});
