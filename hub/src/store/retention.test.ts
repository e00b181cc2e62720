import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { caller, type Office, openOffice } from '../services/conversations/testing.ts';
import { status, text } from '../testing.ts';
import { applyRetention } from './retention.ts';

const ana = '34600111222';
const day = 86_400_000;
let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());
const trim = (settings: { messagesDays?: number; eventsDays?: number }, forgotten: number[] = []) =>
  applyRetention(
    {
      tables: office.bench.tables,
      now: office.bench.clock.now,
      forgetMessage: (no) => void forgotten.push(no),
      pause: async () => undefined,
    },
    settings,
  );
const texts = async (id: Parameters<Office['conversations']['messages']>[0]) =>
  (await office.conversations.messages(id, {})).items.map(
    ({ content }) => (content as { text: string }).text,
  );

it('erases messages of that age, oldest first, and leaves the rest of the conversation whole', async () => {
  const id = await office.written(ana, 'A1', 'old one');
  await office.written(ana, 'A2', 'old two');
  await office.conversations.addNote(id, { text: 'old note' }, caller);
  office.bench.clock.at += 20 * day;
  await office.written(ana, 'A3', 'new');
  // Late news of the past: it stands behind what is new, and goes after it.
  await office.bench.receive(text(ana, 'A4', office.bench.clock.at - 19 * day, 'late'));
  const forgotten: number[] = [];
  expect(await trim({ messagesDays: 10 }, forgotten)).toEqual({ messages: 2, events: 0 });
  expect(forgotten).toEqual([1, 2]);
  expect(await texts(id)).toEqual(['late', 'new']);
  expect(await office.conversations.notes(id)).toEqual([]);
  office.bench.clock.at += 11 * day;
  expect((await trim({ messagesDays: 10 })).messages).toBe(2);
  expect(await texts(id)).toEqual([]);
  expect((await office.conversations.get(id)).state).toBe('open');
  // Numbers do not come again, and the conversation goes on.
  await office.written(ana, 'A5', 'again');
  expect(await texts(id)).toEqual(['again']);
  expect(office.bench.tables.messages.nextNo).toBe(6);
});

it('knows a redelivery of what is gone, and a status of it brings nothing back', async () => {
  const id = await office.written(ana, 'A1', 'old');
  const { message } = await office.send(
    { conversationId: id, content: { kind: 'text', text: 'answer' } },
    caller,
  );
  await office.bench.store.write(() => office.bench.tables.sends.done(2));
  office.bench.clock.at += 5 * day;
  expect((await trim({ messagesDays: 1 })).messages).toBe(2);
  const again = await office.bench.receive(text(ana, 'A1', office.bench.clock.at - 5 * day, 'old'));
  expect(again).toMatchObject({ applied: 0, duplicates: 1 });
  await office.bench.receive(status('A1', 'read', office.bench.clock.at));
  expect(await texts(id)).toEqual([]);
  expect(message.id).toMatch(/^ms_/);
});

it('keeps what still waits to be sent', async () => {
  const id = await office.written(ana, 'A1', 'old');
  await office.send({ conversationId: id, content: { kind: 'text', text: 'waiting' } }, caller);
  office.bench.clock.at += 5 * day;
  expect((await trim({ messagesDays: 1 })).messages).toBe(1);
  expect(await texts(id)).toEqual(['waiting']);
});

it('removes a closed conversation once nothing is left in it, and keeps contact and consent', async () => {
  const id = await office.written(ana, 'A1', 'BAJA');
  await office.conversations.tag(id, { add: ['x'] }, caller);
  await office.conversations.close(id, {}, caller);
  office.bench.clock.at += 5 * day;
  await trim({ messagesDays: 1 });
  await expect(office.conversations.get(id)).rejects.toMatchObject({ code: 'not_found' });
  const person = office.bench.tables.contacts.find({ waId: ana });
  expect(await office.consents.list(person?.id as never)).toMatchObject([{ state: 'withdrawn' }]);
  expect(await office.written(ana, 'A2', 'hello')).not.toBe(id);
});

it('trims the event log from its beginning, never its newest, and says where it begins now', async () => {
  const { log } = office.bench.store;
  for (let index = 0; index < 30; index += 1) await office.written(ana, `E${index}`, 'x');
  const head = log.head;
  office.bench.clock.at += 5 * day;
  const { events } = await trim({ eventsDays: 1 });
  expect(events).toBe(head - 1);
  expect(log.first).toBe(head);
  await office.written(ana, 'F1', 'y');
  expect(log.head).toBe(head + 1);
  expect((await trim({ eventsDays: 10 })).events).toBe(0);
  const again = await openOffice(await office.bench.reopen());
  expect(again.bench.store.log.head).toBe(head + 1);
  await again.bench.store.close();
});
