import { CentralitaError } from '@centralita/core/model';
import type { Keys } from '../store/keys.ts';
import type { Sessions } from '../store/sessions.ts';
import { problemDetailsOf } from './problem.ts';

/** What comes out of a stream, as much as there is at once: each event's JSON and the cursor to go on from. */
type Items = AsyncIterable<readonly { readonly json: string; readonly cursor: string }[]>;

export interface Streams {
  /** Server-sent events until the asker leaves, its key or session ends, or the hub stops. */
  open(of: {
    readonly request: Request;
    readonly requestId: string;
    readonly keyId?: string;
    readonly session?: string;
    /** Throws at once what the asker is to be told with a status, such as an expired cursor. */
    events(signal: AbortSignal): Items;
  }): Response;
  closeAll(): void;
}

export interface StreamsOptions {
  readonly keys: Keys;
  readonly sessions: Sessions;
  readonly limits: { readonly streams: number; readonly heartbeatMs: number };
}

interface Open {
  readonly keyId?: string;
  readonly session?: string;
  end(): void;
}

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Proxies such as nginx hold back what they buffer.
  'x-accel-buffering': 'no',
};

export const createStreams = (options: StreamsOptions): Streams => {
  const { keys, sessions, limits } = options;
  const running = new Set<Open>();
  const endWhere = (matches: (stream: Open) => boolean) => {
    for (const stream of [...running]) if (matches(stream)) stream.end();
  };
  keys.onRevoked((id) => endWhere((stream) => stream.keyId === id));
  sessions.onEnded((session) => endWhere((stream) => stream.session === session));

  return {
    open: ({ request, requestId, keyId, session, events }) => {
      if (running.size >= limits.streams) {
        throw new CentralitaError('too_many_requests', `${limits.streams} event streams are open already`);
      }
      const stop = new AbortController();
      const source = events(stop.signal);
      // Nobody would ever read or leave the stream that belongs to these headers.
      if (request.method === 'HEAD') return new Response(null, { headers });
      const encoder = new TextEncoder();
      const iterator = source[Symbol.asyncIterator]();
      let controller: ReadableStreamDefaultController<Uint8Array>;
      let ended = false;
      const write = (text: string) => {
        if (!ended) controller.enqueue(encoder.encode(text));
      };
      const end = () => {
        if (ended) return;
        ended = true;
        clearInterval(heartbeat);
        running.delete(stream);
        stop.abort();
        try {
          controller.close();
        } catch {
          // The asker closed it.
        }
        void iterator.return?.()?.catch(() => undefined);
      };
      const stream: Open = {
        ...(keyId === undefined ? {} : { keyId }),
        ...(session === undefined ? {} : { session }),
        end,
      };
      const heartbeat = setInterval(() => {
        // A session may also end by its age, which nobody tells.
        if (session !== undefined && sessions.find(session) === undefined) end();
        // Nothing piles up for an asker that does not read.
        else if ((controller.desiredSize ?? 0) > 0) write(':\n\n');
      }, limits.heartbeatMs);
      heartbeat.unref();
      running.add(stream);
      request.signal.addEventListener('abort', end, { once: true });

      const body = new ReadableStream<Uint8Array>({
        start: (given) => {
          controller = given;
          write('retry: 3000\n\n');
        },
        pull: async () => {
          try {
            const next = await iterator.next();
            if (next.done) end();
            else write(next.value.map(({ cursor, json }) => `id: ${cursor}\ndata: ${json}\n\n`).join(''));
          } catch (error) {
            // The headers are out: the reason goes along as an event of its own.
            write(`event: problem\ndata: ${JSON.stringify(problemDetailsOf(error, requestId))}\n\n`);
            end();
          }
        },
        cancel: end,
      });
      return new Response(body, { headers });
    },
    closeAll: () => endWhere(() => true),
  };
};
