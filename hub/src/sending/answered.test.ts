import { type CentralitaError, type ConversationId, type MessageId, userId } from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { caller, minute, type Office, openOffice } from '../services/conversations/testing.ts';
import { teamOf } from '../store/team.ts';

const customer = '34600111222';
let office: Office;
let id: ConversationId;
beforeEach(async () => {
  office = await openOffice();
  id = await office.written(customer, 'A1');
});
afterEach(() => office.close());

const say = async (text: string, more: { authorId?: string; lastSeen?: MessageId } = {}) =>
  (await office.send({ conversationId: id, content: { kind: 'text', text }, ...more } as never, caller))
    .message;
const newest = async () => (await office.conversations.messages(id, { limit: 1 })).items[0]?.id as MessageId;
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    ({ code, detail }: CentralitaError) => ({ code, detail }),
  );
const changes = () =>
  office.bench.events('conversation.changed').map((event) => (event.data as { change: unknown }).change);

describe('two who answer', () => {
  it('the second is told who was first, and nothing of theirs is stored', async () => {
    const seen = await newest();
    await say('from Ana', { authorId: 'ana', lastSeen: seen });
    expect(await refusal(say('from Luis', { authorId: 'luis', lastSeen: seen }))).toEqual({
      code: 'answered_meanwhile',
      detail: 'Ana García answered',
    });
    expect((await office.conversations.messages(id, {})).items).toHaveLength(2);
    // Having read it, they may.
    await say('from Luis', { authorId: 'luis', lastSeen: await newest() });
  });

  it('one’s own answers, and what the customer adds, are nobody else’s', async () => {
    const seen = await newest();
    await say('one', { authorId: 'ana', lastSeen: seen });
    await say('two', { authorId: 'ana', lastSeen: seen });
    await office.written(customer, 'A2');
    await say('three', { authorId: 'ana', lastSeen: seen });
  });

  it('a program counts, the confirmation of an opt-out does not', async () => {
    const seen = await newest();
    await office.send({ conversationId: id, content: { kind: 'text', text: 'done' } }, caller, {
      confirmation: true,
    });
    await say('fine', { authorId: 'ana', lastSeen: seen });
    await say('robot');
    expect(await refusal(say('late', { authorId: 'ana', lastSeen: seen }))).toEqual({
      code: 'answered_meanwhile',
      detail: 'a program answered',
    });
    expect(await refusal(say('x', { lastSeen: `ms_${'0'.repeat(32)}` as MessageId }))).toMatchObject({
      code: 'invalid_request',
    });
  });
});

describe('the author', () => {
  it('is kept with the message, and their first answer is timed once', async () => {
    await office.conversations.move(id, { team: 'support' }, caller);
    await say('automatic');
    expect(changes()).toEqual([]);
    await office.written(customer, 'A2');
    office.bench.clock.at += 10 * minute;
    const message = await say('Hi', { authorId: 'luis' });
    expect(message.authorId).toBe(userId('luis'));
    await say('again', { authorId: 'ana' });
    expect(changes()).toEqual([{ kind: 'first_response', detail: { ms: 10 * minute, onTime: true } }]);
    const view = await office.conversations.get(id);
    expect(view.firstResponseAt).toBe(office.bench.clock.at);
    expect(view.dueAt).toBeUndefined();
    const person = office.bench.tables.contacts.find({ waId: customer });
    expect(teamOf(office.bench.store.db).lastAgent(person?.no ?? 0)).toBe(userId('ana'));
  });

  it('must be somebody who may answer', async () => {
    expect(await refusal(say('x', { authorId: 'kid' }))).toMatchObject({ code: 'role_forbids' });
    expect(await refusal(say('x', { authorId: 'who' }))).toMatchObject({ code: 'user_unknown' });
  });

  it('has finished writing once it is sent', async () => {
    await office.conversations.lock(id, { by: 'ana' }, caller);
    await say('Hi', { authorId: 'ana' });
    expect((await office.conversations.get(id)).lock).toBeUndefined();
  });

  it('an answer in the WhatsApp Business app is a person’s too', async () => {
    office.bench.clock.at += minute;
    await office.bench.receive({
      field: 'smb_message_echoes',
      message_echoes: [
        {
          from: '34910000001',
          to: customer,
          id: 'wamid.E1',
          timestamp: String(office.bench.clock.at / 1000),
          type: 'text',
          text: { body: 'from the app' },
        },
      ],
    });
    expect(changes()).toEqual([{ kind: 'first_response', detail: { ms: minute, onTime: true } }]);
  });
});
