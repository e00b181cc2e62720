import type { SandboxClock } from './clock.ts';

/** What is due by the sandbox's clock, whether it is moved or time just passes. */
export interface Alarms {
  at(time: number, run: () => void): void;
  /** Runs what has become due. */
  check(): void;
  /** Calls everything off. */
  clear(): void;
}

const longestMs = 2 ** 31 - 1;

export const createAlarms = (clock: SandboxClock): Alarms => {
  const waiting = new Set<{ time: number; run: () => void }>();
  let timer: NodeJS.Timeout | undefined;

  const arm = () => {
    clearTimeout(timer);
    const next = Math.min(...[...waiting].map(({ time }) => time));
    if (!Number.isFinite(next)) return;
    timer = setTimeout(check, Math.min(longestMs, Math.max(0, next - clock.now())));
    timer.unref();
  };
  const check = () => {
    const now = clock.now();
    const due = [...waiting].filter(({ time }) => time <= now).sort((one, other) => one.time - other.time);
    for (const alarm of due) waiting.delete(alarm);
    for (const { run } of due) run();
    arm();
  };

  return {
    at: (time, run) => {
      waiting.add({ time, run });
      arm();
    },
    check,
    clear: () => {
      waiting.clear();
      clearTimeout(timer);
    },
  };
};
