import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, phoneNumberId, startBench, wabaId } from '../testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const phone = '34600111222';
const text = { to: `+${phone}`, type: 'text', text: { body: 'Hola' } };
const offer = {
  to: `+${phone}`,
  type: 'template',
  template: {
    name: 'oferta_verano',
    language: { code: 'es' },
    components: [
      {
        type: 'body',
        parameters: [
          { type: 'text', parameter_name: 'descuento', text: '10 %' },
          { type: 'text', parameter_name: 'nombre', text: 'Ana' },
        ],
      },
    ],
  },
};
const hello = {
  to: `+${phone}`,
  type: 'template',
  template: { name: 'hello_world', language: { code: 'en_US' } },
};
const customer = (change: object) => bench.control('PUT', `/customers/${phone}`, change);
const statuses = () => bench.receiver.all('statuses').map(({ status, errors }) => [status, errors?.[0].code]);
const phoneView = async () => (await bench.control('GET', `/customers/${phone}/messages`)).body;

it('reports sent and delivered, signed, with what was handed along', async () => {
  await bench.write(phone);
  bench.receiver.clear();
  const sent = await bench.send({ ...text, biz_opaque_callback_data: 'ctl1.a' });
  await bench.sandbox.idle();
  expect(bench.receiver.received.every(({ signed }) => signed)).toBe(true);
  const [first, second] = bench.receiver.received.map(({ json }) => json.entry[0]);
  expect(first.id).toBe(wabaId);
  expect(first.changes[0]).toMatchObject({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '34910000001', phone_number_id: phoneNumberId },
      contacts: [
        { wa_id: phone, user_id: expect.stringMatching(/^ES\.\d+$/), profile: { name: expect.any(String) } },
      ],
    },
  });
  expect(first.changes[0].value.statuses).toEqual([
    {
      id: sent.body.messages[0].id,
      status: 'sent',
      timestamp: expect.stringMatching(/^\d{10}$/),
      recipient_id: phone,
      recipient_user_id: expect.any(String),
      biz_opaque_callback_data: 'ctl1.a',
      pricing: expect.objectContaining({ pricing_model: 'PMP', category: 'service' }),
    },
  ]);
  expect(second.changes[0].value.statuses[0]).toMatchObject({
    status: 'delivered',
    biz_opaque_callback_data: 'ctl1.a',
  });
  expect((await phoneView()).messages.at(-1)).toMatchObject({
    from: 'business',
    status: 'delivered',
    ticks: 2,
    visible: true,
  });
});

it('accepts free text without an open window and fails it later with 131047', async () => {
  expect((await bench.send(text)).status).toBe(200);
  await bench.sandbox.idle();
  expect(statuses()).toEqual([['failed', 131047]]);
  expect(bench.receiver.received[0]?.json.entry[0].changes[0].value.contacts).toBeUndefined();
  expect((await phoneView()).messages).toMatchObject([
    { status: 'failed', ticks: 0, visible: false, error: { code: 131047 } },
  ]);
});

it('closes the window when the clock passes 24 hours', async () => {
  await bench.write(phone);
  await bench.control('POST', '/clock', { advance: '23h' });
  await bench.send(text);
  await bench.sandbox.idle();
  expect(statuses()).toEqual([
    ['sent', undefined],
    ['delivered', undefined],
  ]);
  await bench.control('POST', '/clock', { advance: '61m' });
  await bench.send(text);
  await bench.send(hello);
  await bench.sandbox.idle();
  expect(statuses().slice(2).sort()).toEqual([
    ['delivered', undefined],
    ['failed', 131047],
    ['sent', undefined],
  ]);
});

it('does not open the window by a reaction, and does by a call', async () => {
  await bench.control('POST', `/customers/${phone}/messages`, {
    type: 'reaction',
    reaction: { message_id: 'w', emoji: '👍' },
  });
  await bench.send(text);
  await bench.sandbox.idle();
  expect(statuses()).toEqual([['failed', 131047]]);
  await bench.control('POST', `/customers/${phone}/calls`, {});
  await bench.send(text);
  await bench.sandbox.idle();
  expect(statuses()).toHaveLength(3);
});

it('refuses in the answer when told to', async () => {
  await bench.control('PATCH', '/settings', { windowErrors: 'sync' });
  const { status, body } = await bench.send(text);
  expect([status, body.error.code]).toEqual([400, 131047]);
  expect((await bench.control('GET', '/sends')).body.total).toBe(0);
});

it.each([
  [{ onWhatsApp: false }, 131026],
  [{ marketing: 'stopped' }, 131050],
  [{ marketingCapped: true }, 131049],
  [{ experiment: true }, 130472],
])('fails a marketing template for %j with %i', async (change, code) => {
  await customer(change);
  expect((await bench.send(offer)).body.messages[0].message_status).toBe('accepted');
  await bench.sandbox.idle();
  expect(statuses()).toEqual([['failed', code]]);
});

it('still delivers other templates to who stopped marketing, and marketing after they resumed', async () => {
  await bench.control('POST', `/customers/${phone}/preferences`, { value: 'stop' });
  await bench.send(hello);
  await bench.control('POST', `/customers/${phone}/preferences`, { value: 'resume' });
  await bench.send(offer);
  await bench.sandbox.idle();
  expect(
    statuses()
      .map(([status]) => status)
      .sort(),
  ).toEqual(['delivered', 'delivered', 'sent', 'sent']);
  expect(bench.receiver.all('user_preferences').map(({ value }) => value)).toEqual(['stop', 'resume']);
});

