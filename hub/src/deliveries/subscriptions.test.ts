import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '../services.ts';
import { anybody, startHub, type TestHub, until } from './testing/hub.ts';
import { createReceiver, type Receiver } from './testing/receiver.ts';

let hub: TestHub;
let receiver: Receiver;
beforeEach(async () => {
  hub = await startHub();
  receiver = await createReceiver(hub.secret);
});
afterEach(async () => {
  await hub.end();
  await receiver.down();
});

const put = (request: object, by: Caller = anybody, clientKey = 'first') =>
  hub.services.subscriptions.put(clientKey, request, by);
const keyOf = (id: string, accounts?: string[]): Caller => ({
  keyId: id,
  name: id,
  scopes: new Set(['subscriptions:write', 'events:read'] as const),
  ...(accounts ? { accounts } : {}),
});
const addKey = (id: string) =>
  hub.store.write(() =>
    hub.store.db
      .prepare('insert into keys (id, hash, name, scopes, created_at) values ($1, $2, $3, $4, 0)')
      .run(id, Buffer.from(id), id, '[]'),
  );

describe('a subscription', () => {
  it('is made once for one client key, and shows its secret that once', async () => {
    const first = await put({ url: receiver.url, secret: hub.secret, description: 'shop' });
    expect(first).toMatchObject({
      clientKey: 'first',
      state: 'active',
      secret: hub.secret,
      description: 'shop',
    });
    const second = await put({ url: receiver.url, secret: hub.secret, description: 'shop' });
    expect(second.id).toBe(first.id);
    expect(second).not.toHaveProperty('secret');
    expect(receiver.challenges).toBe(1);
    expect(await hub.services.subscriptions.list()).toHaveLength(1);
    const stored = hub.store.db.prepare<{ secret: string }>('select secret from subscriptions').get();
    expect(stored?.secret).toBe(`sealed:${hub.secret}`);
  });

  it('gets a secret of its own when it brings none', async () => {
    const made = await put({});
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(made).not.toHaveProperty('url');
    expect(made).toMatchObject({ lag: 0, held: 0, dead: 0 });
  });

  it('proves its address by the text of the challenge or by JSON with it', async () => {
    receiver.answerChallenge = 'json';
    await put({ url: receiver.url, secret: hub.secret });
    expect(receiver.challenges).toBe(1);
  });

  it('is not stored when the receiver does not echo the challenge', async () => {
    receiver.answerChallenge = false;
    await expect(put({ url: receiver.url, secret: hub.secret })).rejects.toMatchObject({
      code: 'subscription_unproven',
      detail: 'the receiver answered 200 without the challenge',
    });
    expect(await hub.services.subscriptions.list()).toEqual([]);
    await expect(put({ url: 'http://127.0.0.1:9/x' })).rejects.toMatchObject({
      code: 'subscription_unproven',
    });
  });

  it('keeps its old address when the new one is not proven, and is asked again for each new one', async () => {
    await put({ url: receiver.url, secret: hub.secret });
    receiver.answerChallenge = false;
    const elsewhere = `${receiver.url}/elsewhere`;
    await expect(put({ url: elsewhere, secret: hub.secret })).rejects.toMatchObject({
      code: 'subscription_unproven',
    });
    expect((await hub.services.subscriptions.get('first')).url).toBe(receiver.url);
    receiver.answerChallenge = true;
    expect((await put({ url: elsewhere, secret: hub.secret })).url).toBe(elsewhere);
    expect(receiver.challenges).toBe(3);
    await hub.append({ lane: 1, number: 1 });
    await until(() => receiver.taken.length === 1);
  });

  it('refuses what it does not understand and names it', async () => {
    const refused = (request: object, detail: string | RegExp, code = 'invalid_request') =>
      expect(put(request)).rejects.toMatchObject({ code, detail: expect.stringMatching(detail) });
    await refused({ types: ['message.recieved'] }, /"message.recieved".*Did you mean "message.received"/);
    await refused({ statuses: ['opened'] }, /opened/);
    await refused({ types: 'message.received' }, /types must be a list/);
    await refused({ accounts: ['ca_unknown000000000'] }, /ca_unknown/, 'account_unknown');
    await refused({ secret: 'abc' }, /whsec_/);
    await refused({ url: 'nowhere' }, /https/);
    await refused({ url: 'ftp://example.com/' }, /https/, 'url_refused');
    await refused({ onDeadLetter: 'explode' }, /skip or hold/);
    await refused({ from: 'yesterday' }, /cursor/);
    await refused({ from: '99' }, /ahead/);
    await expect(put({}, anybody, 'with space')).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('begins where it was told to, and only when it is new', async () => {
    await hub.append({ lane: 1, number: 1 }, { lane: 1, number: 2 }, { lane: 1, number: 3 });
    await put({ url: receiver.url, secret: hub.secret, from: '1' });
    await until(() => receiver.taken.length === 2);
    await put({ url: receiver.url, secret: hub.secret, from: '0' });
    await hub.append({ lane: 1, number: 4 });
    await until(() => receiver.taken.length === 3);
    expect(receiver.taken.map(({ number }) => number)).toEqual([2, 3, 4]);
  });

  it('belongs to the key that made it, until that key is revoked', async () => {
    await addKey('key_ana');
    await addKey('key_eva');
    const made = await put({}, keyOf('key_ana'));
    await expect(put({}, keyOf('key_eva'))).rejects.toMatchObject({ code: 'conflict' });
    await put({ description: 'by an administrator' });
    expect((await put({ description: 'x' }, keyOf('key_ana'))).id).toBe(made.id);
    await hub.store.write(() =>
      hub.store.db.prepare("update keys set revoked_at = 1 where id = 'key_ana'").run(),
    );
    expect((await put({}, keyOf('key_eva'))).id).toBe(made.id);
  });

  it('of a key with accounts stays within them', async () => {
    const by = keyOf('key_ana', ['ca_first00000000000']);
    await expect(put({ accounts: ['ca_second0000000000'] }, by)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await put({}, by)).accounts).toEqual(['ca_first00000000000']);
  });

  it('can be paused and resumed without loss, and changed while it is paused', async () => {
    await put({ url: receiver.url, secret: hub.secret });
    expect(await hub.services.subscriptions.pause('first')).toMatchObject({ state: 'paused' });
    await hub.append({ lane: 1, number: 1 }, { lane: 1, number: 2, type: 'note.added' });
    expect((await put({ url: receiver.url, secret: hub.secret, types: ['note.added'] })).state).toBe(
      'paused',
    );
    expect((await hub.services.subscriptions.get('first')).lag).toBe(2);
    expect(await hub.services.subscriptions.resume('first')).toMatchObject({ state: 'active' });
    await until(() => receiver.taken.length === 1);
    expect(receiver.taken[0]?.type).toBe('note.added');
  });

  it('is gone with all of its deliveries when it is removed', async () => {
    const failing = () => 500;
    receiver.answer = failing;
    await put({ url: receiver.url, secret: hub.secret });
    await hub.append({ lane: 1, number: 1 });
    await until(async () => (await hub.services.subscriptions.get('first')).held === 1);
    await hub.services.subscriptions.remove('first');
    await expect(hub.services.subscriptions.get('first')).rejects.toMatchObject({ code: 'not_found' });
    await expect(hub.services.subscriptions.remove('first')).rejects.toMatchObject({ code: 'not_found' });
    expect((await hub.services.deliveries.list({})).items).toEqual([]);
    const seen = receiver.seen.length;
    await hub.append({ lane: 2, number: 2 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(receiver.seen).toHaveLength(seen);
  });

  it('is one, however many ask for it at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 5 }, () => put({ url: receiver.url, secret: hub.secret })),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made.filter(({ secret }) => secret)).toHaveLength(1);
  });

  it('refuses to redrive while it is paused', async () => {
    receiver.answer = () => 410;
    await put({ url: receiver.url, secret: hub.secret });
    const dead = {
      lane: 4,
      state: 'dead' as const,
      attempts: 1,
      notBefore: 0,
      lastError: null,
      lastStatus: null,
      redriven: false,
      holding: false,
      createdAt: 0,
    };
    const { id } = await hub.services.subscriptions.pause('first');
    const { deliveriesOf } = await import('../store/deliveries.ts');
    await hub.append({ lane: 1, number: 1 });
    await hub.store.write(() => deliveriesOf(hub.store).save(id, 1, dead));
    const { items } = await hub.services.deliveries.list({ consumer: 'first' });
    await expect(hub.services.deliveries.redrive(items[0]?.id ?? '')).rejects.toMatchObject({
      code: 'consumer_paused',
    });
    await expect(hub.services.deliveries.redriveAll('nobody')).rejects.toMatchObject({ code: 'not_found' });
  });
});
