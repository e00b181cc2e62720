import { CentralitaError } from '@centralita/core/model';
import type { Database } from './database.ts';

interface Job {
  run(): unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  undo?: () => void;
}

/**
 * Writes of one turn of the event loop share a transaction and its fsync, but not a fate: each runs in a
 * savepoint, and one that throws is undone alone. A promise settles when its write is on disk.
 *
 * A commit that fails, or whose outcome is uncertain, rejects all of its writes with `store_unavailable`.
 */
export class GroupCommit {
  readonly #begin;
  readonly #commit;
  readonly #rollback;
  readonly #savepoint;
  readonly #release;
  readonly #undo;
  readonly #onRollback: () => void;
  readonly #onCommit: () => void;
  readonly #maxPerCommit: number;
  #queue: Job[] = [];
  #scheduled = false;
  #closed = false;
  /** Writes in the last transaction: how busy the store is. */
  lastSize = 0;

  constructor(
    db: Database,
    hooks: { readonly onRollback: () => void; readonly onCommit: () => void; readonly maxPerCommit?: number },
  ) {
    this.#begin = db.prepare('begin immediate');
    this.#commit = db.prepare('commit');
    this.#rollback = db.prepare('rollback');
    this.#savepoint = db.prepare('savepoint job');
    this.#release = db.prepare('release job');
    this.#undo = db.prepare('rollback to job');
    this.#onRollback = hooks.onRollback;
    this.#onCommit = hooks.onCommit;
    this.#maxPerCommit = hooks.maxPerCommit ?? 256;
  }

  /** Runs `run` inside the next transaction. It must be synchronous and touch nothing but the store. */
  write<T>(run: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new CentralitaError('store_unavailable', 'the hub is stopping'));
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ run, resolve: resolve as (value: unknown) => void, reject });
      if (!this.#scheduled) {
        this.#scheduled = true;
        setImmediate(this.#flush);
      }
    });
  }

  /** Waits for what is queued, then refuses everything. */
  async close(): Promise<void> {
    while (this.#queue.length > 0 || this.#scheduled) await new Promise((resolve) => setImmediate(resolve));
    this.#closed = true;
  }

  readonly #flush = (): void => {
    const jobs =
      this.#queue.length > this.#maxPerCommit ? this.#queue.splice(0, this.#maxPerCommit) : this.#queue;
    if (jobs === this.#queue) this.#queue = [];
    this.#scheduled = this.#queue.length > 0;
    if (this.#scheduled) setImmediate(this.#flush);
    this.lastSize = jobs.length;

    const settled: (() => void)[] = [];
    try {
      this.#begin.run();
      for (const job of jobs) settled.push(this.#runInSavepoint(job));
      this.#commit.run();
    } catch (cause) {
      this.#abandon(jobs, cause);
      return;
    }
    this.#onCommit();
    for (const settle of settled) settle();
  };

  #runInSavepoint(job: Job): () => void {
    this.#savepoint.run();
    try {
      const value = job.run();
      this.#release.run();
      return () => job.resolve(value);
    } catch (error) {
      this.#undo.run();
      this.#release.run();
      // What the job put into memory may describe rows that are gone again.
      this.#onRollback();
      return () => job.reject(error);
    }
  }

  #abandon(jobs: readonly Job[], cause: unknown): void {
    try {
      this.#rollback.run();
    } catch {
      // The transaction is gone already: SQLite rolls back by itself on a full disk or an I/O error.
    }
    this.#onRollback();
    const message =
      cause instanceof Error || (typeof cause === 'object' && cause !== null && 'message' in cause)
        ? String((cause as Error).message)
        : 'unknown';
    for (const job of jobs) job.reject(new CentralitaError('store_unavailable', message, { cause }));
  }
}
