/** Domain time: what message times, windows and expiries go by. Shared by hub and sandbox. */
export interface SandboxClock {
  /** Milliseconds since 1970. */
  now(): number;
  advance(ms: number): void;
  /** Called after every `advance`; answers how to stop listening. */
  onAdvance?(listener: () => void): () => void;
}

/** Real time plus an offset that only grows. */
export const createClock = (offsetMs = 0): SandboxClock => {
  let offset = offsetMs;
  const listeners = new Set<() => void>();
  return {
    now: () => Date.now() + offset,
    advance: (ms) => {
      offset += ms;
      for (const listener of [...listeners]) listener();
    },
    onAdvance: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
