import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClock, createSandbox } from '../index.ts';
import { type Bench, type Loose, phoneNumberId, startBench } from '../testing.ts';
import { faultKinds } from './describe.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
  await bench.write(phone);
  bench.receiver.clear();
});
afterEach(() => bench.close());

const phone = '34600111222';
const text = { to: `+${phone}`, type: 'text', text: { body: 'Hola' } };
const hello = {
  to: `+${phone}`,
  type: 'template',
  template: { name: 'hello_world', language: { code: 'en_US' } },
};
const fault = (rule: object) => bench.control('POST', '/faults', rule);
const send = (body = text) =>
  bench.send(body).catch((error) => ({ cut: error.cause?.code ?? error.message }) as Loose);
const taken = async () => (await bench.control('GET', '/sends')).body.total;
const statuses = async () => {
  await bench.sandbox.idle();
  return bench.receiver
    .all('statuses')
    .map(({ status, errors }) => (errors ? `${status} ${errors[0].code}` : status));
};

describe('answers', () => {
  it('send_error: refuses once with any code', async () => {
    await fault({ kind: 'send_error', code: 131031, details: 'locked' });
    const { status, body } = await send();
    expect([status, body.error.code, body.error.error_data.details]).toEqual([403, 131031, 'locked']);
    expect((await send()).status).toBe(200);
    expect(await taken()).toBe(1);
  });

  it('server_error: 5xx, taken or not', async () => {
    await fault({ kind: 'server_error', httpStatus: 503 });
    expect((await send()).status).toBe(503);
    expect(await taken()).toBe(0);
    await fault({ kind: 'server_error', accepted: true });
    expect((await send()).status).toBe(500);
    expect(await taken()).toBe(1);
  });

  it('rate_limited: 429 with Retry-After', async () => {
    await fault({ kind: 'rate_limited', retryAfterSeconds: 7, times: 2 });
    const { status, body, headers } = await send();
    expect([status, body.error.code, headers.get('retry-after')]).toEqual([429, 130429, '7']);
    expect((await send()).status).toBe(429);
    expect((await send()).status).toBe(200);
  });

  it('timeout_after_accept: the customer gets it, the caller hears nothing', async () => {
    await fault({ kind: 'timeout_after_accept', ms: 30 });
    expect((await send()).cut).toBeDefined();
    expect(await taken()).toBe(1);
    expect(await statuses()).toEqual(['sent', 'delivered']);
  });

  it('timeout_before_accept: nobody gets anything', async () => {
    await fault({ kind: 'timeout_before_accept', ms: 30 });
    expect((await send()).cut).toBeDefined();
    expect(await taken()).toBe(0);
  });

  it('reset: the connection is cut, before or after', async () => {
    await fault([{ kind: 'reset' }, { kind: 'reset', accepted: true }]);
    expect((await send()).cut).toBeDefined();
    expect(await taken()).toBe(0);
    expect((await send()).cut).toBeDefined();
    expect(await taken()).toBe(1);
  });

  it('slow: the answer comes late', async () => {
    await fault({ kind: 'slow', ms: 60 });
    const started = performance.now();
    expect((await send()).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(55);
  });

  it('acts on other calls when asked to', async () => {
    await fault({ kind: 'send_error', code: 80007, on: 'templates' });
    expect((await send()).status).toBe(200);
    expect((await bench.graph('GET', '/1000000000001/message_templates')).body.error.code).toBe(80007);
    await fault({ kind: 'server_error', on: 'read' });
    expect((await bench.send({ status: 'read', message_id: 'w' })).status).toBe(500);
  });
});

describe('statuses', () => {
  it('status_failed', async () => {
    await fault({ kind: 'status_failed', code: 131042, details: 'no card' });
    expect((await send()).status).toBe(200);
    expect(await statuses()).toEqual(['failed 131042']);
  });

  it('delivered_and_failed: delivery stands', async () => {
    await fault({ kind: 'delivered_and_failed' });
    await send();
    expect((await statuses()).sort()).toEqual(['delivered', 'failed 131000', 'sent']);
    expect((await bench.control('GET', `/customers/${phone}/messages`)).body.messages.at(-1).status).toBe(
      'delivered',
    );
  });

  it('drop_status: the phone shows it, nobody is told', async () => {
    await fault({ kind: 'drop_status', status: 'delivered' });
    await send();
    expect(await statuses()).toEqual(['sent']);
    expect((await bench.control('GET', `/customers/${phone}/messages`)).body.messages.at(-1).status).toBe(
      'delivered',
    );
  });

  it('hold_template: held, then sent', async () => {
    await fault({ kind: 'hold_template', ms: 30 });
    expect((await send()).status).toBe(200);
    expect((await bench.send(hello)).body.messages[0].message_status).toBe('held_for_quality_assessment');
    expect((await statuses()).sort()).toEqual(['delivered', 'delivered', 'sent', 'sent']);
  });

  it('held_dropped: held, then 132015', async () => {
    await fault({ kind: 'held_dropped', ms: 10 });
    await bench.send(hello);
    expect(await statuses()).toEqual(['failed 132015']);
  });
});

describe('webhooks', () => {
  const bodies = () => bench.receiver.all('messages').map(({ text }) => text.body);

  it('duplicate_webhook: the same bytes again', async () => {
    await fault({ kind: 'duplicate_webhook', copies: 3, gapMs: 5 });
    await bench.write(phone, 'uno');
    await bench.sandbox.idle();
    expect(bodies()).toEqual(['uno', 'uno', 'uno']);
    expect(new Set(bench.receiver.received.map(({ body }) => body)).size).toBe(1);
  });

  it('reorder_webhooks: the last comes first, and none waits for ever', async () => {
    await fault({ kind: 'reorder_webhooks', window: 3, ms: 500 });
    for (const body of ['uno', 'dos', 'tres']) await bench.write(phone, body);
    await bench.sandbox.idle();
    expect([...bodies()].sort()).toEqual(['dos', 'tres', 'uno']);
    expect(bodies()[0]).toBe('tres');
    await fault({ kind: 'reorder_webhooks', window: 9, ms: 20 });
    await bench.write(phone, 'solo');
    await bench.sandbox.idle();
    expect(bodies()).toContain('solo');
  });

  it('delay_webhook: later ones overtake', async () => {
    await fault({ kind: 'delay_webhook', ms: 300 });
    await bench.write(phone, 'tarde');
    await bench.write(phone, 'pronto');
    await bench.sandbox.idle();
    expect(bodies()).toEqual(['pronto', 'tarde']);
  });

  it('batch_webhooks: many updates in one POST', async () => {
    await fault({ kind: 'batch_webhooks', size: 1000, ms: 400 });
    await Promise.all(Array.from({ length: 12 }, (_, at) => bench.write(`3460000${1000 + at}`)));
    await bench.sandbox.idle();
    expect(bench.receiver.received).toHaveLength(1);
    expect(bodies()).toHaveLength(12);
    await fault({ kind: 'batch_webhooks', size: 2, ms: 60_000 });
    await bench.write(phone);
    await bench.write(phone);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(bench.receiver.received).toHaveLength(2);
  });

  it.each([
    'truncated',
    'not_json',
    'empty_body',
    'null_entry',
    'empty_value',
    'unknown_field',
    'unknown_type',
    'deep',
  ])('malformed_webhook %s: signed, and before the good one', async (form) => {
    await fault({ kind: 'malformed_webhook', form });
    await bench.write(phone, 'bien');
    await bench.sandbox.idle();
    expect(bench.receiver.received).toHaveLength(2);
    expect(bench.receiver.received.every(({ signed }) => signed)).toBe(true);
    expect(bench.receiver.received.some(({ body }) => body.includes('"bien"'))).toBe(true);
  });

  it('malformed_webhook: or instead of it', async () => {
    await fault({ kind: 'malformed_webhook', instead: true });
    await bench.write(phone, 'perdido');
    expect(bench.receiver.received).toHaveLength(1);
    expect(bench.receiver.received[0]?.body).toContain('hologram');
  });

  it('acts on statuses only when asked to', async () => {
    await fault({ kind: 'duplicate_webhook', holding: 'statuses', times: 2 });
    await bench.write(phone, 'uno');
    await send();
    expect((await statuses()).sort()).toEqual(['delivered', 'delivered', 'sent', 'sent']);
    expect(bodies()).toEqual(['uno']);
  });
});

describe('rules', () => {
  it('act for one customer only, and say what remains', async () => {
    const { body } = await fault({ kind: 'send_error', code: 131000, times: 2, customer: '+34600999999' });
    expect(body.faults).toEqual([
      {
        id: expect.any(String),
        kind: 'send_error',
        code: 131000,
        times: 2,
        customer: '+34600999999',
        description:
          'The request is refused with 131000 (Something went wrong). Acts only for customer +34600999999.',
        used: 0,
        remaining: 2,
      },
    ]);
    expect((await send()).status).toBe(200);
    expect((await bench.send({ ...hello, to: '+34600999999' })).status).toBe(500);
    const left = (await bench.control('GET', '/faults')).body.faults[0];
    expect([left.used, left.remaining]).toEqual([1, 1]);
    expect((await bench.control('DELETE', `/faults/${left.id}`)).body).toEqual({ faults: [] });
    expect((await bench.control('DELETE', `/faults/${left.id}`)).status).toBe(404);
  });

  it('refuse what they do not understand, with what to write instead', async () => {
    for (const rule of [
      { kind: 'earthquake' },
      { kind: 'slow' },
      { kind: 'slow', ms: 'x' },
      { kind: 'slow', ms: 1, rate: 2 },
      5,
    ]) {
      const { status, body } = await fault(rule as object);
      expect(status).toBe(400);
      expect(body.error.nextStep).toMatch(/kind/);
    }
    expect(faultKinds).toHaveLength(21);
    expect((await bench.control('DELETE', '/faults')).body.faults).toEqual([]);
  });

  it('draw the same chances from the same seed', async () => {
    const run = async () => {
      const bench = await startBench({ seed: 'fixed', settings: { pairBurst: 1000 } });
      try {
        await bench.control('POST', '/faults', { kind: 'send_error', code: 131000, rate: 0.5 });
        const codes = [];
        for (let at = 0; at < 20; at += 1) codes.push((await bench.send(hello)).status);
        return codes.join();
      } finally {
        await bench.close();
      }
    };
    const [first, second] = [await run(), await run()];
    expect(first).toBe(second);
    expect(first).toMatch(/200/);
    expect(first).toMatch(/500/);
  });

  it('reject where no connection was handed over that could be cut', async () => {
    const sandbox = createSandbox({
      clock: createClock(),
      appSecret: 's',
      verifyToken: 'v',
      accessToken: 't',
    });
    const post = (path: string, body: object) =>
      sandbox.handle(
        new Request(`http://localhost${path}`, {
          method: 'POST',
          headers: { authorization: 'Bearer t' },
          body: JSON.stringify(body),
        }),
      );
    await post('/sandbox/faults', { kind: 'reset' });
    await expect(
      post('/graph/v25.0/2000000000001/messages', { messaging_product: 'whatsapp', ...hello }),
    ).rejects.toMatchObject({ code: 'ECONNRESET' });
    await sandbox.close();
  });
});

describe('answers and webhooks that go astray', () => {
  const text = { to: '+34600111222', type: 'text', text: { body: 'x' } };
  const raw = () =>
    fetch(`${bench.base}/graph/v25.0/${phoneNumberId}/messages`, {
      method: 'POST',
      headers: { authorization: 'Bearer access-token', 'content-type': 'application/json' },
      body: JSON.stringify({ messaging_product: 'whatsapp', ...text }),
    });
  const sent = async () => (await bench.control('GET', '/sends')).body.total;

  it.each(['html', 'not_json', 'empty', 'truncated'] as const)(
    'answer %s, the message taken',
    async (form) => {
      const before = await sent();
      await bench.control('POST', '/faults', { kind: 'malformed_answer', form });
      const words = await (await raw()).text();
      expect(() => JSON.parse(words)).toThrow();
      expect(await sent()).toBe(before + 1);
    },
  );

  it('answer without an id, or not at all taken', async () => {
    const before = await sent();
    await bench.control('POST', '/faults', [
      { kind: 'malformed_answer', form: 'no_id' },
      { kind: 'malformed_answer', form: 'wrong_types', accepted: false },
    ]);
    expect(await (await raw()).json()).toMatchObject({ messages: [] });
    const other = await raw();
    expect([other.status, await sent()]).toEqual([500, before + 1]);
  });

  it('bring the same webhook back days after it was answered', async () => {
    await bench.control('POST', '/faults', {
      kind: 'late_retry',
      afterMs: 6 * 86_400_000,
      holding: 'messages',
    });
    bench.receiver.clear();
    await bench.write('34600111222');
    await bench.control('POST', '/clock', { advance: '5d' });
    await bench.sandbox.idle();
    expect(bench.receiver.all('messages')).toHaveLength(1);
    await bench.control('POST', '/clock', { advance: '25h' });
    await bench.sandbox.idle();
    const [first, second] = bench.receiver.received.filter(
      ({ json }) => json.entry[0].changes[0].value.messages,
    );
    expect(second?.body).toBe(first?.body);
    expect(second?.signature).toBe(first?.signature);
  });

  it('lose a webhook for good', async () => {
    await bench.control('POST', '/faults', { kind: 'drop_webhook', holding: 'messages' });
    bench.receiver.clear();
    const { body } = await bench.write('34600111222');
    expect(body).toMatchObject({ delivered: false, webhooks: [{ state: 'dropped' }] });
    expect(bench.receiver.all('messages')).toEqual([]);
  });
});
