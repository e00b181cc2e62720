import type { Timers } from '../api/timers.ts';

interface Waiting {
  readonly at: number;
  readonly run: () => void;
}

/** Time that stands still while anything is under way and jumps to the next timer when nothing is. */
export class VirtualTimers implements Timers {
  #now: number;
  readonly #waiting = new Set<Waiting>();

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const waiting = { at: this.#now + Math.max(0, ms), run };
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  /** Moves on, running what falls due. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) this.#run(next);
    this.#now = end;
  }

  /** Until the work is done; `busy` tells whether something is under way that is no timer. */
  async run<T>(work: Promise<T>, busy: () => boolean): Promise<T> {
    let ended = false;
    const done = work.finally(() => {
      ended = true;
    });
    done.catch(() => undefined);
    let quiet = 0;
    while (!ended) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = busy() ? 0 : quiet + 1;
      // Promises, file and socket work need some turns before it is certain that nothing moves.
      if (quiet < 20) continue;
      quiet = 0;
      const next = this.#next(Number.POSITIVE_INFINITY);
      if (next) this.#run(next);
    }
    return done;
  }

  #next(until: number): Waiting | undefined {
    let first: Waiting | undefined;
    for (const waiting of this.#waiting)
      if (waiting.at <= until && (!first || waiting.at < first.at)) first = waiting;
    return first;
  }

  #run(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    this.#now = Math.max(this.#now, waiting.at);
    waiting.run();
  }
}
