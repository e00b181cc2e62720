/** Real-time timers that can all be stopped, and a count of what is still under way. */
export interface Timers {
  /** Counts as under way until it has run. */
  later(ms: number, run: () => void): void;
  /** Not counted: for what may wait long, such as a redelivery. Answers how to call it off. */
  aside(ms: number, run: () => void): () => void;
  /** Counts a promise as under way. Its failure is nobody's here. */
  track(work: Promise<unknown>): void;
  idle(): Promise<void>;
  stop(): void;
}

export const createTimers = (): Timers => {
  const handles = new Set<NodeJS.Timeout>();
  let underWay = 0;
  let waiting: (() => void)[] = [];
  let stopped = false;

  const done = () => {
    underWay -= 1;
    if (underWay > 0) return;
    const resolve = waiting;
    waiting = [];
    for (const go of resolve) go();
  };

  const start = (ms: number, run: () => void) => {
    const handle = setTimeout(() => {
      handles.delete(handle);
      run();
    }, ms);
    handles.add(handle);
    return handle;
  };

  return {
    later: (ms, run) => {
      if (stopped) return;
      underWay += 1;
      start(ms, () => {
        try {
          run();
        } finally {
          done();
        }
      });
    },
    aside: (ms, run) => {
      if (stopped) return () => {};
      const handle = start(ms, run);
      handle.unref();
      return () => {
        clearTimeout(handle);
        handles.delete(handle);
      };
    },
    track: (work) => {
      underWay += 1;
      work.then(done, done);
    },
    idle: async () => {
      while (underWay > 0 && !stopped) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    stop: () => {
      stopped = true;
      for (const handle of handles) clearTimeout(handle);
      handles.clear();
      for (const go of waiting) go();
      waiting = [];
    },
  };
};
