import type { ConversationId } from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { caller, minute, type Office, openOffice } from '../services/conversations/testing.ts';
import { auditOf } from '../store/audit.ts';
import { text } from '../testing.ts';

const ana = '34600111222';
const bea = '34600999888';
let office: Office;
let id: ConversationId;
let number: string;
beforeEach(async () => {
  office = await openOffice();
  id = await office.written(ana, 'A1');
  number = (await office.conversations.get(id)).caseNumber;
});
afterEach(() => office.close());
const opened = () => office.bench.events('conversation.opened').map(({ data }) => data);

describe('a case number in a message', () => {
  it('goes on with the case it names: opens it again, and what follows belongs to it too', async () => {
    await office.send(
      { conversationId: id, content: { kind: 'text', text: 'hi' }, authorId: 'ana' as never },
      caller,
    );
    await office.conversations.close(id, {}, caller);
    office.bench.clock.at += minute;
    const newer = await office.written(ana, 'A2', 'something else');
    expect(newer).not.toBe(id);
    office.bench.clock.at += minute;
    expect(
      await office.written(ana, 'A3', `It is about ${number.toLowerCase().replace('-', ' ')} again`),
    ).toBe(id);
    const view = await office.conversations.get(id);
    expect(view).toMatchObject({ state: 'open', unanswered: 1 });
    expect(view.firstResponseAt).toBeUndefined();
    expect(opened().at(-1)).toMatchObject({ again: 'reopened', hub: { conversationId: id } });
    expect(await office.written(ana, 'A4', 'and')).toBe(id);
    expect((await office.conversations.messages(id, {})).items).toHaveLength(4);
    const again = await openOffice(await office.bench.reopen());
    expect(await again.written(ana, 'A5', 'still there')).toBe(id);
    await again.bench.store.close();
  });

  it('of the conversation it is in changes nothing', async () => {
    await office.written(ana, 'A2', `my number is ${number}`);
    expect(opened()).toHaveLength(1);
    expect(auditOf(office.bench.store.db).list({ before: 1e15, limit: 9 })).toEqual([]);
  });

  it('of somebody else opens nothing: the agent is told, and nothing of the other leaks', async () => {
    await office.conversations.close(id, {}, caller);
    const before = office.bench.events().length;
    const other = await office.written(bea, 'B1', `I want to know about ${number}`);
    expect(other).not.toBe(id);
    expect((await office.conversations.get(id)).state).toBe('closed');
    const [note] = await office.conversations.notes(other);
    expect(note?.text).toContain(number);
    const told = JSON.stringify(office.bench.events().slice(before));
    expect(told).not.toContain(ana);
    expect(told).not.toContain(id);
    expect(JSON.stringify(await office.conversations.notes(other))).not.toContain('Customer 22');
    // The same webhook again says nothing again.
    await office.bench.receive(text(bea, 'B1', office.bench.clock.at, `I want to know about ${number}`));
    expect(await office.conversations.notes(other)).toHaveLength(1);
  });

  it('that nobody was given, or that is only a number, is a text like any other', async () => {
    await office.written(ana, 'A2', 'order 12345678, K7M4-QXPB, 2026-11-21');
    expect(await office.conversations.notes(id)).toEqual([]);
  });

  it('of a contact that is the same person counts as theirs', async () => {
    await office.written(bea, 'B1');
    const contact = (phone: string) => office.bench.tables.contacts.find({ waId: phone })?.id as never;
    await office.contacts.merge(contact(ana), { from: contact(bea) }, caller);
    await office.conversations.close(id, {}, caller);
    expect(await office.written(bea, 'B2', `about ${number}`)).toBe(id);
  });
});
