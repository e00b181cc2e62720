import { afterEach, describe, expect, it } from '@jest/globals';
import { anybody, startHub, type TestEvent, type TestHub, until } from './testing/hub.ts';
import { createReceiver, type Received, type Receiver } from './testing/receiver.ts';
import { manualTimers } from './testing/timers.ts';

/** Numbers from 0 up to 1 that a seed repeats (mulberry32). */
const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanUp.splice(0).reverse()) await end();
});

const quick = { baseMs: 1, capMs: 2, attempts: 4, refusedMs: 60_000, probeCapMs: 20, saveMs: 20 };

const begin = async (options: Parameters<typeof startHub>[0]): Promise<TestHub> => startHub(options);

const receive = async (secret: string): Promise<Receiver> => {
  const receiver = await createReceiver(secret);
  cleanUp.push(() => receiver.down());
  return receiver;
};

/**
 * What each lane got must be its events in order. A crash may repeat what was taken already, which whoever
 * remembers ids drops; leaving out or overtaking never.
 */
const checkLane = (
  taken: readonly Received[],
  lane: number,
  wanted: readonly number[],
  missing: ReadonlySet<number>,
) => {
  const numbers = taken.filter((each) => each.lane === lane).map((each) => each.number);
  expect([...new Set(numbers)]).toEqual(wanted.filter((number) => !missing.has(number)));
};

describe('deliveries that fail at random, and hubs that die', () => {
  it.each([1, 2, 3, 4])(
    'bring every wanted event, in the order of its lane, or account for it as dead (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      const crashes = 5;
      let hub = await begin({ limits: quick, random: () => 0.001 });
      const { secret } = hub;
      const receiver = await receive(secret);
      const doomed = new Set<string>();
      let open = true;
      receiver.answer = ({ lane, number }) => {
        if (!open) return { status: 500, cut: true };
        if (doomed.has(`${lane}:${number}`)) return 422;
        const dice = random();
        if (dice < 0.12) return 500;
        if (dice < 0.16) return { status: 500, cut: true };
        // Some conversations are slow, so that others are far ahead of them when the hub dies.
        return { status: 204, afterMs: lane < 3 ? 30 + Math.floor(dice * 60) : Math.floor(dice * 6) };
      };
      await hub.services.subscriptions.put(
        'first',
        { url: receiver.url, secret, types: ['message.received'] },
        anybody,
      );

      const lanes = 12;
      const wanted = new Map<number, number[]>();
      let number = 0;
      const produce = async (count: number) => {
        const events: TestEvent[] = [];
        for (let i = 0; i < count; i++) {
          const lane = Math.floor(random() * lanes);
          const type = random() < 0.2 ? 'note.added' : 'message.received';
          number++;
          if (type === 'message.received') {
            wanted.set(lane, [...(wanted.get(lane) ?? []), number]);
            if (random() < 0.03) doomed.add(`${lane}:${number}`);
          }
          events.push({ lane, number, type });
        }
        while (events.length > 0) await hub.append(...events.splice(0, 1 + Math.floor(random() * 20)));
      };

      for (let crash = 0; crash < crashes; crash++) {
        await produce(80);
        await new Promise((resolve) => setTimeout(resolve, random() * 150));
        // From here on nobody hears the old hub: it is dead, and only its disk is left.
        open = false;
        const copy = hub.photograph();
        await hub.end();
        await new Promise((resolve) => setTimeout(resolve, 30));
        open = true;
        hub = await begin({ limits: quick, random: () => 0.001, folder: copy, secret });
      }
      await produce(40);
      const total = [...wanted.values()].flat().length;
      const dead = async () => (await hub.services.subscriptions.get('first')).dead;
      const arrived = () => new Set(receiver.taken.map((each) => each.id)).size;
      await until(async () => arrived() + (await dead()) >= total, 25_000);
      await until(async () => (await hub.services.subscriptions.get('first')).held === 0);

      const { items } = await hub.services.deliveries.list({ state: 'dead', limit: 200 });
      const seen = new Set(receiver.taken.map((each) => each.id));
      // An event may be both: taken just before the crash, and given up after it.
      const missing = new Set(
        items.filter((item) => !seen.has(item.eventId)).map((item) => Number(item.eventId.split('x')[1])),
      );
      for (const [lane, numbers] of wanted) checkLane(receiver.taken, lane, numbers, missing);
      for (const key of doomed) expect(missing.has(Number(key.split(':')[1]))).toBe(true);
      await hub.end();
    },
    60_000,
  );

  it('go on after a restart with what was retrying, waiting and held', async () => {
    let hub = await begin({ limits: { ...quick, attempts: 2 } });
    const { secret } = hub;
    const receiver = await receive(secret);
    let broken = true;
    receiver.answer = ({ number }) => (number === 1 && broken ? 500 : 204);
    await hub.services.subscriptions.put(
      'first',
      { url: receiver.url, secret, onDeadLetter: 'hold' },
      anybody,
    );
    await hub.append({ lane: 1, number: 1 }, { lane: 1, number: 2 }, { lane: 2, number: 5 });
    await until(async () => (await hub.services.subscriptions.get('first')).dead === 1);
    const copy = hub.photograph();
    await hub.end();
    hub = await begin({ limits: quick, folder: copy, secret });
    await hub.append({ lane: 1, number: 3 });
    await until(async () => (await hub.services.subscriptions.get('first')).held === 2);
    broken = false;
    await hub.services.deliveries.redriveAll('first');
    await until(() => receiver.taken.length === 4);
    expect(receiver.taken.map(({ number }) => number)).toEqual([5, 1, 2, 3]);
    await hub.end();
  });
});

