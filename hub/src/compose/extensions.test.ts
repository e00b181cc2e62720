import type { Effect, ExtensionContext } from '@centralita/core/consumer';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createApi } from '../api/index.ts';
import { fakeServices } from '../api/testing/fake-services.ts';
import { createDeliveries } from '../deliveries/index.ts';
import { until } from '../deliveries/testing/hub.ts';
import { createHealth } from '../ops/health.ts';
import { silentLog } from '../ops/log.ts';
import { createMetrics } from '../ops/metrics.ts';
import { createErase } from '../services/erase.ts';
import { createKeys } from '../store/keys.ts';
import { createSessions } from '../store/sessions.ts';
import { type Bench, openBench, text } from '../testing.ts';
import type { Base } from './base.ts';
import { composeExtensions } from './extensions.ts';

const sealKey = { keyId: 'test', key: Buffer.alloc(32, 7) };

/** A hub's parts around one extension that notes what it was asked to do. */
const begin = async (bench: Bench, fetch?: (request: Request) => Promise<Response | undefined>) => {
  const { store, tables, clock } = bench;
  const problems: unknown[] = [];
  const performed: Effect[] = [];
  const deliveries = createDeliveries({
    store,
    now: () => clock.at,
    log: silentLog,
    allowPrivateAddresses: true,
    seal: { seal: (secret) => secret, open: (secret) => secret },
    appendProblem: () => undefined,
  });
  let context: ExtensionContext | undefined;
  const extensions = composeExtensions({
    base: {
      tables,
      log: silentLog,
      now: () => clock.at,
      problem: (problem: unknown) => void problems.push(problem),
    } as unknown as Base,
    deliveries,
    api: () => api,
    sealKey,
    create: {
      notes: (given) => {
        context = given;
        return {
          name: 'notes',
          consumer: {
            name: 'notes',
            types: ['message.received'],
            migrations: [{ name: '1', sql: 'create table notes_rows (id text primary key)' }],
            handle: async () => [],
            perform: async (effect) => {
              performed.push(effect);
              return { state: 'done' };
            },
          },
          ...(fetch ? { fetch } : {}),
        };
      },
    },
  });
  await extensions.add();
  const services = fakeServices();
  const api = createApi({
    services,
    keys: createKeys(store, { masterKey: 'm'.repeat(32) }),
    sessions: createSessions(store),
    demo: false,
    masking: { on: () => false, isContact: () => false },
    log: silentLog,
    metrics: createMetrics(),
    health: createHealth(),
    version: '0.0.0-test',
    outside: extensions,
  });
  await deliveries.start();
  return { context: context as ExtensionContext, api, services, deliveries, performed, problems };
};

describe('an extension', () => {
  let bench: Bench;
  let end: () => Promise<void>;
  const start = async (fetch?: (request: Request) => Promise<Response | undefined>) => {
    const hub = await begin(bench, fetch);
    end = async () => {
      hub.api.close();
      await hub.deliveries.stop();
    };
    return hub;
  };
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(async () => {
    await end();
    await bench.close();
  });

  it('asks the hub in its own name and with every scope, which nobody outside can', async () => {
    const { context, api, services } = await start();
    await context.hub.accounts();
    await context.hub.redriveAll('x');
    expect(services.calls.map(({ name }) => name)).toEqual(['accounts.list', 'deliveries.redriveAll']);
    const answer = await api.fetch(new Request('http://hub.invalid/v1/accounts'));
    expect(answer.status).toBe(401);
  });

  it('writes its tables and effects in one commit, and nothing when it throws', async () => {
    const { context, performed } = await start();
    const { store } = context;
    await store.write((tx) => {
      expect(tx.run("insert into notes_rows (id) values ('a')")).toBe(1);
      expect(tx.query('select id from notes_rows')).toEqual([{ id: 'a' }]);
      tx.effect({ lane: 'l', kind: 'first', payload: { n: 1 } });
    });
    await until(() => performed.length === 1);
    await expect(
      store.write((tx) => {
        tx.run("insert into notes_rows (id) values ('b')");
        tx.effect({ lane: 'l', kind: 'second', payload: {} });
        throw new Error('thought better of it');
      }),
    ).rejects.toThrow('thought better of it');
    await store.write((tx) => tx.effect({ lane: 'l', kind: 'third', payload: {} }));
    await until(() => performed.length === 2);
    expect(performed.map(({ kind }) => kind)).toEqual(['first', 'third']);
    expect(await store.query('select id from notes_rows')).toEqual([{ id: 'a' }]);
  });

  it.each(['select * from contacts', 'delete from notes_rows', 'select 1; select 2'])(
    'may not query %s',
    async (sql) => {
      const { context } = await start();
      await expect(context.store.query(sql)).rejects.toThrow(/may not/);
    },
  );

  it('loses the effects that concern a person when that person is erased', async () => {
    const { context } = await start();
    await bench.receive(text('34600111222', '1', bench.clock.at, 'Hola'));
    const [event] = bench.events('message.received');
    const contact = event?.data.hub?.contactId;
    if (!contact) throw new Error('no contact');
    await context.store.write((tx) =>
      tx.effect({ lane: 'l', kind: 'later', payload: {}, notBefore: bench.clock.at + 60_000 }, contact),
    );
    const rows = () => bench.store.db.prepare('select kind from effects').all();
    expect(rows()).toEqual([{ kind: 'later' }]);
    const { tables } = bench;
    const { erase } = createErase({
      tables,
      now: () => bench.clock.at,
      eventsOf: async function* (no) {
        const found = bench.store.db.prepare<{ seq: number }>('select seq from events where contact = $1');
        yield found.all(no).map(({ seq }) => seq);
      },
      forget: async () => undefined,
      checkpoint: async () => undefined,
    });
    await erase(tables.contacts.noOf(contact) as number);
    expect(rows()).toEqual([]);
  });

  it('seals in an envelope that opens for itself only', async () => {
    const { context } = await start();
    const sealed = context.seal('xoxb-secret');
    expect(sealed).not.toContain('secret');
    expect(context.unseal(sealed)).toBe('xoxb-secret');
    expect(() => context.unseal(`${sealed.slice(0, -2)}AA`)).toThrow();
  });

  it('is asked below its path, from any origin, with at most 4 MB', async () => {
    const bodies: number[] = [];
    const { api } = await start(async (request) => {
      if (new URL(request.url).pathname !== '/ext/notes/in') return undefined;
      bodies.push((await request.arrayBuffer()).byteLength);
      return new Response('taken');
    });
    const post = (path: string, body: string) =>
      api.fetch(
        new Request(`http://hub.example${path}`, {
          method: 'POST',
          body,
          headers: { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
        }),
      );
    expect(await (await post('/ext/notes/in', 'x')).text()).toBe('taken');
    expect((await post('/ext/notes/other', 'x')).status).toBe(404);
    expect((await post('/ext/nobody/in', 'x')).status).toBe(404);
    expect((await post('/v1/messages', '{}')).status).toBe(403);
    expect((await post('/ext/notes/in', 'x'.repeat(4 * 1_048_576 + 1))).status).toBe(413);
    expect(bodies).toEqual([1]);
  });
});
