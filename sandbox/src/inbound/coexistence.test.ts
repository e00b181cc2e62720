import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, type Loose, phoneNumberId, startBench } from '../testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
  await bench.control('PUT', `/numbers/${phoneNumberId}`, { coexistence: true });
});
afterEach(() => bench.close());

const values = (field: string) =>
  bench.receiver.received
    .flatMap(({ json }) => json.entry[0].changes)
    .filter((change: Loose) => change.field === field)
    .map(({ value }: Loose) => value);
const ask = (sync_type: string) =>
  bench.graph('POST', `/${phoneNumberId}/smb_app_data`, { messaging_product: 'whatsapp', sync_type });

it('hands over the chats in threads, and their files afterwards', async () => {
  await bench.write('34600111222', '¿Precio?');
  await bench.control('POST', '/echoes', { to: '34600111222', type: 'text', text: { body: 'Diez euros' } });
  await bench.control('POST', '/customers/34600333444/messages', { type: 'image' });
  expect((await ask('history')).body.request_id).toEqual(expect.any(String));
  await bench.sandbox.idle();
  const [first, late] = values('history');
  expect(first.history[0].metadata).toEqual({ phase: 0, chunk_order: 1, progress: 100 });
  expect(first.history[0].threads).toMatchObject([
    {
      id: '34600111222',
      context: { wa_id: '34600111222' },
      messages: [
        { from: '34600111222', text: { body: '¿Precio?' }, history_context: { status: 'DELIVERED' } },
        { from: '34910000001', to: '34600111222', text: { body: 'Diez euros' } },
      ],
    },
    { id: '34600333444', messages: [{ type: 'media_placeholder' }] },
  ]);
  expect(late.messages).toMatchObject([{ type: 'image', image: { id: expect.any(String) } }]);
});

it('is asked once, on the first day, and of a shared number', async () => {
  expect((await ask('smb_app_state_sync')).status).toBe(200);
  expect((await ask('smb_app_state_sync')).body.error.code).toBe(2593107);
  await bench.control('POST', '/clock', { advance: '25h' });
  expect((await ask('history')).body.error.code).toBe(2593108);
  await bench.control('PUT', `/numbers/${phoneNumberId}`, { coexistence: false });
  expect((await ask('history')).body.error.code).toBe(100);
});

it('tells when the owner of the phone declines', async () => {
  await bench.control('PATCH', '/settings', { historyDeclined: true });
  await ask('history');
  await bench.sandbox.idle();
  expect(values('history')[0].history[0].errors[0].code).toBe(2593109);
});

it('tells of contacts added and removed on the phone', async () => {
  await bench.control('PUT', '/customers/34600111222', { name: 'Ana Ruiz', username: 'ana' });
  await bench.control('POST', '/contacts', {});
  await bench.control('POST', '/contacts', { customers: ['34600111222'], action: 'remove' });
  expect(values('smb_app_state_sync').map(({ state_sync }: Loose) => state_sync[0])).toMatchObject([
    { action: 'add', contact: { full_name: 'Ana Ruiz', phone_number: '34600111222', username: 'ana' } },
    { action: 'remove', contact: { phone_number: '34600111222' } },
  ]);
  expect((await bench.control('POST', '/contacts', { customers: [] })).status).toBe(400);
});

it('echoes an edit and a withdrawal made on the phone, and reacts', async () => {
  const echo = (type: string, body: unknown) =>
    bench.control('POST', '/echoes', { to: '34600111222', type, [type]: body });
  const { id } = (await echo('text', { body: 'Diez euros' })).body;
  await echo('edit', {
    original_message_id: id,
    message: { type: 'text', text: { body: 'Nueve euros' } },
  });
  await echo('reaction', { message_id: id, emoji: '👍' });
  await echo('revoke', { original_message_id: id });
  const [shown] = (await bench.control('GET', '/customers/34600111222/messages')).body.messages;
  expect(shown).toMatchObject({
    text: { body: 'Nueve euros' },
    edited: true,
    revoked: true,
    reactions: [{ from: 'business', emoji: '👍' }],
  });
  expect(values('smb_message_echoes').map(({ message_echoes }: Loose) => message_echoes[0].type)).toEqual([
    'text',
    'edit',
    'reaction',
    'revoke',
  ]);
});

it('keeps a shared number at twenty messages a second', async () => {
  await bench.close();
  // Time stands still, however slow the machine.
  bench = await startBench({ clock: { now: () => 1_790_000_000_000, advance: () => {} } });
  await bench.control('PUT', `/numbers/${phoneNumberId}`, { coexistence: true });
  const send = (to: number) => bench.send({ to: `+3460000${to}`, type: 'text', text: { body: 'x' } });
  const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => send(1000 + at)));
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused).toHaveLength(10);
  expect(new Set(refused.map(({ body }) => body.error.code))).toEqual(new Set([130429]));
});
