import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, type Loose, startBench } from '../testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const customer = '/customers/34600111222';
const told = () =>
  bench.receiver.received.flatMap(({ json }) => json.entry[0].changes).map(({ field }: Loose) => field);

it('copies what is said to standby while the platform’s agent has the chat', async () => {
  await bench.write('34600111222');
  await bench.control('POST', `${customer}/handover`, { type: 'control_taken' });
  bench.receiver.clear();
  const { id } = (await bench.write('34600111222', '¿Tenéis gorras?')).body;
  const answer = await bench.control('POST', `${customer}/agent`, { type: 'text', text: { body: 'Sí' } });
  expect(told()).toEqual(['standby', 'standby']);
  const copies = bench.receiver.received.map(({ json }) => json.entry[0].changes[0].value.standby);
  expect(copies).toMatchObject([
    { messages: [{ id, text: { body: '¿Tenéis gorras?' } }] },
    { message_echoes: [{ id: answer.body.id, message: { to: '34600111222', text: { body: 'Sí' } } }] },
  ]);
});

it('gives the chat back with a summary, or to whoever answers', async () => {
  await bench.write('34600111222');
  await bench.control('POST', `${customer}/handover`, { type: 'control_taken' });
  await bench.control('POST', `${customer}/handover`, {
    type: 'control_passed',
    summary: 'Quiere una gorra',
  });
  const [passed] = bench.receiver.received
    .flatMap(({ json }) => json.entry[0].changes)
    .filter(({ value }: Loose) => value.type === 'control_passed');
  expect(passed.value).toMatchObject({
    sender: { phone_number: '34600111222' },
    control_passed: {
      new_owner_role: 'partner',
      conversation_context: { summary: { text: 'Quiere una gorra' } },
    },
  });
  await bench.control('POST', `${customer}/handover`, { type: 'control_taken' });
  bench.receiver.clear();
  await bench.send({ to: '+34600111222', type: 'text', text: { body: 'Yo sigo' } });
  await bench.sandbox.idle();
  await bench.write('34600111222');
  expect(told()).toContain('messaging_handovers');
  expect(told().at(-1)).toBe('messages');
  expect((await bench.control('POST', `${customer}/handover`, { type: 'taken' })).status).toBe(400);
});
