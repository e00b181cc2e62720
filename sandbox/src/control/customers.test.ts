import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, startBench } from '../testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const phone = '34600111222';
const userId = 'ES.100000000000000001';
const post = (path: string, body?: object) => bench.control('POST', `/customers/${path}`, body);
const last = () => bench.receiver.received.at(-1)?.json.entry[0].changes[0];

it('makes an unknown customer write, with a name, and tells how the webhook went', async () => {
  const { status, body } = await post(`+${phone}/messages`, { type: 'text', text: { body: 'Mañana / 😀' } });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    id: expect.stringMatching(/^wamid\./),
    delivered: true,
    webhooks: [
      { id: expect.stringMatching(/^wh_\d{10}$/), state: 'delivered', attempts: [{ httpStatus: 200 }] },
    ],
  });
  const [received] = bench.receiver.received;
  expect(received?.signed).toBe(true);
  expect(received?.body).toContain('Ma\\u00f1ana \\/ \\ud83d\\ude00');
  expect(last()).toEqual({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '34910000001', phone_number_id: '2000000000001' },
      contacts: [
        { profile: { name: expect.stringMatching(/\S+ \S+/) }, wa_id: phone, user_id: expect.any(String) },
      ],
      messages: [
        {
          from: phone,
          from_user_id: expect.stringMatching(/^ES\.\d+$/),
          id: body.id,
          timestamp: expect.stringMatching(/^\d+$/),
          type: 'text',
          text: { body: 'Mañana / 😀' },
        },
      ],
    },
  });
});

it('leaves the phone out for people without one, and shows their username', async () => {
  await bench.control('PUT', `/customers/${userId}`, { username: '@ana', name: 'Ana' });
  await post(`${userId}/messages`, { type: 'text', text: { body: 'hola' } });
  const { contacts, messages } = last().value;
  expect(contacts).toEqual([{ profile: { name: 'Ana', username: 'ana' }, user_id: userId }]);
  expect(messages[0].from).toBeUndefined();
  expect(messages[0].from_user_id).toBe(userId);
  await bench.send({ recipient: userId, type: 'text', text: { body: 'x' } });
  await bench.sandbox.idle();
  const [status] = bench.receiver.all('statuses');
  expect([status.status, status.recipient_id, status.recipient_user_id]).toEqual(['sent', undefined, userId]);
});

it('withholds the phone of who asks for it', async () => {
  await bench.control('PUT', `/customers/${phone}`, { hasPhone: false });
  await bench.write(phone);
  expect(last().value.messages[0].from).toBeUndefined();
  expect(last().value.contacts[0].wa_id).toBeUndefined();
});

