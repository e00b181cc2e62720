import { type HubSpotError, isHubSpotError } from './errors.ts';
import type { Bucket, Limiter, Priority } from './limiter.ts';
import { sleep, type Timers } from './timers.ts';
import type { Request, Transport } from './transport.ts';

export interface Call extends Omit<Request, 'body'> {
  /** Written when its turn has come, so that what gathered meanwhile goes along; undefined: nothing to do any more. */
  readonly body?: () => unknown;
  readonly bucket?: Bucket;
  readonly priority?: Priority;
  /** Doing it twice is doing it once: it may be repeated when nobody knows whether it was done. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal;
}

export interface CallCounts {
  readonly total: number;
  readonly byWhat: Readonly<Record<string, number>>;
}

export interface Caller {
  /** The answer's body; undefined when there was nothing to do or nothing in it. */
  call(call: Call): Promise<unknown>;
  counts(): CallCounts;
  /** Calls under way. */
  underWay(): number;
}

const attempts = 4;
const baseMs = 1_000;
/** Without a Retry-After, the ten-second window has passed by then. */
const burstPauseMs = 10_000;
/** HubSpot's day ends at midnight in the time zone of the portal; asked again this often. */
const dailyPauseMs = 3_600_000;

/** Calls with our own limiter, pauses and retries around one attempt of the client each. */
export const createCaller = (transport: Transport, limiter: Limiter, timers: Timers): Caller => {
  const byWhat: Record<string, number> = {};
  let total = 0;
  let underWay = 0;

  const once = async (request: Request): Promise<unknown> => {
    total++;
    byWhat[request.what] = (byWhat[request.what] ?? 0) + 1;
    underWay++;
    try {
      return (await transport(request)).body;
    } catch (error) {
      if (isHubSpotError(error, 'limit')) {
        const { daily, afterMs } = error.facts;
        limiter.pause(afterMs ?? (daily ? dailyPauseMs : burstPauseMs), daily ? 'daily' : 'burst');
      }
      throw error;
    } finally {
      underWay--;
    }
  };

  return {
    call: async ({ body, bucket = 'ordinary', priority = 'live', repeatable, signal, ...rest }) => {
      let request: Request | undefined;
      for (let attempt = 1; ; attempt++) {
        await limiter.slot(bucket, priority, signal);
        if (!request) {
          const written = body?.();
          if (body && written === undefined) return undefined;
          request = { ...rest, ...(body ? { body: written } : {}) };
        }
        try {
          return await once(request);
        } catch (error) {
          if (!isHubSpotError(error) || attempt >= attempts) throw error;
          // A 429 did nothing, whatever was asked; a daily one pauses the portal.
          if (error.kind === 'limit' && !error.facts.daily) continue;
          const again = error.kind === 'unreachable' || (error.kind === 'unknown' && repeatable);
          if (!again || signal?.aborted) throw error;
          await sleep(timers, error.facts.afterMs ?? baseMs * 2 ** (attempt - 1));
          if (signal?.aborted) throw error;
        }
      }
    },
    counts: () => ({ total, byWhat: { ...byWhat } }),
    underWay: () => underWay,
  };
};

export const isLater = (error: unknown): error is HubSpotError =>
  isHubSpotError(error, 'limit', 'unknown', 'unreachable', 'token', 'scope');
