import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import { EventLog } from './log.ts';
import { migrate } from './migrate.ts';

/**
 * What every part of the hub shares: one SQLite file, its group commit and its event log. Parts keep their
 * SQL in files of this folder, one table or subject each, as functions of a `Store`.
 *
 * Rules: statements that write run only inside `write`; a write is synchronous and touches nothing but the
 * store; its promise settles when it is on disk. Reads that may take more than a few milliseconds go to the
 * threads of `reader.ts`.
 */
export interface Store {
  readonly db: Database;
  readonly log: EventLog;
  /** Runs in the next group commit, in a savepoint of its own. Rejects with what `run` threw, or `store_unavailable`. */
  write<T>(run: () => T): Promise<T>;
  /** Called after any write was undone: what memory knows of rows may be wrong now. */
  onRollback(listener: () => void): void;
  /** Called at the end of each transaction, inside it. */
  beforeCommit(listener: () => void): void;
  /** Called after each commit is on disk, with its writes and milliseconds. */
  onDurable(listener: (writes: number, ms: number) => void): void;
  /** Writes in the last commit: 1 when idle, many under load. */
  readonly pressure: number;
  /** Copies the write-ahead log back and empties it, so that nothing lingers there. Tried again while somebody reads. */
  emptyLog(): Promise<void>;
  close(): Promise<void>;
}

/** Opens `hub.db` in the folder, making both where they do not exist. The caller holds the folder's lock. */
export const openStore = (folder: string): Store => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const db = new Database(join(folder, 'hub.db'));
  migrate(db);
  const log = new EventLog(db);
  const rollbackListeners: (() => void)[] = [];
  const commitListeners: (() => void)[] = [];
  const durableListeners: ((writes: number, ms: number) => void)[] = [];
  const group = new GroupCommit(db, {
    beforeCommit: () => {
      for (const listener of commitListeners) listener();
    },
    onDurable: (writes, ms) => {
      log.published();
      for (const listener of durableListeners) listener(writes, ms);
    },
    onRollback: () => {
      log.rolledBack();
      for (const listener of rollbackListeners) listener();
    },
  });
  return {
    db,
    log,
    write: (run) => group.write(run),
    onRollback: (listener) => void rollbackListeners.push(listener),
    beforeCommit: (listener) => void commitListeners.push(listener),
    onDurable: (listener) => void durableListeners.push(listener),
    get pressure() {
      return group.lastSize;
    },
    emptyLog: async () => {
      for (let tries = 0; tries < 100; tries += 1) {
        // Not the usual five seconds: nobody else is served while SQLite waits.
        db.exec('pragma busy_timeout = 20');
        const row = db.prepare<{ busy: number }>('pragma wal_checkpoint(truncate)').get();
        db.exec('pragma busy_timeout = 5000');
        if (row?.busy === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    close: async () => {
      await group.close();
      db.exec('pragma wal_checkpoint(truncate)');
      db.close();
    },
  };
};
