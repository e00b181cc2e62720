import type { CentralitaError, ContactId, ConversationId } from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { text } from '../testing.ts';
import { caller, minute, type Office, openOffice } from './conversations/testing.ts';

const phones = ['34600000001', '34600000002', '34600000003', '34600000004'] as const;
const [ana, bea] = phones;

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const person = (phone: string) => {
  const found = office.bench.tables.contacts.find({ waId: phone });
  if (!found) throw new Error(`nobody has ${phone}`);
  return found;
};
const idOf = (phone: string): ContactId => person(phone).id;
const merge = (into: string, from: string) =>
  office.contacts.merge(idOf(into), { from: idOf(from), by: 'eva' }, caller);
const unmerge = (from: string) => office.contacts.unmerge(idOf(from), { by: 'eva' }, caller);
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: CentralitaError) => error.code,
  );
const send = (conversationId: ConversationId, textOf: string, more: object = {}) =>
  office.send({ conversationId, content: { kind: 'text', text: textOf }, ...more }, caller);
const toWhom = async (sent: ReturnType<typeof send>) => {
  const { message } = await sent;
  const no = office.bench.tables.seen.messageOf(message.id);
  const row = office.bench.tables.messages.byNo(no ?? 0);
  return [...(office.bench.tables.contacts.byNo(row?.contact ?? 0)?.identities ?? [])].join();
};

