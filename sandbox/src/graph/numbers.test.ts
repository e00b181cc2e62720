import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Bench, type Loose, phoneNumberId, startBench, wabaId } from '../testing.ts';

let bench: Bench;
beforeAll(async () => {
  const second = {
    phoneNumberId: '2000000000002',
    wabaId,
    displayPhone: '+34 910 00 00 02',
    verifiedName: 'Taller',
  };
  const first = { phoneNumberId, wabaId, displayPhone: '+34 910 00 00 01', verifiedName: 'Tienda' };
  bench = await startBench({ numbers: [first, second] });
});
afterAll(() => bench.close());

it('tells about numbers and their account, the fields that are asked for', async () => {
  const fields = 'verified_name,display_phone_number,quality_rating,throughput,status,name_status';
  expect((await bench.graph('GET', `/${phoneNumberId}?fields=${fields}`)).body).toEqual({
    id: phoneNumberId,
    verified_name: 'Tienda',
    display_phone_number: '+34 910 00 00 01',
    quality_rating: 'GREEN',
    throughput: { level: 'STANDARD' },
    status: 'CONNECTED',
    name_status: 'APPROVED',
  });
  const { data, paging } = (await bench.graph('GET', `/${wabaId}/phone_numbers?limit=1`)).body;
  expect(data.map(({ id }: Loose) => id)).toEqual([phoneNumberId]);
  const next = await fetch(paging.next, { headers: { authorization: 'Bearer access-token' } });
  expect(((await next.json()) as Loose).data[0].id).toBe('2000000000002');
  expect((await bench.graph('GET', `/${wabaId}?fields=name`)).body).toEqual({ id: wabaId, name: 'Tienda' });
  expect(
    (
      await bench.graph('POST', `/${phoneNumberId}/register`, {
        messaging_product: 'whatsapp',
        pin: '123456',
      })
    ).body,
  ).toEqual({
    success: true,
  });
});

it('keeps the windows of its numbers apart', async () => {
  await bench.control('POST', '/customers/34600111222/messages?phone_number_id=2000000000002', {
    type: 'text',
    text: { body: 'hola' },
  });
  expect(bench.receiver.received.at(-1)?.json.entry[0].changes[0].value.metadata).toEqual({
    display_phone_number: '34910000002',
    phone_number_id: '2000000000002',
  });
  bench.receiver.clear();
  await bench.send({ to: '+34600111222', type: 'text', text: { body: 'x' } });
  await bench.sandbox.idle();
  expect(bench.receiver.all('statuses')[0].errors[0].code).toBe(131047);
});

it('blocks who wrote lately, and reports the others beside the error', async () => {
  await bench.write('34600555666');
  const users = (...phones: string[]) => ({
    messaging_product: 'whatsapp',
    block_users: phones.map((user) => ({ user })),
  });
  const path = `/${phoneNumberId}/block_users`;
  const mixed = await bench.graph('POST', path, users('+34600555666', '+34600777888'));
  expect(mixed.status).toBe(400);
  expect(mixed.body).toMatchObject({
    error: { code: 139100 },
    block_users: {
      added_users: [{ input: '+34600555666', wa_id: '34600555666' }],
      failed_users: [{ input: '+34600777888' }],
    },
  });
  expect((await bench.graph('GET', path)).body.data).toMatchObject([{ wa_id: '34600555666' }]);
  const refused = await bench.send({ to: '+34600555666', type: 'text', text: { body: 'x' } });
  expect([refused.status, refused.body.error.code]).toEqual([403, 130403]);
  expect(
    (await bench.graph('DELETE', path, users('+34600555666'))).body.block_users.removed_users,
  ).toHaveLength(1);
  expect((await bench.send({ to: '+34600555666', type: 'text', text: { body: 'x' } })).status).toBe(200);
});

it('tells the history of a message and whether its webhooks went out', async () => {
  await bench.write('34600111222');
  const sent = await bench.send({ to: '+34600111222', type: 'text', text: { body: 'x' } });
  await bench.sandbox.idle();
  const { id } = sent.body.messages[0];
  const one = await bench.graph(
    'GET',
    `/${phoneNumberId}/message_history?message_id=${encodeURIComponent(id)}`,
  );
  expect(one.body.data).toMatchObject([
    {
      id: expect.stringMatching(/^\d+$/),
      message_id: id,
      events: {
        data: [
          { delivery_status: 'SENT', webhook_update_state: 'DELIVERED', timestamp: expect.any(Number) },
          { delivery_status: 'DELIVERED', webhook_uri: bench.receiver.url },
        ],
      },
    },
  ]);
  expect((await bench.graph('GET', `/${phoneNumberId}/message_history?message_id=wamid.no`)).status).toBe(
    422,
  );
  expect((await bench.graph('GET', `/${phoneNumberId}/message_history?limit=1`)).body.data).toHaveLength(1);
  expect((await bench.graph('GET', `/${phoneNumberId}/message_history?limit=101`)).status).toBe(400);
});

it('writes to the numbers of a test number only', async () => {
  await bench.control('PATCH', '/settings', { allowedRecipients: ['+5491123456789'] });
  const hello = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } };
  expect((await bench.send({ ...hello, to: '+5491123456789' })).status).toBe(200);
  expect((await bench.send({ ...hello, to: '+541123456789' })).body.error.code).toBe(131030);
  await bench.control('PATCH', '/settings', { allowedRecipients: null });
});
