/** Real time, which a test can move. */
export interface Timers {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once after that many milliseconds; returns how to call it off. Keeps no process alive. */
  after(ms: number, run: () => void): () => void;
}

const longestMs = 2_000_000_000;

export const systemTimers = (now: () => number): Timers => ({
  now,
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(Math.max(0, ms), longestMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
});

export const sleep = (timers: Timers, ms: number): Promise<void> =>
  new Promise((resolve) => {
    timers.after(ms, resolve);
  });
