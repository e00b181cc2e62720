/** Real-time timers that can all be stopped, and a count of what is still under way. */
export interface Timers {
  /** Counts as under way until it has run. */
  later(ms: number, run: () => void): void;
  /** Not counted: for what may wait long, such as a redelivery. Answers how to call it off. */
  aside(ms: number, run: () => void): () => void;
  /** Counts a promise as under way. Its failure is nobody's here. */
  track(work: Promise<unknown>): void;
  idle(): Promise<void>;
  /** Calls everything off that has not run. */
  clear(): void;
  /** Clears, and takes nothing new. */
  stop(): void;
}

export const createTimers = (): Timers => {
  const counted = new Set<NodeJS.Timeout>();
  const uncounted = new Set<NodeJS.Timeout>();
  const promises = new Set<Promise<unknown>>();
  let waiting: (() => void)[] = [];
  let stopped = false;

  const checkIdle = () => {
    if (counted.size + promises.size > 0 && !stopped) return;
    const resolve = waiting;
    waiting = [];
    for (const go of resolve) go();
  };

  const start = (handles: Set<NodeJS.Timeout>, ms: number, run: () => void) => {
    const handle = setTimeout(() => {
      handles.delete(handle);
      run();
      checkIdle();
    }, ms);
    handles.add(handle);
    return handle;
  };

  const clear = () => {
    for (const handle of [...counted, ...uncounted]) clearTimeout(handle);
    counted.clear();
    uncounted.clear();
    checkIdle();
  };

  return {
    later: (ms, run) => {
      if (!stopped) start(counted, ms, run);
    },
    aside: (ms, run) => {
      if (stopped) return () => {};
      const handle = start(uncounted, ms, run);
      handle.unref();
      return () => {
        clearTimeout(handle);
        uncounted.delete(handle);
      };
    },
    track: (work) => {
      promises.add(work);
      const done = () => {
        promises.delete(work);
        checkIdle();
      };
      work.then(done, done);
    },
    idle: async () => {
      while (counted.size + promises.size > 0 && !stopped)
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
    },
    clear,
    stop: () => {
      stopped = true;
      clear();
    },
  };
};
