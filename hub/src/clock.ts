/**
 * Domain time: windows, consent, message times. One clock for the hub and its sandbox, so that a test can
 * move it. Signatures, leases and sockets use real time.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
