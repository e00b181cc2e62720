import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { moreOf } from '../store/messages.ts';
import { viewConversation } from '../store/views.ts';
import { type Bench, openBench, status, text } from '../testing.ts';

const customer = '34600111222';
const hour = 3_600_000;

describe('ingest', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());
  const conversation = async (no = 1) => {
    await bench.tables.touches.settled();
    return viewConversation(bench.tables, no, bench.clock.now());
  };

  it('makes contact, window, conversation, message and events of a first message, once', async () => {
    const message = text(customer, 'A1', bench.clock.at, 'Hola ¿qué tal?');
    expect(await bench.receive(message)).toEqual({ applied: 1, duplicates: 0, failed: 0 });
    expect(await bench.receive(message)).toEqual({ applied: 0, duplicates: 1, failed: 0 });
    expect(bench.events().map((event) => event.type)).toEqual([
      'contact.changed',
      'conversation.opened',
      'message.received',
    ]);
    const [received] = bench.events('message.received');
    expect(received?.data.hub).toMatchObject({
      firstContact: true,
      status: 'received',
      windowUntil: new Date(bench.clock.at + 24 * hour).toISOString(),
    });
    expect(await conversation()).toMatchObject({
      state: 'open',
      unanswered: 1,
      windowUntil: bench.clock.at + 24 * hour,
      contact: { name: 'Customer 22' },
      lastMessage: { kind: 'text', text: 'Hola ¿qué tal?' },
    });
  });

  it('keeps one conversation and counts only the first as first contact', async () => {
    for (const id of ['B1', 'B2', 'B3']) await bench.receive(text(customer, id, bench.clock.at, id));
    expect(bench.events('message.received').map((event) => event.data.hub?.firstContact ?? false)).toEqual([
      true,
      false,
      false,
    ]);
    expect(bench.events('conversation.opened')).toHaveLength(1);
    expect(await conversation()).toMatchObject({ unanswered: 3 });
    expect(
      bench.tables.messages.chain(bench.tables.conversations.byNo(1)?.lastMessage, 10).map((row) => row.no),
    ).toEqual([3, 2, 1]);
  });

  it('applies each of two thousand updates of one body once, also when they arrive concurrently and twice', async () => {
    const values = Array.from({ length: 2000 }, (_, index) =>
      text(`3460${String(index % 50).padStart(7, '0')}`, `C${index}`, bench.clock.at, `n${index}`),
    );
    await Promise.all([
      bench.receive(...values),
      bench.receive(...values),
      bench.receive(...values.toReversed()),
    ]);
    expect(bench.events('message.received')).toHaveLength(2000);
    expect(bench.events('conversation.opened')).toHaveLength(50);
  });

  it('keeps a poison update raw and applies the others', async () => {
    bench.store.db.exec(
      "create trigger poison before insert on messages when new.content like '%poison%' begin select raise(abort, 'poison'); end",
    );
    const values = Array.from({ length: 200 }, (_, index) =>
      text(customer, `P${index}`, bench.clock.at, index === 77 ? 'poison' : 'fine'),
    );
    expect(await bench.receive(...values)).toEqual({ applied: 199, duplicates: 0, failed: 1 });
    expect(bench.events('message.received')).toHaveLength(199);
    const [unknown] = bench.events('unknown');
    expect(unknown?.data).toMatchObject({ unknown: { reason: 'apply_failed', type: 'message.received' } });
    expect(JSON.stringify(unknown)).toContain('poison');
    expect(await bench.receive(...values)).toMatchObject({ applied: 0 });
    expect(bench.events('unknown')).toHaveLength(1);
    expect(await conversation()).toMatchObject({ unanswered: 199 });
  });

  it('finds everything again after a crash, with counts and windows as they were', async () => {
    for (let index = 0; index < 40; index += 1)
      await bench.receive(
        text(`346000000${String(index % 10).padStart(2, '0')}`, `D${index}`, bench.clock.at, 'x'),
      );
    const again = await bench.reopen();
    expect(await again.receive(text('34600000003', 'D3', bench.clock.at, 'x'))).toMatchObject({
      duplicates: 1,
    });
    await again.tables.touches.settled();
    for (let no = 1; no <= 10; no += 1) {
      expect(viewConversation(again.tables, no, bench.clock.now())).toMatchObject({
        unanswered: 4,
        windowUntil: bench.clock.at + 24 * hour,
      });
    }
    await again.receive(text('34600000003', 'D99', bench.clock.at, 'x'));
    await again.tables.touches.settled();
    expect(again.events('conversation.opened')).toHaveLength(10);
    await again.store.close();
  });

  it('keeps an unknown number whole and takes its message once the number is configured', async () => {
    const message = text(customer, 'E1', bench.clock.at, 'hola');
    await bench.store.write(() => bench.tables.accounts.configure([]));
    await bench.receive(message);
    await bench.receive(message);
    expect(bench.events().map((event) => event.type)).toEqual(['account.unrecognised']);
    await bench.store.write(() =>
      bench.tables.accounts.configure([{ provider: 'meta', providerId: '2000000000001', endpoint: 'main' }]),
    );
    await bench.receive(message);
    expect(bench.events('message.received')).toHaveLength(1);
  });

  it('finds the account of an update that shows only its number, when exactly one has it', async () => {
    const accounts = [
      { provider: 'meta', providerId: '2000000000001', displayPhone: '+34 910 00 00 01' },
      { provider: 'meta', providerId: '2000000000002', displayPhone: '+34 910-000-002' },
      { provider: 'meta', providerId: '2000000000003', displayPhone: '34910000002' },
      { provider: 'meta', providerId: '2000000000004' },
    ] as const;
    await bench.store.write(() => bench.tables.accounts.configure(accounts));
    const about = (phone?: string) => ({
      field: 'phone_number_quality_update',
      metadata: undefined,
      display_phone_number: phone,
      event: 'FLAGGED',
      current_limit: String(phone),
    });
    const shown = ['34910000001', '34910000002', '34910000009', '', undefined];
    await bench.receive(...shown.map(about));
    const first = bench.tables.accounts.byProviderId('meta', '2000000000001')?.id;
    expect(bench.events('account.changed').map((event) => event.data.hub?.accountId)).toEqual([
      first,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    // A message without the number's id is kept, and gets no id made without it.
    await bench.receive({
      ...text(customer, 'J1', bench.clock.at, 'x'),
      metadata: { display_phone_number: '34910000001' },
    });
    expect(bench.events('message.received').map((event) => event.data.hub)).toEqual([{}]);
    // One that is no longer configured is not found by its number either.
    await bench.store.write(() => bench.tables.accounts.configure(accounts.slice(1)));
    await bench.receive({ ...about('34910000001'), event: 'UNFLAGGED' });
    expect(bench.events('account.changed').at(-1)?.data.hub?.accountId).toBeUndefined();
  });

  it('records STOP before anything else can send and START as a new grant', async () => {
    await bench.receive(text(customer, 'F1', bench.clock.at, '¡Baja!'));
    expect(bench.events('consent.changed').map((event) => event.data)).toMatchObject([
      { consent: { state: 'withdrawn', purposes: 'all', actor: 'person', source: 'keyword' } },
    ]);
    bench.clock.at += hour;
    await bench.receive(text(customer, 'F2', bench.clock.at, 'alta'));
    const records = bench.tables.consents.list(1, bench.tables.contacts.byNo(1)?.id as never);
    expect(records.map((record) => record.state)).toEqual(['withdrawn', 'granted']);
  });

  it('never believes a time later than a minute after arrival', async () => {
    await bench.receive(text(customer, 'G1', Date.UTC(9999, 0, 1), 'from the future'));
    expect((await conversation())?.windowUntil).toBe(bench.clock.at + 60_000 + 24 * hour);
  });

  it('joins a person who comes by number first and by user id later', async () => {
    await bench.receive(text(customer, 'H1', bench.clock.at, 'by number'));
    const both = text(customer, 'H2', bench.clock.at, 'both');
    Object.assign(both.messages[0] as object, { from_user_id: 'ES.100000000000000001' });
    Object.assign(both.contacts[0] as object, { user_id: 'ES.100000000000000001' });
    await bench.receive(both);
    await bench.receive({
      contacts: [{ user_id: 'ES.100000000000000001', profile: { username: '@ana' } }],
      messages: [
        {
          from_user_id: 'ES.100000000000000001',
          id: 'wamid.H3',
          timestamp: '1790000000',
          type: 'text',
          text: { body: 'no number' },
        },
      ],
    });
    expect(bench.events('conversation.opened')).toHaveLength(1);
    expect(
      bench.tables.contacts
        .view(1)
        ?.identities.map((identity) => identity.kind)
        .sort(),
    ).toEqual(['user_id', 'wa_id']);
  });

  it('stores a message without any sender and does not invent a person', async () => {
    await bench.receive({
      messages: [{ id: 'wamid.I1', timestamp: '1790000000', type: 'text', text: { body: 'who?' } }],
    });
    await bench.receive(text(customer, 'I2', bench.clock.at, 'me'));
    expect(bench.events('message.received')).toHaveLength(2);
    expect(bench.tables.messages.byNo(1)?.providerId).toBe('wamid.I2');
    expect(bench.tables.messages.byNo(2)).toBeUndefined();
  });

  it('emits a status for a message nobody knows and gives it to the echo that follows', async () => {
    await bench.receive(status('J1', 'read', bench.clock.at), status('J1', 'delivered', bench.clock.at));
    expect(bench.events('message.status')).toHaveLength(2);
    const echo = {
      field: 'smb_message_echoes',
      message_echoes: [
        {
          from: '34910000001',
          to: customer,
          id: 'wamid.J1',
          timestamp: '1790000000',
          type: 'text',
          text: { body: 'from the app' },
        },
      ],
    };
    await bench.receive(echo);
    expect(bench.events('message.sent').map((event) => event.data.hub)).toMatchObject([{ status: 'read' }]);
    await bench.receive(status('J1', 'played', bench.clock.at));
    expect(bench.events('message.status').at(-1)?.data.hub).toMatchObject({ status: 'played' });
  });

  it('says in words why a message did not reach the customer, in the event and on the message', async () => {
    await bench.receive({
      field: 'smb_message_echoes',
      message_echoes: [
        {
          from: '34910000001',
          to: customer,
          id: 'wamid.F1',
          timestamp: '1790000000',
          type: 'text',
          text: { body: 'from the app' },
        },
      ],
    });
    const errors = [{ code: 131026, title: 'Message undeliverable' }];
    await bench.receive(
      status('F1', 'sent', bench.clock.at, { errors }),
      status('F1', 'failed', bench.clock.at, { errors }),
      status('unknown', 'failed', bench.clock.at),
      status('F1', 'delivered', bench.clock.at),
    );
    const row = bench.tables.messages.byNo(1);
    const error = row && moreOf(row).error;
    expect(error).toMatchObject({
      code: 'provider_rejected',
      providerCode: 131026,
      message: expect.any(String),
      nextStep: expect.any(String),
    });
    const told = bench.events('message.status').map(({ data }) => data.hub?.failure);
    expect(told).toEqual([
      undefined,
      error,
      expect.objectContaining({ code: 'provider_rejected' }),
      undefined,
    ]);
  });

  it('puts synchronised history into a closed conversation that starts nothing', async () => {
    const history = (id: string, type: string, more: object) => ({
      field: 'history',
      history: [
        {
          metadata: { phase: 0, chunk_order: 1, progress: 50 },
          threads: [
            {
              id: customer,
              messages: [
                {
                  from: customer,
                  id: `wamid.${id}`,
                  timestamp: '1780000000',
                  type,
                  ...more,
                  history_context: { status: 'READ' },
                },
              ],
            },
          ],
        },
      ],
    });
    await bench.receive(
      history('K1', 'text', { text: { body: 'antes' } }),
      history('K2', 'media_placeholder', {}),
    );
    expect(bench.events('message.received')).toEqual([]);
    expect(bench.events('message.imported')).toHaveLength(2);
    expect(await conversation(1)).toMatchObject({ state: 'closed', unanswered: 0 });
    expect((await conversation(1))?.windowUntil).toBeUndefined();
    await bench.receive(text(customer, 'K3', bench.clock.at, 'ahora'));
    expect(bench.events('conversation.opened')).toHaveLength(1);
    expect(await conversation(2)).toMatchObject({ state: 'open', unanswered: 1 });
  });
});