describe('takes every kind of message', () => {
  const kinds: [string, object, object?][] = [
    [
      'image',
      { caption: 'foto' },
      { caption: 'foto', mime_type: 'image/png', id: expect.any(String), sha256: expect.any(String) },
    ],
    ['audio', {}, { voice: true, mime_type: 'audio/ogg; codecs=opus' }],
    ['video', {}, { mime_type: 'video/mp4' }],
    ['document', { filename: 'a.pdf' }, { filename: 'a.pdf', mime_type: 'application/pdf' }],
    ['sticker', {}, { mime_type: 'image/webp', animated: false }],
    ['location', { latitude: 1, longitude: 2 }],
    ['button', { payload: 'p', text: 't' }],
    ['interactive', { type: 'button_reply', button_reply: { id: 'a', title: 'A' } }],
    ['interactive', { type: 'list_reply', list_reply: { id: 'a', title: 'A', description: 'b' } }],
    ['interactive', { type: 'nfm_reply', nfm_reply: { name: 'flow', response_json: '{}' } }],
    ['order', { catalog_id: '1', product_items: [] }],
    ['hologram', { beam: true }],
  ];
  it.each(kinds)('%s %j', async (type, part, seen = part) => {
    const { status, body } = await post(`${phone}/messages`, { type, [type]: part });
    expect(status).toBe(201);
    expect(bench.receiver.all('messages')[0]).toMatchObject({ id: body.id, type, [type]: seen });
  });

  it('contacts and unsupported', async () => {
    await post(`${phone}/messages`, { type: 'contacts', contacts: [{ name: { formatted_name: 'Ana' } }] });
    await post(`${phone}/messages`, { type: 'unsupported' });
    await post(`${phone}/messages`, { type: 'text', text: { body: 'x' }, referral: { source_type: 'ad' } });
    expect(bench.receiver.all('messages')).toMatchObject([
      { contacts: [{}] },
      { type: 'unsupported', errors: [{ code: 131051 }] },
      { referral: { source_type: 'ad' } },
    ]);
  });

  it.each([
    [{}, /"type"/],
    [{ type: 'text' }, /"text"/],
    [{ type: 'text', text: {} }, /"body"/],
    [{ type: 'interactive', interactive: { type: 'button_reply' } }, /button_reply/],
  ])('but not %j', async (body, message) => {
    const answer = await post(`${phone}/messages`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(message);
    expect(answer.body.error.nextStep).toBeTruthy();
  });
});

it('quotes, reacts, edits and takes back', async () => {
  await bench.write(phone);
  const sent = await bench.send({ to: `+${phone}`, type: 'text', text: { body: '¿Sí?' } });
  const { id } = sent.body.messages[0];
  const quote = await post(`${phone}/messages`, { type: 'text', text: { body: 'Sí' }, context: { id } });
  expect(bench.receiver.all('messages').at(-1).context).toEqual({ from: '34910000001', id });
  await post(`${phone}/messages`, { type: 'reaction', reaction: { message_id: id, emoji: '👍' } });
  await post(`${phone}/messages`, {
    type: 'edit',
    edit: { original_message_id: quote.body.id, message: { type: 'text', text: { body: 'No' } } },
  });
  await post(`${phone}/messages`, { type: 'revoke', revoke: { original_message_id: quote.body.id } });
  const { messages } = (await bench.control('GET', `/customers/${phone}/messages`)).body;
  expect(messages[1]).toMatchObject({ id, reactions: [{ from: 'customer', emoji: '👍' }] });
  expect(messages[2]).toMatchObject({ text: { body: 'No' }, edited: true, revoked: true });
});

it('changes the number, with and without saying who they were', async () => {
  await bench.write(phone);
  const before = (await bench.control('GET', `/customers/${phone}`)).body;
  const { status, body } = await post(`${phone}/number`, { phone: '+34600333444' });
  expect(status).toBe(201);
  expect(body.customer).toMatchObject({ id: '34600333444', name: before.name });
  expect(body.customer.userId).not.toBe(before.userId);
  expect(last().value.contacts).toBeUndefined();
  expect(last().value.messages[0]).toMatchObject({
    type: 'system',
    from: phone,
    from_user_id: before.userId,
    system: {
      type: 'user_changed_number',
      wa_id: '34600333444',
      user_id: body.customer.userId,
      previous_user_id: before.userId,
    },
  });
  expect((await bench.control('GET', '/customers/34600333444/messages')).body.messages).toHaveLength(2);
  bench.receiver.clear();
  await bench.send({ to: `+${phone}`, type: 'text', text: { body: 'x' } });
  await bench.sandbox.idle();
  expect(bench.receiver.all('statuses')[0].errors[0].code).toBe(131026);
  await post('34600333444/number', { phone: '34600333555', previous_user_id: false });
  expect(last().value.messages[0].system.previous_user_id).toBeUndefined();
  expect((await post('34600333555/number', { phone: 'x' })).status).toBe(400);
  expect((await post('34600333555/number', { phone })).status).toBe(409);
});

it('changes the identity, so that sends with the old hash are refused', async () => {
  await bench.write(phone);
  await post(`${phone}/identity`);
  const { system, identity } = last().value.messages[0];
  expect(system.type).toBe('customer_identity_changed');
  const send = (recipient_identity_key_hash: string) =>
    bench.send({ to: `+${phone}`, type: 'text', text: { body: 'x' }, recipient_identity_key_hash });
  expect((await send('old')).body.error.code).toBe(137000);
  expect((await send(identity.hash)).status).toBe(200);
});

it('calls, and stops and resumes marketing', async () => {
  const { body } = await post(`${phone}/calls`, { event: 'terminate', duration: 3 });
  expect(last()).toMatchObject({
    field: 'calls',
    value: {
      calls: [{ id: body.id, from: phone, event: 'terminate', duration: 3, direction: 'USER_INITIATED' }],
    },
  });
  await post(`${phone}/preferences`, { value: 'stop' });
  expect(last()).toMatchObject({
    field: 'user_preferences',
    value: {
      user_preferences: [
        { wa_id: phone, category: 'marketing_messages', value: 'stop', timestamp: expect.any(Number) },
      ],
    },
  });
  expect((await bench.control('GET', `/customers/${phone}`)).body.marketing).toBe('stopped');
  expect((await post(`${phone}/preferences`, { value: 'maybe' })).status).toBe(400);
});

it('lists customers, the last to write first, and says what is wrong with a path', async () => {
  await bench.write(phone);
  await bench.control('POST', '/clock', { advance: '1m' });
  await bench.write('34600999888');
  const { customers } = (await bench.control('GET', '/customers')).body;
  expect(customers.map(({ id }: { id: string }) => id)).toEqual(['34600999888', phone]);
  expect(customers[0].windows).toEqual([
    { phoneNumberId: '2000000000001', until: expect.any(String), open: true },
  ]);
  expect((await bench.control('GET', '/customers/ana')).status).toBe(400);
  expect((await bench.control('GET', '/customers/34600000000')).body.error.nextStep).toMatch(/PUT/);
  expect((await bench.control('PUT', `/customers/${phone}`, { colour: 'red' })).status).toBe(400);
  expect((await bench.control('PUT', `/customers/${phone}`, { online: 'yes' })).status).toBe(400);
  expect((await bench.control('PUT', `/customers/${userId}`, { hasPhone: true })).status).toBe(400);
  expect((await post(`${phone}/read`, { message_id: 'w' })).status).toBe(404);
  expect((await bench.control('GET', '/nothing')).status).toBe(404);
  const wrongNumber = await bench.control('POST', `/customers/${phone}/messages?phone_number_id=9`, {
    type: 'text',
    text: { body: 'x' },
  });
  expect(wrongNumber.body.error.nextStep).toMatch(/2000000000001/);
});
