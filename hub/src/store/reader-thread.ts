import { readlinkSync, rmSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { CentralitaError } from '@centralita/core/model';
import { countsSince } from './counts-since.ts';
import { Database } from './database.ts';
import { inboundSince } from './inbound-since.ts';
import { type InboxQuery, inboxCounts, inboxRows } from './inbox.ts';
import { SearchIndex } from './search-index.ts';

export interface SearchHit {
  readonly no: number;
  readonly snippet: string;
}

export type ReaderCall =
  | {
      readonly id: number;
      readonly kind: 'search';
      readonly text: string;
      readonly before: number;
      readonly limit: number;
    }
  | {
      readonly id: number;
      readonly kind: 'eventsOf';
      readonly contact: number;
      readonly values: readonly string[];
      readonly after: number;
    }
  | {
      readonly id: number;
      readonly kind: 'inboundSince';
      readonly since: number;
      readonly limit: number;
    }
  | { readonly id: number; readonly kind: 'inbox'; readonly query: InboxQuery }
  | { readonly id: number; readonly kind: 'counts'; readonly query: Parameters<typeof inboxCounts>[1] }
  | { readonly id: number; readonly kind: 'forget'; readonly contact: number }
  | { readonly id: number; readonly kind: 'countsSince'; readonly since: number }
  | { readonly id: number; readonly kind: 'find'; readonly text: string; readonly limit: number }
  | { readonly id: number; readonly kind: 'seePerson'; readonly contact: number }
  | { readonly id: number; readonly kind: 'reindex'; readonly message: number }
  | { readonly id: number; readonly kind: 'checkpoint' | 'caughtUp' | 'close' };

export type ReaderReply =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number;
      readonly error: string;
      /** What a `CentralitaError` was made of: it cannot be sent between threads. */
      readonly refusal?: Pick<CentralitaError, 'code' | 'detail' | 'field'>;
    };

const { folder } = workerData as { folder: string };

// Behind the thread that answers webhooks where they share a core: Linux gives each thread a priority of its own.
try {
  const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
  if (thread > 0 && thread !== process.pid) setPriority(thread, 10);
} catch {
  // Another system, or one that does not allow it: as before.
}

const hub = new Database(join(folder, 'hub.db'), { readOnly: true, cacheMegabytes: 4 });
// Checkpoints need a connection that may write; it writes nothing else.
const log = new Database(join(folder, 'hub.db'), { cacheMegabytes: 1 });

const searchFile = join(folder, 'search.db');
const openIndex = () => new SearchIndex(new Database(searchFile, { cacheMegabytes: 8 }), hub);
/** All that is in the file can be made again, so one that is broken is thrown away. */
const openAnew = (): SearchIndex => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${searchFile}${suffix}`, { force: true });
  return openIndex();
};
/** CORRUPT and NOTADB. */
const isBroken = (error: unknown): boolean => {
  const { errcode } = (error ?? {}) as { errcode?: number };
  return errcode !== undefined && [11, 26].includes(errcode & 0xff);
};
const openOrAnew = (): SearchIndex => {
  try {
    return openIndex();
  } catch (error) {
    if (isBroken(error)) return openAnew();
    throw error;
  }
};
let index = openOrAnew();

const mend = (error: unknown): void => {
  if (!isBroken(error)) return;
  index.close();
  index = openAnew();
};

/** Rows looked at in one go: some milliseconds, so that searches in between do not wait. */
const scan = 20_000;

/** Also those that belong to nobody and name the person: of unknown numbers, of strangers' messages, unreadable ones. */
const eventsOf = (contact: number, values: readonly string[], after: number) => {
  const last = hub.prepare<{ seq: number | null }>('select max(seq) as seq from events').get()?.seq ?? 0;
  const scannedTo = after + scan;
  const seqs = hub
    .prepare<{ seq: number }>(
      `select seq from events where seq > $1 and seq <= $2 and (contact = $3
         or (contact is null and exists (select 1 from json_each($4) where instr(events.body, value) > 0)))`,
    )
    .all(after, scannedTo, contact, JSON.stringify(values))
    .map((row) => row.seq);
  return { seqs, scannedTo, done: scannedTo >= last };
};

const checkpoint = () => {
  const row = log.prepare<{ log: number; checkpointed: number }>('pragma wal_checkpoint(passive)').get();
  return { log: row?.log ?? 0, copied: row?.checkpointed ?? 0 };
};

const answer = (call: ReaderCall): unknown => {
  switch (call.kind) {
    case 'search':
      // What was written a moment ago is found too.
      index.advance(500);
      return index.search(call.text, call.before, call.limit);
    case 'eventsOf':
      return eventsOf(call.contact, call.values, call.after);
    case 'countsSince':
      return countsSince(hub, call.since);
    case 'inboundSince':
      return inboundSince(hub, call.since, call.limit);
    case 'inbox':
      return inboxRows(hub, call.query);
    case 'counts':
      return inboxCounts(hub, call.query);
    case 'forget':
      return index.forget(call.contact);
    case 'find':
      index.advance(500);
      return index.find(call.text, call.limit);
    case 'seePerson':
      return index.seePerson(call.contact);
    case 'reindex':
      return index.reindex(call.message);
    case 'checkpoint':
      return checkpoint();
    case 'caughtUp':
      while (index.advance(5_000) > 0);
      return undefined;
    case 'close':
      clearTimeout(timer);
      index.close();
      hub.close();
      log.close();
      return undefined;
  }
};

parentPort?.on('message', (call: ReaderCall) => {
  try {
    parentPort?.postMessage({ id: call.id, value: answer(call) });
  } catch (error) {
    mend(error);
    const { code, detail, field } = (error ?? {}) as Partial<CentralitaError>;
    parentPort?.postMessage({
      id: call.id,
      error: error instanceof Error ? error.message : String(error),
      ...(error instanceof CentralitaError ? { refusal: { code, detail, field } } : {}),
    });
  }
});

// Indexing is never in a hurry: small steps with pauses, longer ones when there is nothing to do.
let timer: NodeJS.Timeout;
const step = (): void => {
  let done = 0;
  try {
    done = index.advance(500);
  } catch (error) {
    // The main thread is busy with the file; the next step goes on from the same place.
    mend(error);
  }
  timer = setTimeout(step, done > 0 ? 25 : 400);
};
timer = setTimeout(step, 50);