describe('two contacts that are one person', () => {
  it('are one contact with both numbers, one list and one current conversation', async () => {
    const first = await office.written(ana, 'A1');
    office.bench.clock.at += minute;
    const second = await office.written(bea, 'B1');
    const whole = await merge(ana, bea);
    expect(whole.id).toBe(idOf(ana));
    expect(whole.identities.map(({ value }) => value).toSorted()).toEqual([ana, bea]);
    expect((await office.contacts.get(idOf(bea))).id).toBe(whole.id);
    expect((await office.contacts.list({})).items).toHaveLength(1);
    expect((await office.contacts.list({ phone: bea })).items).toMatchObject([{ id: whole.id }]);
    const { items } = await office.conversations.list({ contactId: whole.id }, caller);
    expect(items.map(({ id }) => id)).toEqual([second, first]);
    expect(items.every((one) => one.contact.id === whole.id)).toBe(true);
    // Whatever they write from goes where they wrote last.
    expect(await office.written(ana, 'A2')).toBe(second);
    expect(office.bench.events('contact.merged').map(({ data }) => data)).toMatchObject([
      { from: person(bea).id, into: whole.id },
    ]);
    expect(office.bench.events('message.received').at(-1)?.data.hub?.contactId).toBe(whole.id);
    await office.bench.receive(text(bea, 'B2', office.bench.clock.at, 'from the other phone'));
    expect(office.bench.events('message.received').at(-1)?.data.hub?.contactId).toBe(whole.id);
  });

  it('are answered on the phone they wrote from, by the window of that phone', async () => {
    const conversation = await office.written(ana, 'A1');
    office.bench.clock.at += 23 * 60 * minute;
    await office.written(bea, 'B1');
    await merge(ana, bea);
    expect(await toWhom(send(conversation, 'to Ana’s phone'))).toContain(ana);
    const current = await office.written(bea, 'B2');
    expect(await toWhom(send(current, 'to the other'))).toContain(bea);
    office.bench.clock.at += 2 * 60 * minute;
    expect(await code(send(conversation, 'too late'))).toBe('window_closed');
    expect(
      await toWhom(office.send({ to: idOf(ana), content: { kind: 'text', text: 'x' } }, caller)),
    ).toContain(bea);
  });

  it('have the stricter consent of the two, and both ledgers', async () => {
    const conversation = await office.written(ana, 'A1');
    await office.consents.record(
      { to: ana, state: 'granted', purposes: ['marketing'], actor: 'person', proof: 'form 1' },
      caller,
    );
    await office.consents.record(
      { to: bea, state: 'withdrawn', purposes: ['marketing'], actor: 'person' },
      caller,
    );
    const offer = () => send(conversation, 'offer', { purpose: 'marketing' });
    await offer();
    await merge(ana, bea);
    expect(await code(offer())).toBe('consent_withdrawn');
    expect((await office.consents.list(idOf(ana))).map(({ state }) => state).toSorted()).toEqual([
      'granted',
      'withdrawn',
    ]);
    await unmerge(bea);
    await offer();
    expect(await office.consents.list(idOf(bea))).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('keep a withdrawal made while they were one, each, when they are two again', async () => {
    await office.written(ana, 'A1');
    const other = await office.written(bea, 'B1');
    await merge(ana, bea);
    await office.written(ana, 'A2', 'BAJA');
    await unmerge(bea);
    expect(await code(send(other, 'offer', { purpose: 'marketing' }))).toBe('consent_withdrawn');
    expect(await office.consents.list(idOf(bea))).toMatchObject([{ state: 'withdrawn', actor: 'person' }]);
  });

  it('are refused where it cannot be', async () => {
    await office.written(ana, 'A1');
    await office.written(bea, 'B1');
    await office.written(phones[2], 'C1');
    const [a, b, c] = [idOf(ana), idOf(bea), idOf(phones[2])];
    const into = (id: ContactId, from: ContactId, by = 'eva') =>
      code(office.contacts.merge(id, { from, by }, caller));
    expect(await into(a, b, 'ana')).toBe('role_forbids');
    expect(await into(a, a)).toBe('merge_refused');
    expect(await into(a, b)).toBe('done');
    expect(await into(b, a)).toBe('merge_refused');
    expect(await into(c, b)).toBe('merge_refused');
    expect(await code(office.contacts.unmerge(c, {}, caller))).toBe('merge_refused');
    await office.contacts.erase(c, caller);
    expect(await into(a, c)).toBe('contact_erased');
    expect(await into(a, `ct_${'0'.repeat(32)}` as ContactId)).toBe('not_found');
  });

  it('are erased together, with what either wrote, and a withdrawal of one holds for both', async () => {
    await office.written(ana, 'A1', 'secret of ana');
    const other = await office.written(bea, 'B1', 'secret of bea');
    await office.written(bea, 'B2', 'BAJA');
    await office.conversations.addNote(other, { text: 'secret note' }, caller);
    await office.conversations.tag(other, { add: ['secret tag'] }, caller);
    await merge(ana, bea);
    await office.contacts.erase(idOf(ana), caller);
    for (const table of [
      'contacts',
      'identities',
      'messages',
      'notes',
      'audit',
      'merges',
      'conversations',
      'conversation_tags',
      'events',
      'consents',
      'last_agents',
    ]) {
      const dump = JSON.stringify(office.bench.store.db.prepare(`select * from ${table}`).all());
      expect([table, dump.includes('secret'), phones.some((phone) => dump.includes(phone))]).toEqual([
        table,
        false,
        false,
      ]);
    }
    expect(office.bench.events('contact.erased')).toHaveLength(2);
    await office.written(ana, 'A9', 'hello again');
    const again = await office.written(ana, 'A10', 'hello');
    expect(await code(send(again, 'offer', { purpose: 'marketing' }))).toBe('consent_withdrawn');
  });

  it('erased after they were two again leave nothing in the other’s conversation', async () => {
    const conversation = await office.written(ana, 'A1', 'one');
    await office.written(bea, 'B0', 'zero');
    const closed = await office.written(bea, 'B1', 'x');
    await office.conversations.close(closed, {}, caller);
    await merge(ana, bea);
    expect(await office.written(bea, 'B2', 'secret two')).toBe(conversation);
    await office.written(ana, 'A2', 'three');
    await office.written(bea, 'B3', 'secret four');
    await unmerge(bea);
    await office.contacts.erase(idOf(bea), caller);
    const { items } = await office.conversations.messages(conversation, {});
    expect(items.map(({ content }) => (content as { text: string }).text)).toEqual(['three', 'one']);
    expect(JSON.stringify(office.bench.store.db.prepare('select content from messages').all())).not.toContain(
      'secret',
    );
    // The chain is whole: what comes next is read with it.
    await office.written(ana, 'A3', 'five');
    expect((await office.conversations.messages(conversation, {})).items).toHaveLength(3);
  });
});

describe('undoing a merge', () => {
  /** Everything people and programs see of somebody. */
  const seen = async (phone: string) => {
    const { id, no, windows, conversation, consent } = person(phone);
    const contact = await office.contacts.get(id);
    return {
      contact: { ...contact, updatedAt: 0 },
      windows: [...windows],
      conversation,
      consent,
      ledger: await office.consents.list(id),
      conversations: (await office.conversations.list({ contactId: id }, caller)).items.map((one) => one.id),
      rows: office.bench.tables.contacts.groupNumbers(no),
    };
  };
  const profile = fc.record(
    {
      name: fc.constantFrom('Ana', 'Bea', 'Eva'),
      language: fc.constantFrom('es', 'en'),
      tags: fc.subarray(['vip', 'VIP', 'new', 'Madrid']),
      attributes: fc.dictionary(fc.constantFrom('tier', 'owner', 'city'), fc.constantFrom('a', 'b')),
    },
    { requiredKeys: [] },
  );

  it('gives back exactly what was there, whoever was merged into whom before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(profile, profile, profile, profile),
        fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (profiles, wanted, crash) => {
          const own = await openOffice();
          const outer = office;
          office = own;
          try {
            for (const [index, phone] of phones.entries()) {
              await own.written(phone, `P${index}`);
              if (index % 2) await own.conversations.close(await own.written(phone, `Q${index}`), {}, caller);
              await own.contacts.update(idOf(phone), profiles[index] as never, caller);
              await own.consents.record(
                {
                  to: phone,
                  state: index % 2 ? 'withdrawn' : 'granted',
                  purposes: ['marketing'],
                  actor: 'person',
                  proof: 'p',
                },
                caller,
              );
            }
            await own.bench.tables.touches.settled();
            const stack: { from: string; before: unknown }[] = [];
            for (const [into, from] of wanted) {
              const before = await Promise.all(phones.map(seen));
              const [a, b] = [phones[into] as string, phones[from] as string];
              if ((await code(merge(a, b))) === 'done') stack.push({ from: b, before });
            }
            if (crash) office = await openOffice(await own.bench.reopen());
            for (const { from, before } of stack.reverse()) {
              await unmerge(from);
              expect(await Promise.all(phones.map(seen))).toEqual(before);
            }
          } finally {
            if (office !== own) await office.bench.store.close();
            office = outer;
            await own.close();
          }
        },
      ),
      { numRuns: 5 },
    );
  });

  it('keeps what was changed since', async () => {
    await office.written(ana, 'A1');
    await office.written(bea, 'B1');
    await office.contacts.update(
      idOf(bea),
      { language: 'pt', tags: ['bea'], attributes: { city: 'Lisboa', tier: 1 } },
      caller,
    );
    await merge(ana, bea);
    await office.contacts.update(
      idOf(ana),
      { tags: ['bea', 'later'], attributes: { city: 'Madrid', tier: 1 } },
      caller,
    );
    await unmerge(bea);
    expect(await office.contacts.get(idOf(ana))).toMatchObject({
      tags: ['later'],
      attributes: { city: 'Madrid' },
    });
    expect((await office.contacts.get(idOf(ana))).attributes).toEqual({ city: 'Madrid' });
    expect(await office.contacts.get(idOf(bea))).toMatchObject({ language: 'pt', tags: ['bea'] });
    expect(office.bench.events('contact.unmerged').map(({ data }) => data)).toMatchObject([
      { from: idOf(ana), contactId: idOf(bea) },
    ]);
  });
});
