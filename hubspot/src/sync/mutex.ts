/** One at a time for each key; whoever comes later waits. */
export type Mutex = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export const createMutex = (): Mutex => {
  const tails = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = tails.get(key) ?? Promise.resolve();
    const run = before.then(work, work);
    const tail = run.catch(() => undefined);
    tails.set(key, tail);
    try {
      return await run;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  };
};
