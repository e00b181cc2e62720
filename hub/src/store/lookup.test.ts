import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, openBench, text } from '../testing.ts';
import { Database } from './database.ts';
import { openReader, type Reader } from './reader.ts';

const ana = '34600111222';
const bea = '34600999888';
let bench: Bench;
let reader: Reader;
beforeEach(async () => {
  bench = await openBench();
  reader = openReader(bench.folder);
});
afterEach(async () => {
  await reader.close();
  await bench.close();
});
let written = 0;
const write = (from: string, body: string) =>
  bench.receive(text(from, `L${written++}`, bench.clock.at, body));
const snippets = async (words: string) =>
  (await reader.search(words, Number.MAX_SAFE_INTEGER, 10)).items.map(({ snippet }) => snippet);

describe('searching beside the upkeep', () => {
  it('answers while somebody is forgotten and events are scanned for an erasure', async () => {
    await write(ana, 'naranjas');
    await write(bea, 'limones');
    await reader.caughtUp();
    const order: string[] = [];
    // Forgetting needs the file for itself, and its whole thread waits for it.
    const other = new Database(join(bench.folder, 'search.db'));
    other.exec('begin immediate');
    const forgotten = reader.forget(2).then(() => order.push('forgotten'));
    const scanned = (async () => {
      for await (const seqs of reader.eventsOf(1)) order.push(seqs.length > 0 ? 'scanned' : '');
    })();
    expect(await snippets('naran')).toEqual(['naranjas']);
    expect(await reader.find('limo', 10)).toEqual([2]);
    const listed = await reader.inbox({ order: 'newest', limit: 10, now: bench.clock.at });
    expect(listed.map(({ no }) => no)).toEqual([2, 1]);
    order.push('searched');
    other.exec('commit');
    other.close();
    await Promise.all([forgotten, scanned]);
    expect(order.toSorted()).toEqual(['forgotten', 'scanned', 'searched']);
    expect(order[0]).toBe('searched');
    expect(await snippets('limones')).toEqual([]);
    expect(await reader.find('limo', 10)).toEqual([]);
  });

  it('finds what was written within a second', async () => {
    await write(ana, 'first');
    await reader.caughtUp();
    const lags: number[] = [];
    // The quickest of three: the machine may be busy with something else.
    for (const body of ['peras', 'uvas', 'moras']) {
      await write(ana, body);
      const from = performance.now();
      while ((await snippets(body)).length === 0 && performance.now() - from < 5_000) await wait(10);
      lags.push(performance.now() - from);
    }
    expect(Math.min(...lags)).toBeLessThan(1_000);
  });

  it('is not alive where there is no store, and says so to whoever asks', async () => {
    const none = openReader(join(bench.folder, 'none'));
    await expect(none.search('peras', 10, 10)).rejects.toThrow();
    await expect(none.counts({ now: 0 })).rejects.toThrow();
    expect(none.alive).toBe(false);
    await none.close();
  });

  it('leaves out at once what is gone and still in the index, and goes on after it', async () => {
    for (const body of ['kiwis 1', 'kiwis 2', 'kiwis 3']) await write(ana, body);
    await reader.caughtUp();
    await bench.store.write(() => bench.store.db.exec('delete from messages where no = 3'));
    const first = await reader.search('kiwis', Number.MAX_SAFE_INTEGER, 2);
    expect(first.items.map(({ snippet }) => snippet)).toEqual(['kiwis 2']);
    expect(first.next).toBe(2);
    const second = await reader.search('kiwis', first.next as number, 2);
    expect([second.items.map(({ snippet }) => snippet), second.next]).toEqual([['kiwis 1'], undefined]);
  });
});

describe('the file of the index', () => {
  const files = () =>
    readdirSync(bench.folder)
      .filter((name) => name.startsWith('search.db'))
      .map((name) => join(bench.folder, name));

  it('is made anew when it breaks while both threads have it open', async () => {
    await write(ana, 'manzanas');
    await reader.caughtUp();
    expect(await snippets('manzanas')).toEqual(['manzanas']);
    for (const path of files().filter((name) => !name.endsWith('-shm'))) {
      const file = openSync(path, 'r+');
      writeSync(file, 'no database at all '.repeat(statSync(path).size / 19), 0);
      closeSync(file);
    }
    await write(ana, 'ciruelas');
    const from = performance.now();
    const found = async () => [...(await snippets('manzanas')), ...(await snippets('ciruelas'))];
    while ((await found()).length < 2 && performance.now() - from < 10_000) await wait(20);
    expect(await found()).toEqual(['manzanas', 'ciruelas']);
    expect(reader.alive).toBe(true);
  });

  it('is made anew when an older version left it', async () => {
    await reader.close();
    const old = new Database(join(bench.folder, 'search.db'));
    old.exec(`pragma user_version = 0; drop table docs; create virtual table docs using fts5(text);
      insert or replace into progress (name, no) values ('messages', 1000)`);
    old.close();
    await write(ana, 'fresas');
    reader = openReader(bench.folder);
    await reader.caughtUp();
    expect(await snippets('fresas')).toEqual(['fresas']);
  });

  it('keeps no word of contacts who were forgotten at the same time', async () => {
    for (const from of [ana, bea, '34600555444']) await write(from, `higos xilofono${from}`);
    await reader.caughtUp();
    const traces = () =>
      [ana, bea, '34600555444'].filter((from) =>
        files().some((path) => readFileSync(path).includes(`xilofono${from}`)),
      );
    expect(traces()).toHaveLength(3);
    await Promise.all([reader.forget(1), reader.forget(2)]);
    expect(traces()).toEqual(['34600555444']);
    expect(await snippets('higos')).toEqual(['higos xilofono34600555444']);
  });
});
