import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openStore, type Store } from './index.ts';

describe('group commit', () => {
  let folder: string;
  let store: Store;
  const names = () =>
    store.db
      .prepare<{ name: string }>('select name from settings order by name')
      .all()
      .map((row) => row.name);
  const put = (name: string) =>
    store.db.prepare("insert into settings (name, value) values ($1, '')").run(name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'centralita-'));
    store = openStore(folder);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('commits writes of one turn together and undoes the one that throws alone', async () => {
    const results = await Promise.allSettled([
      store.write(() => put('a')),
      store.write(() => {
        put('b');
        throw new Error('no');
      }),
      store.write(() => put('c')),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(names()).toEqual(['a', 'c']);
    expect(store.pressure).toBe(3);
  });

  it('has memory read again only after a write that had changed something', async () => {
    let undone = 0;
    store.onRollback(() => {
      undone += 1;
    });
    const refuse = () => {
      throw new Error('no');
    };
    const first = await Promise.allSettled([store.write(() => put('a')), store.write(refuse)]);
    expect(first.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(undone).toBe(0);
    await Promise.allSettled([
      store.write(() => {
        put('b');
        refuse();
      }),
    ]);
    expect(undone).toBe(1);
    expect(names()).toEqual(['a']);
  });

  it('takes what the disk refuses for a refusal of everything, not for the fault of one write', async () => {
    const results = await Promise.allSettled([
      store.write(() => put('a')),
      store.write(() => {
        throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
      }),
      store.write(() => put('c')),
    ]);
    for (const result of results)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store_unavailable' } });
    expect(names()).toEqual([]);
    await store.write(() => put('d'));
    expect(names()).toEqual(['d']);
  });

  it('gives each write its own answer, in order', async () => {
    const answers = await Promise.all(Array.from({ length: 2000 }, (_, index) => store.write(() => index)));
    expect(answers).toEqual(Array.from({ length: 2000 }, (_, index) => index));
  });

  it('refuses what is written after the end and says so', async () => {
    const last = store.write(() => put('last'));
    const closing = store.close();
    await last;
    await closing;
    await expect(store.write(() => put('late'))).rejects.toMatchObject({ code: 'store_unavailable' });
    store = openStore(folder);
    expect(names()).toEqual(['last']);
  });

  it('shows events to readers only once they are on disk', async () => {
    const heads: number[] = [];
    store.log.onAppend(() => heads.push(store.log.head));
    const written = store.write(() =>
      store.log.append({ type: 'unknown', lane: 3, account: null, contact: null, at: 0, body: '{}' }),
    );
    expect(store.log.head).toBe(0);
    await written;
    expect([store.log.head, heads]).toEqual([1, [1]]);
  });

  it('rejects a whole group when the transaction cannot be committed, and works again afterwards', async () => {
    store.db.exec('create table strict_parent (no integer primary key)');
    store.db.exec(
      'create table child (parent integer references strict_parent (no) deferrable initially deferred)',
    );
    const results = await Promise.allSettled([
      store.write(() => put('d')),
      store.write(() => store.db.prepare('insert into child values (1)').run()),
    ]);
    expect(
      results.map((result) =>
        result.status === 'rejected' ? (result.reason as { code: string }).code : 'ok',
      ),
    ).toEqual(['store_unavailable', 'store_unavailable']);
    await store.write(() => put('e'));
    expect(names()).toEqual(['e']);
  });
});
