import { closeSync, fdatasync, openSync } from 'node:fs';
import { CentralitaError } from '@centralita/core/model';
import type { Database } from './database.ts';

interface Job {
  run(): unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export interface GroupCommitHooks {
  /** At the end of each transaction, inside it. */
  readonly beforeCommit?: () => void;
  /** After the write is on disk, before its promises settle. */
  readonly onDurable: (writes: number, ms: number) => void;
  /** After anything was undone: memory may describe rows that are gone. */
  readonly onRollback: () => void;
  /** Writes in one transaction at most. */
  readonly maxPerCommit?: number;
}

/** A group of this size does not wait for more. */
const fullGroup = 16;
/** How long after a commit the next one gathers, in milliseconds: an fsync costs as much as ten writes. */
const gatherMs = 2;

/**
 * Writes that arrive together share a transaction and its fsync, but not a fate: each runs in a savepoint,
 * and one that throws is undone alone. A promise settles when its write is on disk.
 *
 * SQLite's own fsync would stop the process for as long as the disk takes. So it appends to the write-ahead
 * log (`synchronous = normal`: no fsync at commit) and the log is synchronised from here, in Node's thread
 * pool, before anybody hears of the write: the same promise as `synchronous = full`, while the next writes
 * gather and are parsed. One fsync is under way at a time; what came meanwhile is the next group.
 *
 * A commit that fails rejects its writes with `store_unavailable`. An fsync that fails leaves open what is on
 * disk, and no later one can tell: from then on every write is refused until the process starts again.
 */
export class GroupCommit {
  readonly #begin;
  readonly #commit;
  readonly #rollback;
  readonly #savepoint;
  readonly #release;
  readonly #undo;
  readonly #changes;
  readonly #hooks: GroupCommitHooks;
  readonly #wal: number;
  readonly #maxPerCommit: number;
  #queue: Job[] = [];
  #scheduled = false;
  #syncing = false;
  #gathering: NodeJS.Timeout | undefined;
  #committedAt = 0;
  #refusing: CentralitaError | undefined;
  /** Writes in the last transaction: how busy the store is. */
  lastSize = 0;

  constructor(db: Database, hooks: GroupCommitHooks) {
    this.#hooks = hooks;
    this.#maxPerCommit = hooks.maxPerCommit ?? 512;
    this.#begin = db.prepare('begin immediate');
    this.#commit = db.prepare('commit');
    this.#rollback = db.prepare('rollback');
    this.#savepoint = db.prepare('savepoint job');
    this.#release = db.prepare('release job');
    this.#undo = db.prepare('rollback to job');
    this.#changes = db.prepare<{ n: number }>('select total_changes() as n');
    // The log exists while a connection is open, and stays the same file as long.
    this.#wal = openSync(`${db.path}-wal`, 'r+');
  }

  /** Runs `run` inside the next transaction. It must be synchronous and touch nothing but the store. */
  write<T>(run: () => T): Promise<T> {
    if (this.#refusing) return Promise.reject(this.#refusing);
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ run, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Waits for what is queued, then refuses everything. */
  async close(): Promise<void> {
    while (this.#queue.length > 0 || this.#syncing) await new Promise((resolve) => setTimeout(resolve, 1));
    this.#refusing ??= new CentralitaError('store_unavailable', 'the hub is stopping');
    closeSync(this.#wal);
  }

  /** At once after a pause; a moment later while commits follow each other, so that more of them share one. */
  #schedule(): void {
    if (this.#syncing || this.#queue.length === 0) return;
    const now = performance.now();
    const due = this.#queue.length >= fullGroup || now - this.#committedAt >= gatherMs;
    if (this.#scheduled) {
      if (!due || !this.#gathering) return;
      clearTimeout(this.#gathering);
      this.#gathering = undefined;
      setImmediate(this.#flush);
      return;
    }
    this.#scheduled = true;
    if (due) setImmediate(this.#flush);
    else this.#gathering = setTimeout(this.#flush, gatherMs);
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    this.#gathering = undefined;
    const jobs =
      this.#queue.length > this.#maxPerCommit ? this.#queue.splice(0, this.#maxPerCommit) : this.#queue;
    if (jobs === this.#queue) this.#queue = [];
    this.lastSize = jobs.length;

    const settled: (() => void)[] = [];
    const started = performance.now();
    try {
      this.#begin.run();
      for (const job of jobs) settled.push(this.#runInSavepoint(job));
      this.#hooks.beforeCommit?.();
      this.#commit.run();
    } catch (cause) {
      this.#abandon(jobs, cause);
      this.#schedule();
      return;
    }
    this.#sync(jobs, settled, started);
  };

  #sync(jobs: readonly Job[], settled: readonly (() => void)[], started: number): void {
    this.#syncing = true;
    fdatasync(this.#wal, (cause) => {
      this.#syncing = false;
      this.#committedAt = performance.now();
      if (cause) {
        this.#refusing = new CentralitaError(
          'store_unavailable',
          `the disk did not confirm a write (${cause.code ?? 'unknown'}); the hub must be started again`,
          { cause },
        );
        for (const job of [...jobs, ...this.#queue]) job.reject(this.#refusing);
        this.#queue = [];
        return;
      }
      this.#hooks.onDurable(jobs.length, performance.now() - started);
      // The next group first: its fsync runs while these are answered.
      if (this.#queue.length >= fullGroup && !this.#scheduled) this.#flush();
      for (const settle of settled) settle();
      this.#schedule();
    });
  }

  #runInSavepoint(job: Job): () => void {
    const before = this.#changes.get()?.n;
    this.#savepoint.run();
    try {
      const value = job.run();
      this.#release.run();
      return () => job.resolve(value);
    } catch (error) {
      // What the disk refuses concerns everybody, and is not the fault of what was to be written.
      if (isRefusedByDisk(error)) throw error;
      const changed = this.#changes.get()?.n !== before;
      this.#undo.run();
      this.#release.run();
      // Reading memory's part again takes tens of milliseconds: not for one that said no before it wrote.
      if (changed) this.#hooks.onRollback();
      return () => job.reject(error);
    }
  }

  #abandon(jobs: readonly Job[], cause: unknown): void {
    try {
      this.#rollback.run();
    } catch {
      // The transaction is gone already: SQLite rolls back by itself on a full disk or an I/O error.
    }
    this.#hooks.onRollback();
    const message =
      typeof cause === 'object' && cause !== null && 'message' in cause ? String(cause.message) : 'unknown';
    for (const job of jobs) job.reject(new CentralitaError('store_unavailable', message, { cause }));
  }
}

/** BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL and NOTADB of https://sqlite.org/rescode.html */
const refusals: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14, 15, 26]);

const isRefusedByDisk = (error: unknown): boolean => {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  return typeof errcode === 'number' && refusals.has(errcode & 0xff);
};
