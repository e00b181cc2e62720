import type { Worker } from './scheduler.ts';
import type { Timers } from './types.ts';

/** Tells everybody who waits for new events, at the pace the scheduler sets. */
export class Tail implements Worker {
  readonly hungry = false;
  readonly #timers: Timers;
  #waiting = new Set<() => void>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  turn(): number {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
    return 0;
  }

  /** Resolves after the next events, when the signal ends, or after `ms`. */
  next(signal?: AbortSignal, ms?: number): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        cancel?.();
        resolve();
      };
      const cancel = ms === undefined ? undefined : this.#timers.after(ms, wake);
      signal?.addEventListener('abort', wake, { once: true });
      this.#waiting.add(wake);
    });
  }
}
