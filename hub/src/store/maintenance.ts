import type { RetentionSettings } from '../settings/index.ts';
import type { Reader } from './reader.ts';
import { applyRetention } from './retention.ts';
import { dayOf } from './seen.ts';
import type { Tables } from './tables.ts';

export interface Maintenance {
  stop(): Promise<void>;
}

/** Pages of 4 KB in the write-ahead log above which this thread helps to empty it. */
const pagesToRestart = 65_536;
/**
 * Milliseconds between two copies of the log. While the disk takes one, commits wait for it, and a page that is
 * written again and again is copied once: few copies are better, as long as the log stays small.
 */
const copyEveryMs = 8_000;
const copySoonMs = 1_000;
/** Pages in the log that call for the next copy soon. */
const manyPages = 32_768;
const dedupeDays = 9;
const idempotencyMs = 7 * 86_400_000;

/** What keeps the store small: the log copied back in another thread, old dedupe hashes and keys dropped in chunks. */
export const startMaintenance = (
  tables: Tables,
  reader: Reader,
  now: () => number,
  retention: () => RetentionSettings = () => ({}),
): Maintenance => {
  const { store, seen } = tables;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let hourly = 0;

  let next = copyEveryMs;
  /** What takes long ends with the hub, and goes on with the next one. */
  const stoppable = async (): Promise<void> => {
    await pause();
    if (stopped) throw new Error('the hub is stopping');
  };

  const step = async (): Promise<void> => {
    const { log, copied } = await reader.checkpoint();
    next = log > manyPages ? copySoonMs : copyEveryMs;
    // Under constant load the log is never wholly copied and would grow for ever: a short pause empties it.
    if (log > pagesToRestart && copied > log * 0.5) store.db.exec('pragma wal_checkpoint(restart)');
    if (Date.now() < hourly) return;
    hourly = Date.now() + 3_600_000;
    const at = now();
    while (!stopped && (await store.write(() => seen.prune(dayOf(at) - dedupeDays, 500))) === 500)
      await pause();
    await store.write(() =>
      store.db.prepare('delete from idempotency where at < $1').run(at - idempotencyMs),
    );
    await applyRetention(
      { tables, now, pause: stoppable, forgetMessage: (no) => reader.reindex(no) },
      retention(),
    );
  };

  const loop = async (): Promise<void> => {
    try {
      await step();
    } catch {
      // The store is closing, or the disk is full: the next step tries again.
    }
    if (!stopped) timer = setTimeout(() => void loop(), next).unref();
  };
  timer = setTimeout(() => void loop(), copySoonMs).unref();

  const { conversations, contacts, touches } = tables;
  const settle = setInterval(() => {
    const behind = conversations.dirty + contacts.dirty;
    if (behind > 0) void store.write(() => touches.step(Math.max(100, behind >> 5))).catch(() => undefined);
  }, 50).unref();

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      clearInterval(settle);
    },
  };
};

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));
