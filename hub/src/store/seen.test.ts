import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openStore, type Store } from './index.ts';
import { createSeen, dayOf } from './seen.ts';

const id = () => `ev_${randomBytes(16).toString('hex')}`;

describe('seen ids', () => {
  let folder: string;
  let store: Store;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'centralita-'));
    store = openStore(folder);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('remembers each id once, through moves, trims and a new start', async () => {
    let seen = createSeen(store.db);
    const ids = Array.from({ length: 80_000 }, id);
    for (let from = 0; from < ids.length; from += 500) {
      await store.write(() => {
        const fresh = ids.slice(from, from + 500).filter((one, at) => seen.remember(one, from + at + 1, 0));
        expect(fresh).toHaveLength(500);
        seen.settle();
      });
    }
    const moved = store.db.prepare<{ n: number }>('select count(*) as n from seen').get()?.n ?? 0;
    const logged = store.db.prepare<{ n: number }>('select count(*) as n from seen_log').get()?.n ?? 0;
    expect(moved).toBeGreaterThan(40_000);
    expect(logged).toBeLessThan(70_000);

    for (const again of [seen, createSeen(store.db)]) {
      seen = again;
      await store.write(() => {
        expect(ids.filter((one) => seen.remember(one, 0, 0))).toEqual([]);
        expect(ids.filter((one, at) => seen.messageOf(one) !== at + 1)).toEqual([]);
      });
    }
    expect(seen.messageOf(id())).toBeUndefined();
  });

  it('forgets what an undone write remembered', async () => {
    const seen = createSeen(store.db);
    store.onRollback(() => seen.reload());
    const [kept, undone] = [id(), id()];
    await store.write(() => seen.remember(kept, 1, 0));
    await store
      .write(() => {
        seen.remember(undone, 2, 0);
        throw new Error('undone');
      })
      .catch(() => undefined);
    expect(seen.messageOf(kept)).toBe(1);
    expect(seen.messageOf(undone)).toBeUndefined();
    expect(await store.write(() => seen.remember(undone, 3, 0))).toBe(true);
  });

  it('prunes ids of old events and keeps ids of messages', async () => {
    const seen = createSeen(store.db);
    const day = 86_400_000;
    const [old, young, message] = [id(), id(), id()];
    await store.write(() => {
      seen.remember(old, 0, 1 * day);
      seen.remember(young, 0, 20 * day);
      seen.remember(message, 7, 1 * day);
      seen.settle(true);
    });
    expect(await store.write(() => seen.prune(dayOf(10 * day), 100))).toBe(1);
    await store.write(() => {
      expect(seen.remember(young, 0, 0)).toBe(false);
      expect(seen.messageOf(message)).toBe(7);
      expect(seen.remember(old, 0, 0)).toBe(true);
    });
  });
});
