import type { Timers } from '../types.ts';

export interface ManualTimers extends Timers {
  /** Moves to the next timer, at most `ms` away, and runs it; false when there was none. */
  step(ms: number): boolean;
}

/** Real time that stands still until a test moves it. */
export const manualTimers = (start = 1_800_000_000_000): ManualTimers => {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + Math.max(0, ms), run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    step: (ms) => {
      let next: { at: number; run: () => void } | undefined;
      for (const timer of timers) if (!next || timer.at < next.at) next = timer;
      if (!next || next.at > now + ms) {
        now += ms;
        return false;
      }
      now = Math.max(now, next.at);
      timers.delete(next);
      next.run();
      return true;
    },
  };
};
