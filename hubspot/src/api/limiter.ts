import { HubSpotError } from './errors.ts';
import type { Timers } from './timers.ts';

/** What a portal allows. Standard values: developers.hubspot.com, "API usage guidelines and limits". */
export interface PortalLimits {
  readonly per10Seconds: number;
  readonly searchesPerSecond: number;
}

export type Bucket = 'ordinary' | 'search';
/** What waits in front of a customer goes first; a backfill takes what is left. */
export type Priority = 'live' | 'background';

/** How much room there is, from what HubSpot's headers said last. */
export interface LimiterRoom {
  readonly usedIn10Seconds: number;
  readonly per10Seconds: number;
  readonly dailyLimit?: number;
  readonly dailyRemaining?: number;
  readonly waiting: number;
  readonly pausedUntil?: number;
  readonly pausedBy?: 'burst' | 'daily';
}

export interface Limiter {
  /** Resolves when one more call may be made. Rejects with `limit` when that is further away than `patienceMs`. */
  slot(bucket: Bucket, priority: Priority, signal?: AbortSignal): Promise<void>;
  /** HubSpot said 429. */
  pause(ms: number, by: 'burst' | 'daily'): void;
  /** What the headers of an answer say. */
  note(headers: Headers): void;
  room(): LimiterRoom;
}

interface Waiting {
  readonly bucket: Bucket;
  readonly priority: Priority;
  readonly go: () => void;
  readonly fail: (error: Error) => void;
}

/** Calls of ours may come closer together on the way than they left. */
const marginMs = 150;
/** Of the ten-second limit, what a backfill leaves to conversations. */
const reserve = 0.1;

/** One for each portal of a process: everybody who calls that portal waits here. */
export const createLimiter = (limits: PortalLimits, timers: Timers, patienceMs = 60_000): Limiter => {
  const windows = {
    ordinary: { ms: 10_000 + marginMs, count: limits.per10Seconds, sent: [] as number[] },
    search: { ms: 1_000 + marginMs, count: limits.searchesPerSecond, sent: [] as number[] },
  };
  const queues: Readonly<Record<Priority, Waiting[]>> = { live: [], background: [] };
  let pausedUntil = 0;
  let pausedBy: 'burst' | 'daily' | undefined;
  let daily: { limit: number; remaining: number } | undefined;
  let cancel: (() => void) | undefined;

  const forget = (now: number): void => {
    for (const window of Object.values(windows)) {
      while ((window.sent[0] ?? now) + window.ms <= now && window.sent.length > 0) window.sent.shift();
    }
  };
  /** When a call of this kind may go, at the earliest. */
  const dueAt = (bucket: Bucket, priority: Priority, now: number): number => {
    const { ordinary, search } = windows;
    const spared = priority === 'background' ? Math.floor(ordinary.count * reserve) : 0;
    const allowed = Math.max(1, ordinary.count - spared);
    let at = Math.max(now, pausedUntil);
    const blocking = ordinary.sent[ordinary.sent.length - allowed];
    if (blocking !== undefined) at = Math.max(at, blocking + ordinary.ms);
    const blockingSearch = bucket === 'search' ? search.sent[search.sent.length - search.count] : undefined;
    if (blockingSearch !== undefined) at = Math.max(at, blockingSearch + search.ms);
    return at;
  };

  const drain = (): void => {
    cancel?.();
    cancel = undefined;
    const now = timers.now();
    forget(now);
    let next = Number.POSITIVE_INFINITY;
    for (const priority of ['live', 'background'] as const) {
      const queue = queues[priority];
      for (let index = 0; index < queue.length; ) {
        const waiting = queue[index] as Waiting;
        const at = dueAt(waiting.bucket, priority, now);
        if (at > now) {
          next = Math.min(next, at);
          // A search may have to wait where others need not.
          index++;
          continue;
        }
        queue.splice(index, 1);
        windows.ordinary.sent.push(now);
        if (waiting.bucket === 'search') windows.search.sent.push(now);
        waiting.go();
      }
    }
    if (next < Number.POSITIVE_INFINITY) cancel = timers.after(next - now, drain);
  };

  const refuseAll = (error: Error): void => {
    for (const queue of Object.values(queues)) for (const waiting of queue.splice(0)) waiting.fail(error);
  };
  const tooFar = (ms: number): HubSpotError =>
    new HubSpotError(
      'limit',
      pausedBy === 'daily'
        ? { en: 'the daily limit of the portal is used up', es: 'se agotó el límite diario del portal' }
        : {
            en: 'the portal takes no more calls for now',
            es: 'por ahora el portal no admite más llamadas',
          },
      { afterMs: ms, daily: pausedBy === 'daily' },
    );

  return {
    slot: (bucket, priority, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const now = timers.now();
        const wait = Math.max(0, pausedUntil - now);
        if (wait > patienceMs) return reject(tooFar(wait));
        const stop = (): void => {
          const index = queues[priority].indexOf(waiting);
          if (index >= 0) queues[priority].splice(index, 1);
          reject(signal?.reason);
        };
        const done = (): void => signal?.removeEventListener('abort', stop);
        const waiting: Waiting = {
          bucket,
          priority,
          go: () => {
            done();
            resolve();
          },
          fail: (error) => {
            done();
            reject(error);
          },
        };
        signal?.addEventListener('abort', stop, { once: true });
        queues[priority].push(waiting);
        drain();
      }),
    pause: (ms, by) => {
      const until = timers.now() + ms;
      if (until <= pausedUntil) return;
      pausedUntil = until;
      pausedBy = by;
      if (ms > patienceMs) refuseAll(tooFar(ms));
      drain();
    },
    note: (headers) => {
      const limit = Number(headers.get('x-hubspot-ratelimit-daily') ?? Number.NaN);
      const remaining = Number(headers.get('x-hubspot-ratelimit-daily-remaining') ?? Number.NaN);
      if (Number.isFinite(remaining) && Number.isFinite(limit)) daily = { limit, remaining };
    },
    room: () => {
      const now = timers.now();
      forget(now);
      return {
        usedIn10Seconds: windows.ordinary.sent.length,
        per10Seconds: windows.ordinary.count,
        waiting: queues.live.length + queues.background.length,
        ...(daily ? { dailyLimit: daily.limit, dailyRemaining: daily.remaining } : {}),
        ...(pausedUntil > now && pausedBy ? { pausedUntil, pausedBy } : {}),
      };
    },
  };
};