describe('a receiver that is down for an hour', () => {
  it('costs no row and no dead letter, is asked at most once a minute, and gets everything in order', async () => {
    const timers = manualTimers();
    const hub = await begin({ timers, random: () => 0.5 });
    cleanUp.push(() => hub.end());
    const receiver = await receive(hub.secret);
    await hub.services.subscriptions.put('first', { url: receiver.url, secret: hub.secret }, anybody);
    await hub.append({ lane: 0, number: 0 });
    await until(() => receiver.taken.length === 1);
    await receiver.down();

    const start = timers.now();
    let number = 0;
    let probes = 0;
    while (timers.now() - start < 3_600_000) {
      number++;
      await hub.append({ lane: number % 50, number });
      // Time goes on in steps of up to ten seconds, from timer to timer.
      const from = timers.now();
      while (timers.now() - from < 10_000 && timers.step(10_000 - (timers.now() - from))) probes++;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(number).toBeGreaterThan(300);
    expect((await hub.services.deliveries.list({})).items).toEqual([]);
    expect(hub.stats()).toMatchObject([{ state: 'struggling', held: 0, dead: 0, lag: number }]);
    expect(hub.problems).toHaveLength(1);
    expect(probes).toBeLessThan(500);

    await receiver.up();
    for (let i = 0; i < 20 && receiver.taken.length < number + 1; i++) {
      timers.step(60_000);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await until(() => receiver.taken.length === number + 1);
    for (let lane = 0; lane < 50; lane++) {
      const numbers = receiver.taken.filter((each) => each.lane === lane).map((each) => each.number);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  }, 60_000);

  it('which answers 500 to everything, is doubted after a few conversations', async () => {
    const timers = manualTimers();
    const hub = await begin({ timers, random: () => 0.5 });
    cleanUp.push(() => hub.end());
    const receiver = await receive(hub.secret);
    await hub.services.subscriptions.put('first', { url: receiver.url, secret: hub.secret }, anybody);
    receiver.answer = () => 500;
    await hub.append(...Array.from({ length: 300 }, (_, index) => ({ lane: index % 100, number: index })));
    await until(() => hub.stats()[0]?.state === 'struggling');
    for (let minute = 0; minute < 60; minute++) {
      for (let i = 0; i < 6; i++) timers.step(10_000);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const { items } = await hub.services.deliveries.list({ limit: 200 });
    // The lanes that failed before the receiver was doubted, and what stood behind them by then.
    expect(items.filter(({ state }) => state !== 'waiting').length).toBeLessThanOrEqual(5);
    expect(items.every(({ attempts }) => attempts <= 1)).toBe(true);
    receiver.answer = () => 204;
    for (let i = 0; i < 200 && receiver.taken.length < 300; i++) {
      timers.step(60_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(300);
    for (let lane = 0; lane < 100; lane++) {
      const numbers = receiver.taken.filter((each) => each.lane === lane).map((each) => each.number);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  }, 60_000);
});
