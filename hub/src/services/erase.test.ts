import { type Event, eventTypes } from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFilters } from '../deliveries/filter.ts';
import { type Bench, openBench, status, text } from '../testing.ts';
import { createErase, type Erase } from './erase.ts';

const ana = '34600111222';
const other = '34600000001';

describe('erasing a person', () => {
  let bench: Bench;
  let erase: Erase;
  beforeEach(async () => {
    bench = await openBench();
    const { db } = bench.store;
    erase = createErase({
      tables: bench.tables,
      now: bench.clock.now,
      eventsOf: async function* (contact) {
        yield db
          .prepare<{ seq: number }>('select seq from events where contact = $1')
          .all(contact)
          .map(({ seq }) => seq);
      },
      forget: async () => undefined,
      checkpoint: async () => undefined,
    });
    await bench.receive(text(other, 'O1', bench.clock.at, 'others write too'));
    await bench.receive(text(ana, 'A1', bench.clock.at, 'Hola'), text(ana, 'A2', bench.clock.at, 'Baja'));
  });
  afterEach(() => bench.close());
  const number = () => bench.tables.contacts.find({ waId: ana })?.no ?? 0;
  const rows = () =>
    bench.store.db
      .prepare<{ seq: number; type: string; body: string }>('select seq, type, body from events order by seq')
      .all()
      .map(({ body, ...row }) => ({ ...row, event: JSON.parse(body) as Event }));

  it('makes each of their events one of a type of its own, with ids and the type it had', async () => {
    const before = rows();
    const no = number();
    const id = bench.tables.contacts.byNo(no)?.id;
    await erase.erase(no);
    const after = rows();
    for (const [index, { seq, type, event }] of before.entries()) {
      const { contactId, conversationId, accountId, messageId } = event.data.hub ?? {};
      const now = after[index];
      if (contactId !== id) {
        expect(now).toEqual(before[index]);
        continue;
      }
      expect(now).toEqual({
        seq,
        type: 'event.erased',
        event: {
          id: event.id,
          type: 'event.erased',
          timestamp: event.timestamp,
          data: { of: type, hub: { accountId, contactId, conversationId, messageId, erased: true } },
        },
      });
    }
    expect(after.filter(({ type }) => type === 'event.erased').map(({ event }) => event.data)).toMatchObject([
      { of: 'contact.changed' },
      { of: 'conversation.opened' },
      { of: 'message.received' },
      { of: 'message.received' },
      { of: 'consent.changed' },
    ]);
    expect(after.at(-1)).toMatchObject({
      type: 'contact.erased',
      event: { type: 'contact.erased', data: { contactId: id } },
    });
    expect(JSON.stringify(after)).not.toContain(ana);
  });

  it('done again, because it was cut off, changes nothing of what is erased', async () => {
    const no = number();
    await erase.erase(no);
    const before = rows();
    await bench.store.write(() =>
      bench.store.db
        .prepare('insert into settings (name, value) values ($1, $2)')
        .run(`erasing:${no}`, JSON.stringify([ana])),
    );
    await erase.resume();
    expect(rows()).toEqual(before);
  });

  it('is shown to those who want all types, or this one', async () => {
    await erase.erase(number());
    const filters = createFilters(bench.store);
    const seen = (types?: readonly (typeof eventTypes)[number][]) => {
      const wants = filters.compile({ ...(types ? { types } : {}), statuses: ['read'] });
      return bench.store.log
        .read(0, 100)
        .filter(wants)
        .filter(({ type }) => type === 'event.erased').length;
    };
    expect([seen(), seen(['event.erased'])]).toEqual([5, 5]);
    expect(seen(eventTypes.filter((type) => type !== 'event.erased'))).toBe(0);
  });

  it('makes late news of their messages the same', async () => {
    await erase.erase(number());
    const { length } = bench.events();
    const at = bench.clock.at;
    await bench.receive(status('A1', 'failed', at, { errors: [{ code: 131026, title: ana }] }), {
      contacts: [{ wa_id: ana, profile: { name: 'Ana' } }],
      messages: [
        {
          from: ana,
          id: 'wamid.R1',
          timestamp: String(Math.floor(at / 1000)),
          type: 'reaction',
          reaction: { message_id: 'wamid.A1', emoji: '👍' },
        },
      ],
    });
    const late = bench.events().slice(length);
    const account = bench.tables.accounts.all()[0]?.id;
    expect(late.map(({ type, data }) => ({ type, data }))).toEqual(
      ['message.status', 'reaction.changed'].map((of) => ({
        type: 'event.erased',
        data: { of, hub: { erased: true, accountId: account } },
      })),
    );
    const types = bench.store.log.read(0, 100).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['event.erased', 'event.erased']);
  });
});
