import type { Consumer, Effect, EffectOutcome, PerformContext } from '@centralita/core/consumer';
import { afterEach, describe, expect, it } from '@jest/globals';
import { effectsOf } from '../../store/effects.ts';
import { startHub, type TestHub, until } from '../testing/hub.ts';

let hubs: TestHub[] = [];
afterEach(async () => {
  for (const hub of hubs) await hub.end();
  hubs = [];
});

const quick = { baseMs: 1, capMs: 2, attempts: 3, probeCapMs: 20, saveMs: 10 };
const begin = async (options: Parameters<typeof startHub>[0] = {}): Promise<TestHub> => {
  const hub = await startHub({ limits: quick, random: () => 0.5, ...options });
  hubs.push(hub);
  return hub;
};
/** The hub dies: a new one starts from what is on its disk. */
const crash = async (hub: TestHub, options: Parameters<typeof startHub>[0] = {}): Promise<TestHub> => {
  const folder = hub.photograph();
  hubs = hubs.filter((each) => each !== hub);
  await hub.end();
  return begin({ folder, ...options });
};

const numberOf = (event: unknown) =>
  (event as { data: { test: { number: number; lane: number } } }).data.test;
const count = (hub: TestHub, table: string) =>
  hub.store.db.prepare<{ n: number }>(`select count(*) as n from ${table}`).get()?.n;

/** Counts what it handles in its own table and asks for one effect an event. */
const counter = (more: Partial<Consumer> = {}): Consumer => ({
  name: 'counter',
  types: ['message.received'],
  migrations: [
    {
      name: '001',
      sql: 'create table counter_seen (lane integer not null, number integer not null, place integer not null)',
    },
  ],
  handle: async (event, store) => {
    const { lane, number } = numberOf(event);
    const rows = await store.query('select count(*) as n from counter_seen where lane = $1', lane);
    store.run(
      'insert into counter_seen (lane, number, place) values ($1, $2, $3)',
      lane,
      number,
      rows[0]?.n ?? 0,
    );
    return [{ lane: `lane-${lane}`, kind: 'note', payload: { number } }];
  },
  perform: async () => ({ state: 'done' }),
  ...more,
});

