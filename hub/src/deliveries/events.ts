import { CentralitaError } from '@centralita/core/model';
import type { EventJsonPage, Services } from '../services.ts';
import type { StoredEvent } from '../store/log.ts';
import { parseCursor, refuseExpired } from './cursor.ts';
import type { Filters } from './filter.ts';
import type { Tail } from './tail.ts';
import type { DeliveryContext } from './types.ts';

const readSize = 200;
/** Events looked through for one page; the answer says that there is more, and the cursor has moved. */
const maxScanned = 20_000;
/** A page ends before it is larger than this, whatever its limit. */
const maxPageBytes = 4 * 1024 * 1024;
const maxWaitMs = 60_000;
const streamSize = 64;

export const createEvents = (
  context: DeliveryContext,
  { filters, tail }: { readonly filters: Filters; readonly tail: Tail },
): Services['events'] => {
  const { log } = context.store;

  const start = (after: string | undefined, otherwise: number): number =>
    after === undefined ? otherwise : after === 'now' ? log.head : parseCursor(after, log);

  /** One page from where the reader stands. Lets the loop breathe between reads. */
  const collect = async (from: number, limit: number, wants: (event: StoredEvent) => boolean) => {
    const found: StoredEvent[] = [];
    let seq = from;
    let bytes = 0;
    for (let scanned = 0; scanned < maxScanned; ) {
      const events = log.read(seq, readSize);
      if (seq < log.head && events[0]?.seq !== seq + 1) refuseExpired(seq, log);
      for (const event of events) {
        const wanted = wants(event);
        if (
          wanted &&
          (found.length >= limit || (found.length > 0 && bytes + event.body.length > maxPageBytes))
        ) {
          return { found, seq };
        }
        seq = event.seq;
        if (!wanted) continue;
        found.push(event);
        bytes += event.body.length;
      }
      if (events.length < readSize || found.length >= limit) break;
      scanned += events.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { found, seq };
  };

  return {
    read: async (query, by, signal) => {
      const limit = wholeNumber(query.limit ?? 100, 1, 500, 'limit');
      const waitMs = wholeNumber(query.waitMs ?? 0, 0, maxWaitMs, 'waitMs');
      const wants = filters.compile(filters.check(query, by));
      const deadline = context.timers.now() + waitMs;
      let seq = start(query.after, log.first - 1);
      for (;;) {
        const page = await collect(seq, limit, wants);
        seq = page.seq;
        const left = deadline - context.timers.now();
        const answer: EventJsonPage = {
          events: page.found.map((event) => event.body),
          cursor: String(seq),
          more: seq < log.head,
        };
        if (page.found.length > 0 || left <= 0 || signal?.aborted) return answer;
        if (!answer.more) await tail.next(signal, left);
      }
    },

    stream: (query, by, signal) => {
      // Checked before the first event is asked for, so that the caller can still answer with an error.
      const wants = filters.compile(filters.check(query, by));
      let seq = start(query.after, log.head);
      return (async function* () {
        while (!signal.aborted) {
          const events = log.read(seq, streamSize);
          if (seq < log.head && events[0]?.seq !== seq + 1) refuseExpired(seq, log);
          if (events.length === 0) {
            await tail.next(signal);
            continue;
          }
          seq = events.at(-1)?.seq ?? seq;
          const batch = events.filter(wants).map(({ body, seq: at }) => ({ json: body, cursor: String(at) }));
          if (batch.length > 0) yield batch;
        }
      })();
    },
  };
};

const wholeNumber = (value: number, least: number, most: number, field: string): number => {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new CentralitaError('invalid_request', `${field} is a whole number from ${least} to ${most}`, {
    field,
  });
};
