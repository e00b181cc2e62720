import type { Store } from '../store/index.ts';

/** Whoever follows the log: gets a turn after each commit that appended events, and when it asked for one. */
export interface Worker {
  /** Starts at most `allowance` deliveries and returns how many. Must not wait for anything. */
  turn(allowance: number): number;
  /** Whether there is more to do at once, such as reading on. */
  readonly hungry: boolean;
}

/** Writes per commit above which the store counts as busy. */
const busyWrites = 16;
/** Deliveries started in one turn when there is time, over all workers. */
const idleAllowance = 16;
/**
 * While ingest is busy: two deliveries every ten milliseconds. One costs the loop about 0.15 ms, so all workers
 * together take 3 % of it; and they never stop altogether.
 */
const busyAllowance = 2;
const busyPauseMs = 10;
/** `pressure` tells of the last commit, however long ago that was. */
const staleMs = 50;

/**
 * Gives turns so that ingest comes first. One listener and one timer for all workers; a turn that uses up its
 * allowance is followed by another one after the loop has seen to its sockets.
 */
export class Scheduler {
  readonly #store: Store;
  readonly #workers: Worker[] = [];
  #first = 0;
  #armed = false;
  #stopped = false;
  #appendedAt = 0;
  #immediate: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #unsubscribe: () => void;

  constructor(store: Store) {
    this.#store = store;
    this.#unsubscribe = store.log.onAppend(() => {
      this.#appendedAt = performance.now();
      this.wake();
    });
  }

  add(worker: Worker): void {
    this.#workers.push(worker);
    this.wake();
  }

  remove(worker: Worker): void {
    const index = this.#workers.indexOf(worker);
    if (index >= 0) this.#workers.splice(index, 1);
  }

  /** Somebody has something to do. */
  wake(): void {
    if (this.#armed || this.#stopped) return;
    this.#armed = true;
    if (this.busy) this.#timer = setTimeout(this.#run, busyPauseMs).unref();
    else this.#immediate = setImmediate(this.#run);
  }

  get busy(): boolean {
    return this.#store.pressure > busyWrites && performance.now() - this.#appendedAt < staleMs;
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  readonly #run = (): void => {
    this.#armed = false;
    const count = this.#workers.length;
    if (count === 0 || this.#stopped) return;
    let left = this.busy ? busyAllowance : idleAllowance;
    let more = false;
    // Copied, because a turn may end in a worker leaving.
    const workers = [
      ...this.#workers.slice(this.#first % count),
      ...this.#workers.slice(0, this.#first % count),
    ];
    this.#first++;
    for (const [index, worker] of workers.entries()) {
      left -= worker.turn(Math.ceil(left / (count - index)));
      more ||= worker.hungry;
    }
    if (left <= 0 || more) this.wake();
  };
}