describe('a consumer', () => {
  it('has everything done, however close one thing follows the end of another in its lane', async () => {
    const hub = await begin();
    const performed: number[] = [];
    await hub.addConsumer(
      counter({
        perform: async ({ payload }) => {
          performed.push(payload.number as number);
          return { state: 'done' };
        },
      }),
    );
    for (let number = 0; number < 200; number++) {
      await hub.append({ lane: 1, number });
      // The one before has just been done, or is being forgotten this moment.
      if (number % 3 > 0) await until(() => performed.length >= number);
    }
    await until(() => performed.length === 200);
    expect(performed).toEqual(Array.from({ length: 200 }, (_, number) => number));
  });

  it('never has one number for two things', async () => {
    const { store } = await begin();
    const effects = effectsOf(store);
    const one = {
      consumer: 'c',
      lane: 'l',
      kind: 'k',
      key: null,
      payload: '{}',
      notBefore: 0,
      event: null,
      createdAt: 0,
    };
    const first = await store.write(() => effects.add(one));
    await store.write(() => effects.remove(first));
    expect(await store.write(() => effectsOf(store).add(one))).toBeGreaterThan(first);
  });

  it('handles each event once, in order, and sees what it wrote for the event before', async () => {
    const hub = await begin();
    const performed: number[] = [];
    await hub.addConsumer(
      counter({
        perform: async ({ payload }) => {
          performed.push(payload.number as number);
          return { state: 'done' };
        },
      }),
    );
    for (let number = 0; number < 60; number++) {
      await hub.append({ lane: number % 3, number }, { lane: number % 3, number, type: 'note.added' });
    }
    await until(() => performed.length === 60);
    const rows = hub.store.db
      .prepare<{ lane: number; number: number; place: number }>('select * from counter_seen')
      .all();
    for (let lane = 0; lane < 3; lane++) {
      const own = rows.filter((row) => row.lane === lane);
      expect(own.map((row) => row.place)).toEqual(Array.from({ length: 20 }, (_, i) => i));
      expect(performed.filter((number) => number % 3 === lane)).toEqual(own.map((row) => row.number));
    }
    await until(() => count(hub, 'effects') === 0);
    expect(hub.stats()).toMatchObject([{ consumer: 'counter', state: 'running', lag: 0, held: 0, dead: 0 }]);
  });

  it('neither misses nor repeats an event, however often the hub dies', async () => {
    let hub = await begin();
    const lazy = counter({ perform: async () => ({ state: 'retry', reason: 'not now', afterMs: 60_000 }) });
    await hub.addConsumer(lazy);
    let number = 0;
    for (let death = 0; death < 4; death++) {
      for (let i = 0; i < 40; i++) await hub.append({ lane: number % 4, number: number++ });
      hub = await crash(hub);
      await hub.addConsumer(lazy);
    }
    await until(() => count(hub, 'counter_seen') === number);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(count(hub, 'counter_seen')).toBe(number);
    expect(count(hub, 'effects')).toBe(number);
  });

  it('begins with what comes, or with all that is kept', async () => {
    const hub = await begin();
    await hub.append({ lane: 1, number: 1 });
    await hub.addConsumer(counter(), { from: 'start' });
    await hub.addConsumer({
      ...counter({ migrations: [] }),
      name: 'late',
      handle: async () => [{ lane: 'x', kind: 'x', payload: {} }],
      perform: async () => ({ state: 'failed', code: 'no', reason: 'never' }),
    });
    await hub.append({ lane: 1, number: 2 });
    await until(() => count(hub, 'counter_seen') === 2);
    await until(() => hub.stats().find(({ consumer }) => consumer === 'late')?.dead === 1);
  });

  it('that cannot handle an event holds its conversation only, and gives the event up in the end', async () => {
    const hub = await begin();
    let broken = true;
    const plain = counter();
    await hub.addConsumer(
      counter({
        handle: async (event, store) => {
          if (numberOf(event).number === 1 && broken) throw new Error('no such thread');
          return plain.handle(event, store);
        },
      }),
    );
    await hub.append({ lane: 1, number: 1 }, { lane: 1, number: 2 }, { lane: 2, number: 3 });
    await until(() => count(hub, 'counter_seen') === 1);
    await until(() => count(hub, 'counter_seen') === 2);
    const { items } = await hub.services.deliveries.list({ consumer: 'counter' });
    expect(items).toMatchObject([{ state: 'dead', attempts: 3, lastError: 'no such thread' }]);
    broken = false;
    await hub.services.deliveries.redrive(items[0]?.id ?? '');
    await until(() => count(hub, 'counter_seen') === 3);
    expect((await hub.services.deliveries.list({})).items).toEqual([]);
  });

  it('whose writes the store refuses fails for that event, and for no other of the same commit', async () => {
    const hub = await begin();
    const plain = counter();
    await hub.addConsumer(
      counter({
        handle: async (event, store) => {
          const { lane, number } = numberOf(event);
          if (number === 5)
            store.run('insert into counter_seen (lane, number, place) values ($1, $2, null)', lane, number);
          return plain.handle(event, store);
        },
      }),
    );
    await hub.append(...Array.from({ length: 10 }, (_, number) => ({ lane: number, number })));
    await until(() => count(hub, 'counter_seen') === 9);
    await until(() => hub.stats()[0]?.dead === 1);
    expect(count(hub, 'counter_seen')).toBe(9);
  });

  it('that is broken altogether waits instead of filling the dead letters', async () => {
    const hub = await begin({ limits: { ...quick, attempts: 100 } });
    let broken = true;
    const plain = counter();
    await hub.addConsumer(
      counter({
        handle: async (event, store) => {
          if (broken) throw new Error('all is lost');
          return plain.handle(event, store);
        },
      }),
    );
    await hub.append(...Array.from({ length: 200 }, (_, number) => ({ lane: number, number })));
    await until(() => hub.stats()[0]?.state === 'struggling');
    expect(hub.stats()[0]?.held).toBeLessThan(10);
    await until(() => hub.problems.length > 0);
    expect(hub.problems).toMatchObject([{ source: 'consumer:counter' }]);
    broken = false;
    await until(() => count(hub, 'counter_seen') === 200);
  });

  it('touches its own tables only', async () => {
    const hub = await begin();
    await hub.addConsumer(
      counter({
        handle: async (_, store) => {
          await store.query('select * from contacts');
          return [];
        },
      }),
    );
    await hub.append({ lane: 1, number: 1 });
    await until(() => hub.stats()[0]?.held === 1);
    const { items } = await hub.services.deliveries.list({});
    expect(items[0]?.lastError).toMatch(/the consumer counter may not touch "contacts"/);
    await expect(hub.addConsumer({ ...counter(), name: 'Bad Name' })).rejects.toThrow(
      /no name for a consumer/,
    );
  });
});

