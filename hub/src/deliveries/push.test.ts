import { afterEach, describe, expect, it } from '@jest/globals';
import { anybody, startHub, type TestHub, until } from './testing/hub.ts';
import { createReceiver, type Receiver } from './testing/receiver.ts';

const hubs: TestHub[] = [];
const receivers: Receiver[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.end();
  for (const receiver of receivers.splice(0)) await receiver.down().catch(() => undefined);
});

const begin = async (options: Parameters<typeof startHub>[0] = {}) => {
  const hub = await startHub({ random: () => 0.5, ...options });
  hubs.push(hub);
  return hub;
};
const receive = async (hub: TestHub) => {
  const receiver = await createReceiver(hub.secret);
  receivers.push(receiver);
  return receiver;
};
const subscribe = (hub: TestHub, receiver: Receiver, more: object = {}, clientKey = 'first') =>
  hub.services.subscriptions.put(clientKey, { url: receiver.url, secret: hub.secret, ...more }, anybody);
const quick = { baseMs: 20, capMs: 50, attempts: 3, refusedMs: 300, probeCapMs: 50 };
const numbers = (receiver: Receiver, lane: number) =>
  receiver.taken.filter((each) => each.lane === lane).map((each) => each.number);

describe('push', () => {
  it('posts each wanted event once, signed, exactly as stored, in the order of its lane', async () => {
    const hub = await begin();
    const receiver = await receive(hub);
    await subscribe(hub, receiver, { types: ['message.received'] });
    for (let number = 0; number < 50; number++) {
      await hub.append({ lane: number % 5, number }, { lane: number % 5, number, type: 'note.added' });
    }
    await until(() => receiver.taken.length >= 50);
    expect(receiver.forged).toBe(0);
    expect(receiver.taken).toHaveLength(50);
    for (let lane = 0; lane < 5; lane++)
      expect(numbers(receiver, lane)).toEqual([...numbers(receiver, lane)].sort((a, b) => a - b));
    expect(receiver.taken[0]?.body).toBe(hub.store.log.read(0, 1)[0]?.body);
    expect(receiver.taken[0]?.id).toBe(JSON.parse(receiver.taken[0]?.body ?? '{}').id);
    const subscription = await hub.services.subscriptions.get('first');
    expect(subscription).toMatchObject({ cursor: '100', lag: 0, held: 0, dead: 0 });
  });

  it('filters by account and by status, and tells everybody of an erasure', async () => {
    const hub = await begin();
    const receiver = await receive(hub);
    await subscribe(hub, receiver, { accounts: ['ca_first00000000000'], statuses: ['read'] });
    await hub.append(
      { lane: 1, number: 1, type: 'message.status', status: 'sent', account: 1 },
      { lane: 1, number: 2, type: 'message.status', status: 'read', account: 1 },
      { lane: 1, number: 3, type: 'message.status', status: 'read', account: 2 },
      { lane: 1, number: 4, account: 1 },
      { lane: 1, number: 5, type: 'problem' },
      { lane: 1, number: 6, type: 'contact.erased' },
    );
    await until(() => receiver.taken.length === 3);
    expect(numbers(receiver, 1)).toEqual([2, 4, 6]);
  });

  it('lets one failing conversation among a hundred delay only itself', async () => {
    const hub = await begin({ limits: { ...quick, attempts: 1000 } });
    const receiver = await receive(hub);
    let broken = true;
    receiver.answer = ({ lane }) => (lane === 7 && broken ? 500 : 204);
    await subscribe(hub, receiver);
    for (let number = 0; number < 3; number++) {
      await hub.append(...Array.from({ length: 100 }, (_, lane) => ({ lane, number })));
    }
    await until(() => receiver.taken.length === 297);
    expect(await hub.services.subscriptions.get('first')).toMatchObject({ held: 3, dead: 0, lag: 0 });
    const { items } = await hub.services.deliveries.list({ consumer: 'first' });
    expect(items.map(({ state }) => state).sort()).toEqual(['retrying', 'waiting', 'waiting']);
    broken = false;
    await until(() => receiver.taken.length === 300);
    expect(numbers(receiver, 7)).toEqual([0, 1, 2]);
    expect(await hub.services.subscriptions.get('first')).toMatchObject({ held: 0 });
  });

  it('gives an event up after its attempts and goes on; redriven it comes again, late, with the same id', async () => {
    const hub = await begin({ limits: quick });
    const receiver = await receive(hub);
    let broken = true;
    receiver.answer = ({ number }) => (number === 1 && broken ? 422 : 204);
    const { id } = await subscribe(hub, receiver);
    await hub.append({ lane: 1, number: 1 }, { lane: 1, number: 2 }, { lane: 1, number: 3 });
    await until(() => receiver.taken.length === 2);
    expect(receiver.seen.filter(({ number }) => number === 1)).toHaveLength(3);
    await until(async () => (await hub.services.deliveries.list({ state: 'dead' })).items.length === 1);
    const { items } = await hub.services.deliveries.list({ state: 'dead' });
    expect(items).toMatchObject([{ consumer: id, attempts: 3, lastStatus: 422, lastError: 'answered 422' }]);
    broken = false;
    await hub.services.deliveries.redrive(items[0]?.id ?? '');
    await until(() => receiver.taken.length === 3);
    expect(receiver.taken.map(({ number, redriven }) => [number, redriven])).toEqual([
      [2, false],
      [3, false],
      [1, true],
    ]);
    expect(receiver.taken[2]?.id).toBe(items[0]?.eventId);
    await until(async () => {
      const { dead, held } = await hub.services.subscriptions.get('first');
      return dead === 0 && held === 0;
    });
    await expect(hub.services.deliveries.redrive(items[0]?.id ?? '')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('holds a conversation behind its dead event until it is redriven', async () => {
    const hub = await begin({ limits: quick });
    const receiver = await receive(hub);
    let broken = true;
    receiver.answer = ({ number }) => (number === 1 && broken ? 500 : 204);
    await subscribe(hub, receiver, { onDeadLetter: 'hold' });
    await hub.append({ lane: 1, number: 1 }, { lane: 1, number: 2 }, { lane: 2, number: 9 });
    await until(async () => (await hub.services.subscriptions.get('first')).dead === 1);
    await hub.append({ lane: 1, number: 3 });
    await until(async () => (await hub.services.subscriptions.get('first')).held === 2);
    expect(receiver.taken.map(({ number }) => number)).toEqual([9]);
    broken = false;
    expect(await hub.services.deliveries.redriveAll('first')).toEqual({ redriven: 1 });
    await until(() => receiver.taken.length === 4);
    expect(numbers(receiver, 1)).toEqual([1, 2, 3]);
    expect(receiver.taken.map(({ redriven }) => redriven)).toEqual([false, true, false, false]);
  });

  it('goes on without the dead event when holding is switched off', async () => {
    const hub = await begin({ limits: quick });
    const receiver = await receive(hub);
    receiver.answer = ({ number }) => (number === 1 ? 500 : 204);
    await subscribe(hub, receiver, { onDeadLetter: 'hold' });
    await hub.append({ lane: 1, number: 1 }, { lane: 1, number: 2 });
    await until(async () => (await hub.services.subscriptions.get('first')).dead === 1);
    await subscribe(hub, receiver, { onDeadLetter: 'skip' });
    await until(() => receiver.taken.length === 1);
    expect(await hub.services.subscriptions.get('first')).toMatchObject({ dead: 1, held: 0 });
  });

  it('waits as long as a receiver that is asked too much says, and then loses nothing', async () => {
    const hub = await begin({ limits: quick });
    const receiver = await receive(hub);
    let refused = 0;
    receiver.answer = () => (refused++ < 20 ? { status: 429, headers: { 'retry-after': '1' } } : 204);
    await subscribe(hub, receiver);
    await hub.append(...Array.from({ length: 40 }, (_, lane) => ({ lane, number: lane })));
    await until(() => refused >= 16);
    const before = receiver.seen.length;
    const stopped = performance.now();
    await until(() => receiver.seen.length > before);
    expect(performance.now() - stopped).toBeGreaterThan(700);
    await until(() => receiver.taken.length === 40, 15_000);
    expect((await hub.services.deliveries.list({})).items).toEqual([]);
  });

  it('pauses on 410 at once, says why in a problem, and goes on without loss when resumed', async () => {
    const hub = await begin({ limits: quick });
    const receiver = await receive(hub);
    receiver.answer = () => 410;
    await subscribe(hub, receiver);
    await hub.append({ lane: 1, number: 1 }, { lane: 2, number: 2 });
    await until(() => hub.problems.length > 0);
    expect(hub.problems).toHaveLength(1);
    expect(hub.problems[0]).toMatchObject({ code: 'consumer_paused', source: 'subscription:first' });
    const paused = await hub.services.subscriptions.get('first');
    expect(paused).toMatchObject({ state: 'paused', pausedReason: expect.stringContaining('410') });
    await hub.append({ lane: 1, number: 3 });
    receiver.answer = () => 204;
    await hub.services.subscriptions.resume('first');
    await until(() => receiver.taken.length === 3);
    expect(numbers(receiver, 1)).toEqual([1, 3]);
  });

  it.each([401, 404, 400])(
    'pauses when a receiver answers %i to everything for long enough',
    async (status) => {
      const hub = await begin({ limits: quick });
      const receiver = await receive(hub);
      receiver.answer = () => status;
      await subscribe(hub, receiver);
      await hub.append(...Array.from({ length: 30 }, (_, lane) => ({ lane, number: lane })));
      await until(async () => (await hub.services.subscriptions.get('first')).state === 'paused');
      expect((await hub.services.deliveries.list({ state: 'dead' })).items).toEqual([]);
      receiver.answer = () => 204;
      // Saving it again proves the receiver anew and resumes.
      const challenges = receiver.challenges;
      await subscribe(hub, receiver);
      expect(receiver.challenges).toBe(challenges + 1);
      await until(() => receiver.taken.length === 30);
    },
  );

  it('takes a 404 to one conversation for what it is', async () => {
    const hub = await begin({ limits: quick });
    const receiver = await receive(hub);
    receiver.answer = ({ lane }) => (lane === 3 ? 404 : 204);
    await subscribe(hub, receiver);
    for (let number = 0; number < 10; number++) {
      await hub.append(...Array.from({ length: 10 }, (_, lane) => ({ lane, number })));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await until(() => receiver.taken.length === 90);
    await until(async () => (await hub.services.subscriptions.get('first')).dead === 10);
    expect((await hub.services.subscriptions.get('first')).state).toBe('active');
  });

  it('does not let a slow receiver delay a fast one', async () => {
    const hub = await begin();
    const [slow, fast] = [await receive(hub), await receive(hub)];
    slow.answer = () => ({ status: 204, afterMs: 300 });
    await subscribe(hub, slow, {}, 'slow');
    await subscribe(hub, fast, {}, 'fast');
    const start = performance.now();
    for (let number = 0; number < 10; number++) {
      await hub.append(...Array.from({ length: 20 }, (_, lane) => ({ lane, number })));
    }
    await until(() => fast.taken.length === 200);
    expect(performance.now() - start).toBeLessThan(1500);
    expect(slow.taken.length).toBeLessThan(100);
    await until(() => slow.taken.length === 200, 15_000);
  });

  it('serves ten subscriptions, each what it asked for', async () => {
    const hub = await begin();
    const all = await Promise.all(Array.from({ length: 10 }, () => receive(hub)));
    const types = ['message.received', 'note.added'];
    for (const [index, receiver] of all.entries()) {
      await subscribe(hub, receiver, { types: [types[index % 2]] }, `key-${index}`);
    }
    for (let number = 0; number < 100; number++) {
      await hub.append({ lane: number % 7, number, type: types[number % 4 === 0 ? 1 : 0] as string });
    }
    await until(() => all.every((receiver, index) => receiver.taken.length === (index % 2 ? 25 : 75)));
  });

  it('delivers the tombstone of an event that was erased while it waited', async () => {
    const hub = await begin({ limits: { ...quick, attempts: 1000 } });
    const receiver = await receive(hub);
    let broken = true;
    receiver.answer = () => (broken ? 500 : 204);
    await subscribe(hub, receiver);
    await hub.append({ lane: 1, number: 1 }, { lane: 1, number: 2 });
    await until(() => receiver.seen.length >= 2);
    const tombstone =
      '{"id":"ev_1","type":"message.received","timestamp":"x","data":{"hub":{"erased":true}}}';
    await hub.store.write(() => hub.store.db.prepare('update events set body = $1').run(tombstone));
    hub.store.log.forget();
    broken = false;
    await until(() => receiver.taken.length === 2);
    expect(receiver.taken.map(({ body }) => body)).toEqual([tombstone, tombstone]);
  });

  it('stops when its cursor is older than the log keeps, and never skips in silence', async () => {
    const hub = await begin();
    const receiver = await receive(hub);
    await subscribe(hub, receiver);
    await hub.services.subscriptions.pause('first');
    await hub.append(...Array.from({ length: 20 }, (_, number) => ({ lane: 1, number })));
    await hub.store.write(() => hub.store.db.prepare('delete from events where seq <= 10').run());
    hub.store.log.forget();
    await hub.services.subscriptions.resume('first');
    await until(() => hub.problems.length === 1);
    expect(hub.problems[0]?.code).toBe('cursor_expired');
    expect(receiver.seen).toEqual([]);
    await hub.services.subscriptions.resume('first');
    await until(() => receiver.taken.length === 10);
    expect(numbers(receiver, 1)[0]).toBe(10);
  });

  it('starts a delivery within two milliseconds when there is little to do', async () => {
    const hub = await begin();
    const receiver = await receive(hub);
    await subscribe(hub, receiver);
    const times: number[] = [];
    for (let number = 0; number < 40; number++) {
      await hub.append({ lane: number, number });
      const stored = performance.now();
      await until(() => receiver.seen.length === number + 1);
      times.push((receiver.seen[number]?.at ?? 0) - stored);
    }
    expect(times.sort((a, b) => a - b)[20]).toBeLessThan(5);
  });
});