it('keeps messages for a phone that is offline, and forgets them after 30 days', async () => {
  await customer({ online: false });
  await bench.send(hello);
  await bench.sandbox.idle();
  expect(statuses()).toEqual([['sent', undefined]]);
  await customer({ online: true });
  await bench.sandbox.idle();
  expect(statuses()).toEqual([
    ['sent', undefined],
    ['delivered', undefined],
  ]);
  await customer({ online: false });
  await bench.send(hello);
  await bench.sandbox.idle();
  await bench.control('POST', '/clock', { advance: '31d' });
  await customer({ online: true });
  await bench.sandbox.idle();
  expect(statuses()).toHaveLength(3);
});

it('reads on demand, once, and plays voice notes', async () => {
  await bench.write(phone);
  await bench.send(text);
  await bench.send({
    to: `+${phone}`,
    type: 'audio',
    audio: { link: 'https://example.com/a.ogg', voice: true },
  });
  await bench.sandbox.idle();
  bench.receiver.clear();
  expect((await bench.control('POST', `/customers/${phone}/read`)).body.read).toHaveLength(2);
  expect((await bench.control('POST', `/customers/${phone}/read`)).body.read).toHaveLength(0);
  expect((await bench.control('POST', `/customers/${phone}/played`)).body.played).toHaveLength(1);
  await bench.sandbox.idle();
  expect(
    statuses()
      .map(([status]) => status)
      .sort(),
  ).toEqual(['played', 'read', 'read']);
  expect((await phoneView()).customer.unread).toBe(0);
});

it('reads by itself while the chat is open', async () => {
  await customer({ autoRead: true });
  await bench.send(hello);
  await bench.sandbox.idle();
  expect(statuses().map(([status]) => status)).toEqual(['sent', 'delivered', 'read']);
});

it('reports a reaction as sent only and shows it on the message', async () => {
  const { body } = await bench.write(phone);
  bench.receiver.clear();
  await bench.send({ to: `+${phone}`, type: 'reaction', reaction: { message_id: body.id, emoji: '❤️' } });
  await bench.sandbox.idle();
  expect(statuses()).toEqual([['sent', undefined]]);
  expect((await phoneView()).messages[0].reactions).toEqual([{ from: 'business', emoji: '❤️' }]);
  await bench.send({
    to: `+${phone}`,
    type: 'reaction',
    reaction: { message_id: 'wamid.other', emoji: '❤️' },
  });
  await bench.sandbox.idle();
  expect(statuses().at(-1)).toEqual(['failed', 131009]);
});

it('limits the pace to one customer to 45 at once and one more every 6 seconds', async () => {
  await bench.write(phone);
  const codes = await Promise.all(
    Array.from({ length: 47 }, async () => (await bench.send(text)).body.error?.code),
  );
  expect(codes.filter((code) => code === 131056).length).toBeGreaterThanOrEqual(1);
  expect(codes.filter((code) => code === undefined).length).toBe(45);
  expect((await bench.send({ ...hello, to: '+34600999999' })).status).toBe(200);
  await bench.control('POST', '/clock', { advance: '7s' });
  expect((await bench.send(text)).status).toBe(200);
  expect((await bench.send(text)).body.error.code).toBe(131056);
});

it('limits the throughput of a number', async () => {
  await bench.control('PATCH', '/settings', { throughput: 3 });
  const codes = [];
  for (let at = 0; at < 5; at += 1)
    codes.push((await bench.send({ ...hello, to: `+3460000000${at}` })).body.error?.code);
  expect(codes).toContain(130429);
  await bench.control('POST', '/clock', { advance: '1s' });
  expect((await bench.send(hello)).status).toBe(200);
});

it('prices by day, window and advertisement, and adds the conversation for older versions', async () => {
  const pricing = async () => {
    bench.receiver.clear();
    await bench.send(text);
    await bench.sandbox.idle();
    return bench.receiver.all('statuses')[0];
  };
  await bench.write(phone);
  const until = Date.UTC(2026, 9, 1) > bench.clock.now();
  expect((await pricing()).pricing).toMatchObject({ category: 'service', billable: !until });
  expect((await pricing()).conversation).toBeUndefined();
  await bench.control('PATCH', '/settings', { webhookVersion: 'v23.0' });
  expect((await pricing()).conversation).toMatchObject({
    id: expect.any(String),
    expiration_timestamp: expect.any(String),
  });
  await bench.control('PATCH', '/settings', { webhookVersion: 'v25.0' });
  await bench.control('POST', `/customers/${phone}/messages`, {
    type: 'text',
    text: { body: 'hola' },
    referral: { source_type: 'ad', source_id: '1', source_url: 'https://fb.me/1' },
  });
  const free = await pricing();
  expect(free.pricing).toEqual({
    billable: false,
    pricing_model: 'PMP',
    type: 'free_entry_point',
    category: 'referral_conversion',
  });
  expect(free.conversation.origin).toEqual({ type: 'referral_conversion' });
});
