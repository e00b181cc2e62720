import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { anybody, startHub, type TestHub, until } from './testing/hub.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await startHub();
});
afterEach(() => hub.end());

const some = (from: number, count: number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ lane: 1, number: from + index, ...more }));
const numbersOf = (events: readonly string[]) =>
  events.map((event) => (JSON.parse(event) as { data: { test: { number: number } } }).data.test.number);
const read = (query: object, signal?: AbortSignal) => hub.services.events.read(query, anybody, signal);

describe('reading events', () => {
  it('pages through the log, and ends with the cursor to go on from', async () => {
    await hub.append(...some(1, 250));
    const first = await read({});
    expect(first).toMatchObject({ cursor: '100', more: true });
    const second = await read({ after: first.cursor, limit: 500 });
    expect(second).toMatchObject({ cursor: '250', more: false });
    expect(numbersOf([...first.events, ...second.events])).toEqual(
      Array.from({ length: 250 }, (_, i) => i + 1),
    );
    expect(await read({ after: 'now' })).toEqual({ events: [], cursor: '250', more: false });
  });

  it('moves the cursor past what the filter leaves out', async () => {
    await hub.append(
      ...some(1, 30, { type: 'note.added' }),
      ...some(31, 1),
      ...some(32, 5, { type: 'note.added' }),
    );
    const page = await read({ types: ['message.received'], limit: 1 });
    expect(numbersOf(page.events)).toEqual([31]);
    expect(page.cursor).toBe('36');
  });

  it('reads what no longer is in memory', async () => {
    await hub.append(...some(1, 300));
    hub.store.log.forget();
    expect(numbersOf((await read({ after: '290', limit: 5 })).events)).toEqual([291, 292, 293, 294, 295]);
  });

  it('says what is wrong with a cursor, a limit or a filter', async () => {
    await hub.append(...some(1, 10));
    await hub.store.write(() => hub.store.db.prepare('delete from events where seq <= 5').run());
    hub.store.log.forget();
    await expect(read({ after: '3' })).rejects.toMatchObject({
      code: 'cursor_expired',
      detail: expect.stringContaining('cursor 5'),
    });
    expect((await read({ after: '5' })).events).toHaveLength(5);
    expect((await read({})).events).toHaveLength(5);
    await expect(read({ after: '11' })).rejects.toMatchObject({
      code: 'invalid_request',
      detail: expect.stringContaining('ahead'),
    });
    for (const after of ['', '-1', '1.5', '01', 'abc', '1e3', '99999999999999999999']) {
      await expect(read({ after })).rejects.toMatchObject({ code: 'invalid_request', field: 'after' });
    }
    await expect(read({ limit: 501 })).rejects.toMatchObject({ field: 'limit' });
    await expect(read({ limit: 0 })).rejects.toMatchObject({ field: 'limit' });
    await expect(read({ types: ['nothing'] })).rejects.toMatchObject({ field: 'types' });
  });

  it('waits for the first event, and no longer than it was told', async () => {
    const waiting = read({ after: '0', waitMs: 5_000, types: ['message.received'] });
    await hub.append(...some(1, 1, { type: 'note.added' }));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await hub.append(...some(2, 1));
    expect(numbersOf((await waiting).events)).toEqual([2]);
    const start = performance.now();
    expect(await read({ after: '2', waitMs: 100 })).toEqual({ events: [], cursor: '2', more: false });
    expect(performance.now() - start).toBeGreaterThan(80);
  });

  it('stops waiting when its caller goes', async () => {
    const abort = new AbortController();
    const waiting = read({ after: '0', waitMs: 60_000 }, abort.signal);
    setTimeout(() => abort.abort(), 20);
    expect((await waiting).events).toEqual([]);
  });

  it('keeps a key to its accounts', async () => {
    await hub.append(
      ...some(1, 1, { account: 1 }),
      ...some(2, 1, { account: 2 }),
      ...some(3, 1, { type: 'problem' }),
    );
    const by = { ...anybody, accounts: ['ca_first00000000000'] };
    expect(numbersOf((await hub.services.events.read({}, by)).events)).toEqual([1]);
    const outside = { accounts: ['ca_second0000000000'] };
    await expect(hub.services.events.read(outside, by)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('looks through a long log in portions', async () => {
    for (let i = 0; i < 25; i++) await hub.append(...some(i * 1000, 1000, { type: 'note.added' }));
    const page = await read({ types: ['message.received'] });
    expect(page).toEqual({ events: [], cursor: '20000', more: true });
  });
});

/** One event after the other, as a reader sees them. */
async function* stream(query: object, signal: AbortSignal) {
  for await (const batch of hub.services.events.stream(query, anybody, signal)) yield* batch;
}

describe('streaming events', () => {
  it('goes on from a cursor and follows the log until its caller goes', async () => {
    await hub.append(...some(1, 3));
    const abort = new AbortController();
    const got: number[] = [];
    const done = (async () => {
      for await (const { json, cursor } of stream({ after: '1' }, abort.signal)) {
        got.push(Number(cursor));
        expect(JSON.parse(json).data.test.number).toBe(Number(cursor));
      }
    })();
    await until(() => got.length === 2);
    for (let i = 4; i <= 20; i++) await hub.append(...some(i, 1));
    await until(() => got.length === 19);
    abort.abort();
    await done;
    expect(got).toEqual(Array.from({ length: 19 }, (_, i) => i + 2));
  });

  it('begins with what comes when no cursor is given', async () => {
    await hub.append(...some(1, 3));
    const abort = new AbortController();
    const reader = stream({}, abort.signal);
    const next = reader.next();
    await hub.append(...some(4, 1));
    expect((await next).value?.cursor).toBe('4');
    abort.abort();
    expect((await reader.next()).done).toBe(true);
  });

  it('keeps nothing for a slow reader, who reads the log at their own pace', async () => {
    const abort = new AbortController();
    const reader = stream({ after: '0' }, abort.signal);
    await hub.append(...some(1, 1));
    await reader.next();
    // Far more than memory keeps.
    for (let i = 0; i < 20; i++) await hub.append(...some(2 + i * 1000, 1000));
    const got: string[] = [];
    for (let i = 0; i < 20_000; i++) got.push((await reader.next()).value?.cursor ?? '');
    expect(got[0]).toBe('2');
    expect(got.at(-1)).toBe('20001');
    abort.abort();
  });

  it('says so when the log has forgotten what a slow reader did not read', async () => {
    const abort = new AbortController();
    const reader = stream({ after: '0' }, abort.signal);
    await hub.append(...some(1, 200));
    for (let i = 0; i < 64; i++) await reader.next();
    await hub.store.write(() => hub.store.db.prepare('delete from events where seq <= 100').run());
    hub.store.log.forget();
    await expect(reader.next()).rejects.toMatchObject({ code: 'cursor_expired' });
    abort.abort();
  });

  it('refuses a cursor or filter before the first event', () => {
    const { signal } = new AbortController();
    expect(() => hub.services.events.stream({ after: '7' }, anybody, signal)).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
  });
});
