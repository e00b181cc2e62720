import { type EventPage, type HubClient, HubError } from '@centralita/core/hub-client';
import type { EventType } from '@centralita/core/model';
import { backoff } from '@centralita/core/pacing';
import type { Fan } from '../shared/fan.ts';
import type { Files } from '../shared/files.ts';
import type { SourceState } from '../shared/source.ts';

export interface PullParts {
  /** A client whose calls end with the signal. */
  readonly connect: (signal: AbortSignal) => HubClient;
  readonly fan: Fan;
  readonly files: Files;
  /** The file the cursor is kept in. */
  readonly name: string;
  readonly onState: (state: SourceState) => void;
  readonly describe: (error: unknown) => SourceState;
  /** `expired`: goes on with the oldest that is kept. `foreign`: it came from another hub; goes on from now. */
  readonly onCursorLost: (how: 'expired' | 'foreign') => void;
  readonly onFault: (error: unknown) => void;
}

/** Asks the hub for what is new, from where the last run ended. */
export interface Pull {
  /** Begins, or begins anew where other types are wanted. Nobody listening: pauses, and the cursor stays. */
  refresh(): void;
  end(): void;
}

const waitSeconds = 25;
const pageSize = 100;
const longestPauseMs = 60_000;
/** No cursor of a hub: begins with the oldest event that is kept. */
const oldest = 'oldest';

export const createPull = (parts: PullParts): Pull => {
  const { fan, files, name } = parts;
  let cursor = cursorIn(files.read(name));
  let running: { readonly types: string; readonly stop: AbortController } | undefined;
  let previous: Promise<void> = Promise.resolve();

  let kept = cursor;
  const keep = (next = cursor) => {
    cursor = next;
    if (next === undefined || next === oldest || next === kept) return;
    try {
      files.write(name, JSON.stringify({ cursor: next }));
      kept = next;
    } catch {
      // Events go on; after a restart those since the last kept cursor come once more.
    }
  };
  const unwatch = files.watch((disk) => {
    if (disk === 'ok') keep();
  });

  const hand = async (page: EventPage, signal: AbortSignal) => {
    for (const event of page.events) {
      if (signal.aborted) return;
      // Left for the next run: what was handed over of this page is known by its ids.
      if (!(await fan.deliver(event))) return pause(250, signal);
    }
    keep(page.cursor);
  };

  const follow = async (types: readonly EventType[], signal: AbortSignal) => {
    const client = parts.connect(signal);
    // The first answer comes at once, so that nobody reads "ready" of a hub that has not answered yet.
    let answers = false;
    for (let failures = 0; !signal.aborted; ) {
      try {
        // The very first time: from now on. Kept at once, so that what follows a restart counts too.
        if (cursor === undefined) keep((await client.events({ after: 'now', limit: 1 })).cursor);
        const from = cursor === oldest || cursor === undefined ? {} : { after: cursor };
        const page = await client.events({
          ...from,
          types,
          limit: pageSize,
          ...(answers ? { wait: waitSeconds } : {}),
        });
        answers = true;
        failures = 0;
        parts.onState({ kind: 'ready' });
        await hand(page, signal);
      } catch (error) {
        if (signal.aborted) return;
        answers = false;
        parts.onState(parts.describe(error));
        const lost = isLost(error);
        if (lost) {
          parts.onCursorLost(lost);
          cursor = lost === 'expired' ? oldest : undefined;
        }
        await pause(pauseOf(error, failures), signal);
        failures += 1;
      }
    }
  };

  return {
    refresh: () => {
      const wanted = fan.size > 0 ? fan.types() : [];
      const types = wanted.join(',');
      if (running?.types === types) return;
      running?.stop.abort();
      running = undefined;
      if (wanted.length === 0) return;
      const stop = new AbortController();
      running = { types, stop };
      // One after the other, so that a page is never handed over twice at once.
      previous = previous.then(() => follow(wanted, stop.signal)).catch(parts.onFault);
    },
    end: () => {
      unwatch();
      running?.stop.abort();
      running = undefined;
    },
  };
};

const cursorIn = (text: string | undefined): string | undefined => {
  try {
    const { cursor } = JSON.parse(text ?? '{}') as { cursor?: unknown };
    return typeof cursor === 'string' && cursor !== '' ? cursor : undefined;
  } catch {
    return undefined;
  }
};

const isLost = (error: unknown): 'expired' | 'foreign' | undefined => {
  if (!(error instanceof HubError)) return undefined;
  const { code, field } = error.problem;
  if (code === 'cursor_expired') return 'expired';
  return code === 'invalid_request' && field === 'after' ? 'foreign' : undefined;
};

const pauseOf = (error: unknown, failures: number): number => {
  const asked = error instanceof HubError ? (error.retryAfter ?? 0) * 1000 : 0;
  const own = 500 + backoff(failures, { baseMs: 1000, capMs: longestPauseMs, random: Math.random });
  return Math.min(longestPauseMs, Math.max(asked, own));
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