/** A consumer that is told what to do by the event's effects, given by number. */
const worker = (
  effects: (number: number) => readonly Effect[],
  perform: (effect: Effect, context: PerformContext) => Promise<EffectOutcome>,
): Consumer => ({
  name: 'worker',
  types: ['message.received'],
  migrations: [{ name: '001', sql: 'create table worker_done (number integer primary key)' }],
  handle: async (event) => effects(numberOf(event).number),
  perform,
});

describe('effects', () => {
  it('of one lane are done in order, one at a time; lanes do not wait for each other', async () => {
    const hub = await begin();
    const done: string[] = [];
    let running = 0;
    let together = 0;
    const inLane = new Set<string>();
    await hub.addConsumer(
      worker(
        (number) => [{ lane: `l${number % 3}`, kind: 'x', payload: { number } }],
        async ({ lane, payload }) => {
          expect(inLane.has(lane)).toBe(false);
          inLane.add(lane);
          together = Math.max(together, ++running);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running--;
          inLane.delete(lane);
          done.push(`${lane}:${payload.number}`);
          return { state: 'done' };
        },
      ),
    );
    await hub.append(...Array.from({ length: 30 }, (_, number) => ({ lane: number, number })));
    await until(() => done.length === 30);
    expect(together).toBe(3);
    const ofFirst = done.filter((each) => each.startsWith('l0:')).map((each) => Number(each.slice(3)));
    expect(ofFirst).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
  });

  it('that fail are tried again with the lane waiting, then given up; redriven they are done', async () => {
    const hub = await begin();
    const tries: string[] = [];
    let broken = true;
    await hub.addConsumer(
      worker(
        (number) => [{ lane: 'one', kind: 'x', payload: { number } }],
        async ({ payload }, { attempt }) => {
          tries.push(`${payload.number}.${attempt}`);
          if (payload.number === 1 && broken) throw new Error('Slack is off');
          return { state: 'done' };
        },
      ),
    );
    await hub.append({ lane: 1, number: 1 }, { lane: 2, number: 2 });
    await until(() => tries.length === 4);
    expect(tries).toEqual(['1.1', '1.2', '1.3', '2.1']);
    await until(async () => (await hub.services.deliveries.list({ state: 'dead' })).items.length === 1);
    const { items } = await hub.services.deliveries.list({ consumer: 'worker', state: 'dead' });
    expect(items).toMatchObject([
      { consumer: 'worker', lane: 'one', lastError: 'Slack is off', attempts: 3 },
    ]);
    expect(items[0]?.eventId).toMatch(/^ev_/);
    broken = false;
    await hub.services.deliveries.redrive(items[0]?.id ?? '');
    await until(() => count(hub, 'effects') === 0);
    expect(tries.at(-1)).toBe('1.4');
  });

  it('that are told when to come back do so, and it counts as no failure', async () => {
    const hub = await begin();
    let attempts = 0;
    await hub.addConsumer(
      worker(
        (number) => [{ lane: 'one', kind: 'x', payload: { number } }],
        async () =>
          ++attempts < 8 ? { state: 'retry', reason: 'slow down', afterMs: 1 } : { state: 'done' },
      ),
    );
    await hub.append({ lane: 1, number: 1 });
    await until(() => attempts === 8);
    await until(() => count(hub, 'effects') === 0);
  });

  it('that wait for their next attempt are tried now when the consumer calls them', async () => {
    const hub = await begin();
    const tries: number[] = [];
    let mended = false;
    let end: (outcome: EffectOutcome) => void = () => undefined;
    const hour = { state: 'retry', reason: 'away', afterMs: 3_600_000 } as const;
    const callable = { ...hour, untilCalled: true } as const;
    await hub.addConsumer(
      worker(
        (number) => [{ lane: `l${number}`, kind: 'x', payload: { number }, key: 'x' }],
        async ({ payload }) => {
          tries.push(payload.number as number);
          if (payload.number === 0) return hour;
          if (mended) return { state: 'done' };
          if (payload.number === 1) return callable;
          return new Promise((resolve) => {
            end = resolve;
          });
        },
      ),
    );
    await hub.append({ lane: 0, number: 0 });
    await hub.append({ lane: 1, number: 1 });
    await until(
      () =>
        hub.store.db
          .prepare<{ n: number }>("select count(*) as n from effects where state = 'retrying'")
          .get()?.n === 2,
    );
    await hub.append({ lane: 2, number: 2 });
    await until(() => tries.length === 3);
    mended = true;
    hub.effectsOf('worker').retryNow();
    // This one was under way and learnt of it too late.
    end(callable);
    await until(() => count(hub, 'effects') === 1);
    // One that has its own reason to wait does.
    expect(tries.toSorted()).toEqual([0, 1, 1, 2, 2]);
  });

  it('that wait until they are called are tried at once by a hub that starts', async () => {
    const hub = await begin();
    let attempts = 0;
    const consumer = worker(
      (number) => [{ lane: 'one', kind: 'x', payload: { number } }],
      async () =>
        ++attempts === 1
          ? { state: 'retry', reason: 'away', afterMs: 3_600_000, untilCalled: true }
          : { state: 'done' },
    );
    await hub.addConsumer(consumer);
    await hub.append({ lane: 1, number: 1 });
    await until(
      () => hub.store.db.prepare<{ state: string }>('select state from effects').get()?.state === 'retrying',
    );
    const next = await crash(hub);
    await next.addConsumer(consumer);
    await until(() => count(next, 'effects') === 0);
    expect(attempts).toBe(2);
  });

  it('that are never possible are dead at once, with the reason', async () => {
    const hub = await begin();
    await hub.addConsumer(
      worker(
        (number) => [{ lane: 'one', kind: 'x', payload: { number } }],
        async () => ({ state: 'failed', code: 'channel_not_found', reason: 'the channel is gone' }),
      ),
    );
    await hub.append({ lane: 1, number: 1 });
    await until(() => hub.stats()[0]?.dead === 1);
    const { items } = await hub.services.deliveries.list({});
    expect(items[0]?.lastError).toBe('channel_not_found: the channel is gone');
    await hub.services.deliveries.redriveAll('worker');
    await until(async () => (await hub.services.deliveries.list({})).items[0]?.attempts === 2);
  });

  it('keep what they wrote only together with their outcome', async () => {
    const hub = await begin();
    let attempts = 0;
    await hub.addConsumer(
      worker(
        (number) => [{ lane: 'one', kind: 'x', payload: { number } }],
        async ({ payload }, { store }) => {
          store.run(
            'insert into worker_done (number) values ($1)',
            (payload.number as number) * 10 + ++attempts,
          );
          if (attempts < 2) throw new Error('cut off');
          return { state: 'done' };
        },
      ),
    );
    await hub.append({ lane: 1, number: 1 });
    await until(() => attempts === 2 && count(hub, 'effects') === 0);
    const rows = hub.store.db.prepare('select number from worker_done order by number').all();
    expect(rows.map((row) => row.number)).toEqual([11, 12]);
  });

  it('with a key take the place of one that waits', async () => {
    const hub = await begin();
    const done: unknown[] = [];
    let free: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      free = resolve;
    });
    await hub.addConsumer(
      worker(
        (number) =>
          number === 0
            ? [{ lane: 'one', kind: 'first', payload: {} }]
            : [{ lane: 'one', kind: 'title', key: 'title', payload: { number } }],
        async ({ kind, payload }) => {
          if (kind === 'first') await gate;
          done.push(payload.number ?? kind);
          return { state: 'done' };
        },
      ),
    );
    await hub.append({ lane: 1, number: 0 });
    await until(() => count(hub, 'effects') === 1);
    for (let number = 1; number <= 5; number++) await hub.append({ lane: 1, number });
    await until(() => hub.stats()[0]?.lag === 0 && count(hub, 'effects') === 2);
    free();
    await until(() => count(hub, 'effects') === 0);
    expect(done).toEqual(['first', 5]);
  });

  it('asked for later let others pass, and go by domain time', async () => {
    let now = 1_000_000;
    const hub = await begin({ now: () => now });
    const done: unknown[] = [];
    await hub.addConsumer(
      worker(
        (number) => [
          { lane: 'one', kind: 'x', payload: { number }, ...(number === 1 ? { notBefore: 2_000_000 } : {}) },
        ],
        async ({ payload }) => {
          done.push(payload.number);
          return { state: 'done' };
        },
      ),
    );
    await hub.append({ lane: 1, number: 1 }, { lane: 1, number: 2 });
    await until(() => done.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(done).toEqual([2]);
    now = 2_000_000;
    await until(() => done.length === 2);
    expect(done).toEqual([2, 1]);
  });

  it('that ran when the hub died run again, and can tell', async () => {
    const attempts: number[] = [];
    let hang = true;
    const consumer = worker(
      (number) => [{ lane: 'one', kind: 'x', payload: { number } }],
      async (_, { attempt, signal }) => {
        attempts.push(attempt);
        if (hang) await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return { state: 'done' };
      },
    );
    let hub = await begin({ limits: { ...quick, performMs: 500 } });
    await hub.addConsumer(consumer);
    await hub.append({ lane: 1, number: 1 });
    await until(() => attempts.length === 1);
    hub = await crash(hub);
    hang = false;
    await hub.addConsumer(consumer);
    await until(() => attempts.length === 2 && count(hub, 'effects') === 0);
    expect(attempts).toEqual([1, 2]);
  });

  it('that take too long are told so and tried again', async () => {
    const hub = await begin({ limits: { ...quick, performMs: 50 } });
    let aborted = 0;
    await hub.addConsumer(
      worker(
        (number) => [{ lane: 'one', kind: 'x', payload: { number } }],
        async (_, { signal, attempt }) => {
          if (attempt > 1) return { state: 'done' };
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          aborted++;
          throw new Error('cut off by its signal');
        },
      ),
    );
    await hub.append({ lane: 1, number: 1 });
    await until(() => aborted === 1 && count(hub, 'effects') === 0);
  });

  it('of a person who is erased are dropped, but not the erasure', async () => {
    const hub = await begin();
    const done: unknown[] = [];
    let open = false;
    await hub.addConsumer({
      ...worker(
        (number) => [{ lane: 'one', kind: 'x', payload: { number } }],
        async ({ payload }) => {
          if (!open) return { state: 'retry', reason: 'wait', afterMs: 100 };
          done.push(payload.number);
          return { state: 'done' };
        },
      ),
      types: ['message.received', 'contact.erased'],
    });
    await hub.append(
      { lane: 1, number: 1, contact: 7 },
      { lane: 1, number: 2, contact: 8 },
      { lane: 1, number: 3, contact: 7, type: 'contact.erased' },
    );
    await until(() => count(hub, 'effects') === 3);
    expect(await hub.store.write(() => effectsOf(hub.store).removeOfContact(7))).toBe(1);
    open = true;
    await until(() => done.length === 2);
    expect(done).toEqual([2, 3]);
  });
});
