import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EventReceiver, startEventReceiver } from '../support/event-receiver.ts';
import {
  allEvents,
  call,
  freePort,
  type HubProcess,
  type Loose,
  type Program,
  postWebhook,
  removeFolder,
  run,
  startHub,
  tempFolder,
  until,
} from '../support/hub-process.ts';
import { bodyOf, status, text } from '../support/webhooks.ts';

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const ana = '34677889900';
const other = '34600000001';
/** Whatever tells who she was or what she wrote, in any form it was ever given to the hub. */
const traces = [ana, 'Anastasia', 'Quintanilla', 'xylophone', 'marmalade', 'hippogriff', 'ana.quint'];

/** Where a trace stands in any file of the folder, the sandbox's apart. */
const tracesIn = (folder: string, words: readonly string[]): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('sandbox.db'))
    .flatMap((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name)).toString('latin1').toLowerCase();
      return words
        .filter((word) => bytes.includes(word.toLowerCase()))
        .map((word) => `${entry.name}: ${word}`);
    });

describe('erasing a contact', () => {
  const folder = tempFolder();
  const data = join(folder, 'data');
  let port = 0;
  let sandbox: Program;
  let platform = '';
  let receiver: EventReceiver;
  let failing: EventReceiver;
  let queued = '';
  let hub: HubProcess;
  const start = () => startHub({ folder, port, apiBaseUrl: `${platform}/graph` });
  const contactOf = async (phone: string): Promise<Loose> =>
    (await hub.api('GET', `/v1/contacts?phone=${phone}`)).body.items[0];

  beforeAll(async () => {
    port = await freePort();
    const platformPort = await freePort();
    platform = `http://127.0.0.1:${platformPort}`;
    sandbox = run(['test/support/sandbox-server.ts', String(platformPort)]);
    await until('the sandbox is ready', () => sandbox.out().includes('ready'));
    [receiver, failing] = [await startEventReceiver(secret), await startEventReceiver(secret)];
    hub = await start();
  }, 30_000);
  afterAll(async () => {
    await hub?.end('SIGKILL');
    await sandbox?.end('SIGKILL');
    await receiver?.close();
    await failing?.close();
    removeFolder(folder);
  });

  const webhooks: string[] = [];
  const post = async (...values: object[]) => {
    const body = bodyOf(...values);
    webhooks.push(body);
    expect(await postWebhook(hub.webhook, body)).toBe(200);
  };
  const said = (id: string, words: string, from = ana): Loose => {
    const value: Loose = text(from, id, Date.now(), words);
    if (from === ana) value.contacts[0].profile = { name: 'Anastasia Quintanilla', username: 'ana.quint' };
    return value;
  };
  let seqs: Loose[] = [];
  let contact: Loose;

  it('leaves her number, name and words in no file, and a tombstone for each event', async () => {
    await hub.api('PUT', '/v1/subscriptions/good', { url: receiver.url, secret });
    // One that takes nothing: what it is to get waits.
    failing.answer = () => 500;
    await hub.api('PUT', '/v1/subscriptions/failing', { url: failing.url, secret });
    await post(said('E1', 'the xylophone is here'), said('E2', 'and marmalade'));
    // Words of others between hers, so that her rows share pages with theirs.
    for (let i = 0; i < 40; i += 1)
      await post(said(`O${i}`, `others write too ${i}`, other), said(`E3.${i}`, `hippogriff ${i} and more`));
    await post({
      contacts: [{ wa_id: ana, profile: { name: 'Anastasia Quintanilla' } }],
      messages: [
        {
          from: ana,
          id: 'wamid.E4',
          timestamp: String(Math.floor(Date.now() / 1000)),
          type: 'reaction',
          reaction: { message_id: 'wamid.E1', emoji: '👍' },
        },
      ],
    });
    // What names her and belongs to nobody the hub knows: a status of a stranger's message, a body that is no JSON.
    await post(status('S1', ana, 'read', Date.now()));
    expect(await postWebhook(hub.webhook, `not json ${ana} xyz`)).toBe(200);
    // A message to her that waits for the platform.
    await call(`${platform}/sandbox/faults`, 'POST', { kind: 'rate_limited', retryAfterSeconds: 3 });
    const sending = await hub.api('POST', '/v1/messages', {
      to: `+${ana}`,
      content: { kind: 'text', text: 'marmalade for Anastasia' },
    });
    expect(sending.status).toBe(202);
    queued = sending.body.id;
    await until('it waits', async () => {
      const { body } = await call(`${platform}/sandbox/faults`, 'GET');
      return body.faults[0]?.used !== 0;
    });
    await post(said('E5', 'Baja'));
    contact = await contactOf(ana);
    expect(contact.name).toBe('Anastasia Quintanilla');
    await hub.api('PATCH', `/v1/contacts/${contact.id}`, {
      attributes: { note: 'likes hippogriff' },
      tags: ['xylophone'],
    });
    await hub.api('POST', '/v1/consents', {
      contactId: contact.id,
      state: 'granted',
      purposes: ['marketing'],
      wording: 'marmalade by mail',
    });
    await until('she can be found', async () => {
      const { body } = await hub.api('GET', '/v1/search?q=xylophone');
      return body.items.length === 1;
    });
    const before = await allEvents(hub);
    seqs = before.map(({ id, type }) => ({ id, type }));
    expect(tracesIn(data, traces).length).toBeGreaterThan(5);

    await until('deliveries wait', async () => {
      const { body } = await hub.api('GET', '/v1/subscriptions/failing');
      return body.held > 0 || body.lag > 0;
    });

    const answer = await hub.api('DELETE', `/v1/contacts/${contact.id}`);
    expect(answer.status).toBe(204);
    const seenBefore = failing.seen.length;
    failing.answer = () => 204;
    await hub.api('POST', '/v1/subscriptions/failing/pause');
    await hub.api('POST', '/v1/subscriptions/failing/resume');
    await until('subscribers know', () => receiver.seen.some((event) => event.type === 'contact.erased'));

    const events = await allEvents(hub);
    // Every event kept its place and its id; hers tell no more than what they were.
    expect(events.slice(0, seqs.length).map(({ id, type, data }) => ({ id, type: data.of ?? type }))).toEqual(
      seqs,
    );
    const hers = events.filter(
      (event) => event.data.hub?.contactId === contact.id && event.type !== 'contact.erased',
    );
    expect(hers.length).toBeGreaterThan(40);
    for (const event of hers) {
      expect([event.type, Object.keys(event.data)]).toEqual(['event.erased', ['of', 'hub']]);
    }
    const theirs = events.filter(
      (event) => event.type === 'message.received' && event.data.message?.providerId,
    );
    expect(theirs).toHaveLength(40);
    await until('what waited is delivered', async () => {
      const { body } = await hub.api('GET', '/v1/subscriptions/failing');
      return body.lag === 0 && body.held === 0;
    });
    const late = JSON.stringify(failing.seen.slice(seenBefore)).toLowerCase();
    for (const trace of traces) expect(late).not.toContain(trace.toLowerCase());
    const lateIds = new Set(failing.seen.slice(seenBefore).map(({ id }) => id));
    expect(hers.filter(({ id }) => lateIds.has(id)).length).toBeGreaterThan(40);
    expect((await hub.api('GET', `/v1/messages/${queued}`)).status).toBe(404);
    expect((await hub.api('GET', '/v1/search?q=hippogriff')).body.items).toEqual([]);
    expect((await hub.api('GET', `/v1/contacts/${contact.id}`)).status).toBeGreaterThanOrEqual(404);
    expect((await hub.api('GET', `/v1/contacts?phone=${ana}`)).body.items).toEqual([]);

    // Once the log files are copied back: while the hub runs, and after it has stopped.
    await until('no trace is left', () => tracesIn(data, traces).length === 0, 5_000).catch(() => undefined);
    expect(tracesIn(data, traces)).toEqual([]);
  }, 30_000);

  it('is not undone by late redeliveries, and late news of her messages tell nothing', async () => {
    for (const body of webhooks) expect(await postWebhook(hub.webhook, body)).toBe(200);
    await post(status('E1', ana, 'played', Date.now()));
    await post({
      contacts: [{ wa_id: ana, profile: { name: 'Anastasia Quintanilla' } }],
      messages: [
        {
          from: ana,
          id: 'wamid.E1.edit',
          timestamp: String(Math.floor(Date.now() / 1000)),
          type: 'edit',
          edit: {
            original_message_id: 'wamid.E1',
            message: { type: 'text', text: { body: 'hippogriff again' } },
          },
        },
      ],
    });
    expect((await hub.api('GET', `/v1/contacts?phone=${ana}`)).body.items).toEqual([]);
    await until('no trace came back', () => tracesIn(data, traces).length === 0, 3_000).catch(
      () => undefined,
    );
    expect(tracesIn(data, traces)).toEqual([]);
    // Late news are told all the same, by what they were.
    const late = (await allEvents(hub)).slice(-2);
    expect(late.map(({ type, data }) => [type, data.of])).toEqual([
      ['event.erased', 'message.status'],
      ['event.erased', 'message.edited'],
    ]);
  }, 15_000);

  it('keeps her withdrawal for when she turns up again, also in another spelling and by another identity', async () => {
    const refused = await hub.api('POST', '/v1/messages', {
      to: `+${ana}`,
      content: { kind: 'template', name: 'order_update', language: 'es' },
      purpose: 'marketing',
    });
    expect({ status: refused.status, code: refused.body.code }).toEqual({
      status: 422,
      code: 'consent_withdrawn',
    });
    // She comes by an id nobody knew; only later the number tells that it is she.
    const user = 'ES.10000000000000077';
    await post({
      contacts: [{ user_id: user, profile: { name: 'A.' } }],
      messages: [
        {
          from_user_id: user,
          id: 'wamid.U1',
          timestamp: String(Math.floor(Date.now() / 1000) - 90_000),
          type: 'text',
          text: { body: 'hm' },
        },
      ],
    });
    await post({
      contacts: [{ user_id: user, wa_id: ana, profile: { name: 'A.' } }],
      messages: [
        {
          from: ana,
          from_user_id: user,
          id: 'wamid.U2',
          timestamp: String(Math.floor(Date.now() / 1000) - 90_000),
          type: 'text',
          text: { body: 'hm' },
        },
      ],
    });
    const again = await contactOf(ana);
    const answer = await hub.api('POST', '/v1/messages', {
      to: again.id,
      content: { kind: 'text', text: 'we miss you' },
      purpose: 'service',
    });
    expect(answer.body).toMatchObject({ status: 422, code: 'consent_withdrawn' });
  });

  it('goes on where it was when the hub is killed in the middle of it', async () => {
    const bea = '34655443322';
    const many = Array.from({ length: 2500 }, (_, i) => text(bea, `B${i}`, Date.now(), `quartz ${i}`));
    await post(...many);
    const { id } = await contactOf(bea);
    const request = hub.api('DELETE', `/v1/contacts/${id}`).catch(() => undefined);
    await until(
      'it has begun',
      async () => (await hub.api('GET', `/v1/contacts/${id}`)).status !== 200,
      5_000,
    );
    await hub.end('SIGKILL');
    await request;
    expect(tracesIn(data, ['quartz']).length).toBeGreaterThan(0);
    hub = await start();
    await until('it is done', () => tracesIn(data, ['quartz', bea]).length === 0, 8_000).catch(
      () => undefined,
    );
    expect(tracesIn(data, ['quartz', bea])).toEqual([]);
    expect(JSON.stringify(await allEvents(hub))).not.toContain('quartz');
  }, 30_000);

  it('never gives the number of a message that is gone to another one', async () => {
    const carl = '34655000111';
    await post(text(carl, 'C1', Date.now(), 'I am the newest'));
    expect((await hub.api('DELETE', `/v1/contacts/${(await contactOf(carl)).id}`)).status).toBe(204);
    await hub.end('SIGTERM');
    hub = await start();
    await post(text('34655000222', 'D1', Date.now(), 'I came after'));
    await post(status('C1', carl, 'played', Date.now()));
    const late = (await allEvents(hub)).at(-1);
    expect([late.data.of, late.data.hub.conversationId]).toEqual(['message.status', undefined]);
    // And what memory holds of new messages is found again after a crash.
    await post(text('34655000222', 'D2', Date.now(), 'again'));
    await hub.end('SIGKILL');
    hub = await start();
    const { body } = await hub.api('GET', '/v1/conversations?limit=1');
    expect(body.items[0].unanswered).toBe(2);
    const { body: messages } = await hub.api('GET', `/v1/conversations/${body.items[0].id}/messages`);
    expect(messages.items.map((one: Loose) => one.content.text)).toEqual(['again', 'I came after']);
  }, 20_000);

  it('takes nothing from anybody else while webhooks come in', async () => {
    const people = Array.from({ length: 20 }, (_, i) => `3461234${String(i).padStart(4, '0')}`);
    const doomed = Array.from({ length: 12 }, (_, i) => `3467654${String(i).padStart(4, '0')}`);
    for (const phone of doomed) await post(text(phone, `X${phone}`, Date.now(), 'erase me'));
    let ended = false;
    let number = 0;
    const wrote = new Map<string, number>();
    const load = Array.from({ length: 6 }, async () => {
      while (!ended) {
        const phone = people[number % people.length] as string;
        const id = ++number;
        expect(await postWebhook(hub.webhook, bodyOf(text(phone, `L${id}`, Date.now(), `${id}`)))).toBe(200);
        wrote.set(phone, (wrote.get(phone) ?? 0) + 1);
      }
    });
    for (const phone of doomed) {
      const { id } = await contactOf(phone);
      expect((await hub.api('DELETE', `/v1/contacts/${id}`)).status).toBe(204);
    }
    ended = true;
    await Promise.all(load);
    await hub.end('SIGKILL');
    hub = await start();
    const { body } = await hub.api('GET', '/v1/conversations?limit=200');
    for (const [phone, count] of wrote) {
      const found = body.items.find((one: Loose) =>
        one.contact.identities.some((each: Loose) => each.value === phone),
      );
      const { body: messages } = await hub.api('GET', `/v1/conversations/${found.id}/messages?limit=200`);
      expect({ phone, unanswered: found.unanswered, kept: messages.items.length }).toEqual({
        phone,
        unanswered: count,
        kept: Math.min(200, count),
      });
      expect(found.windowUntil).toBeGreaterThan(Date.now() + 86_000_000);
    }
  }, 30_000);

  it('sends nothing to her that waited', async () => {
    expect((await call(`${platform}/sandbox/sends`, 'GET')).body.total).toBe(0);
  });

  it('leaves a store that SQLite finds whole', async () => {
    expect(await hub.end('SIGINT')).toEqual({ code: 0, signal: null });
    const db = new DatabaseSync(join(data, 'hub.db'), { timeout: 10_000 });
    expect(db.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    db.close();
    expect(
      tracesIn(
        data,
        traces.filter((word) => word !== ana),
      ),
    ).toEqual([]);
  });
});
