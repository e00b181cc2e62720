/** Counts failed authentications per address, so that guessing and misconfigured loops cost little. */
export interface FailedAttempts {
  /** Seconds to wait when this address has failed too often; undefined when it may be told that it failed. */
  count(address: string): number | undefined;
}

/**
 * A fixed window per address. A valid key is never refused for what others at its address got wrong: only the
 * answer to a failure changes.
 */
export const createFailedAttempts = (
  perMinute = 30,
  now: () => number = () => Date.now(),
): FailedAttempts => {
  const windows = new Map<string, { failures: number; until: number }>();
  return {
    count: (address) => {
      const at = now();
      let window = windows.get(address);
      if (!window || window.until <= at) {
        if (windows.size >= 10_000) windows.clear();
        window = { failures: 0, until: at + 60_000 };
        windows.set(address, window);
      }
      window.failures++;
      return window.failures > perMinute ? Math.ceil((window.until - at) / 1000) : undefined;
    },
  };
};
