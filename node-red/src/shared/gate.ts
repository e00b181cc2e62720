import type { Red } from '../red.ts';

/**
 * Whether flows run. While a deploy stops and starts nodes, a message given to one of them may meet a next node
 * that is no longer or not yet there; so deliveries wait here until all of them are back.
 */
export interface Gate {
  readonly open: boolean;
  /** How often flows were stopped so far. */
  readonly stops: number;
  /** Resolves true once flows run, false when they do not within the time. */
  running(timeoutMs: number): Promise<boolean>;
  /** Called after every deploy, once all nodes exist. The undo is returned. */
  onStarted(listener: () => void): () => void;
}

export const createGate = (events: Red['events']): Gate => {
  let open = false;
  let stops = 0;
  const waiting = new Set<(running: boolean) => void>();
  const listeners = new Set<() => void>();

  // For the life of the process, like the events themselves: never one for each deploy.
  events.on('flows:stopping', () => {
    open = false;
    stops += 1;
  });
  events.on('flows:started', () => {
    open = true;
    for (const listener of [...listeners]) listener();
    for (const resolve of [...waiting]) resolve(true);
  });

  return {
    get open() {
      return open;
    },
    get stops() {
      return stops;
    },
    running: (timeoutMs) =>
      open
        ? Promise.resolve(true)
        : new Promise((resolve) => {
            const settle = (running: boolean) => {
              clearTimeout(timer);
              waiting.delete(settle);
              resolve(running);
            };
            const timer = setTimeout(settle, timeoutMs, false);
            timer.unref();
            waiting.add(settle);
          }),
    onStarted: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
