import { Worker } from 'node:worker_threads';
import type { ConversationCounts } from '@centralita/core/hub-client';
import { CentralitaError } from '@centralita/core/model';
import type { InboxQuery, InboxRow, inboxCounts } from './inbox.ts';
import type { ReaderCall, ReaderReply, SearchHit } from './reader-thread.ts';

/**
 * A second thread with connections of its own: what may take longer than a few milliseconds is read there,
 * the write-ahead log is copied back there, and the search index is kept there.
 */
export interface Reader {
  search(text: string, before: number, limit: number): Promise<readonly SearchHit[]>;
  /** `seq` of every event of a contact, and of those of nobody that hold one of these texts, in chunks. */
  eventsOf(contact: number, values?: readonly string[]): AsyncIterable<readonly number[]>;
  /** Events since a point in time by what they tell, such as `received`, `delivered`, `optedOut`. */
  countsSince(since: number): Promise<Readonly<Record<string, number>>>;
  /** Numbers of what customers wrote since a point in time: the newest, oldest first. */
  inboundSince(since: number, limit: number): Promise<readonly number[]>;
  /** Numbers of conversations that a text finds by name, phone number, tag or words, in no order. */
  find(text: string, limit: number): Promise<readonly number[]>;
  /** Index a contact again: it was changed. */
  seePerson(contact: number): void;
  /** Numbers of conversations for a list, in order. */
  inbox(query: InboxQuery): Promise<readonly InboxRow[]>;
  counts(query: Parameters<typeof inboxCounts>[1]): Promise<ConversationCounts>;
  /** Drops a contact from the search index. */
  forget(contact: number): Promise<void>;
  /** Index a message again: it was edited or deleted. */
  reindex(message: number): void;
  /** Copies the write-ahead log back; pages in it and pages copied. */
  checkpoint(): Promise<{ readonly log: number; readonly copied: number }>;
  /** Waits until every message stored so far can be found. */
  caughtUp(): Promise<void>;
  /** False once the thread has ended by itself: then nothing is found, erased or copied back. */
  readonly alive: boolean;
  close(): Promise<void>;
}

const errorOf = ({ error, refusal }: Extract<ReaderReply, { error: string }>): Error =>
  refusal
    ? new CentralitaError(refusal.code, refusal.detail, refusal.field ? { field: refusal.field } : {})
    : new Error(error);

type Call = ReaderCall extends infer C ? (C extends { id: number } ? Omit<C, 'id'> : never) : never;

export const openReader = (folder: string): Reader => {
  const worker = new Worker(new URL('./reader-thread.ts', import.meta.url), {
    workerData: { folder },
    name: 'reader',
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  worker.unref();
  const open = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let next = 0;
  let closed = false;

  worker.on('message', (reply: ReaderReply) => {
    const call = open.get(reply.id);
    open.delete(reply.id);
    if ('error' in reply) call?.reject(errorOf(reply));
    else call?.resolve(reply.value);
  });
  const fail = (error: unknown): void => {
    closed = true;
    for (const call of open.values()) call.reject(error);
    open.clear();
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the reader thread has ended')));

  const ask = <T>(call: Call): Promise<T> =>
    closed
      ? Promise.reject(new Error('the reader thread has ended'))
      : new Promise<T>((resolve, reject) => {
          const id = next++;
          open.set(id, { resolve: resolve as (value: unknown) => void, reject });
          worker.postMessage({ ...call, id });
        });

  return {
    get alive() {
      return !closed;
    },
    search: (text, before, limit) => ask({ kind: 'search', text, before, limit }),
    async *eventsOf(contact, values = []) {
      for (let after = 0; ; ) {
        const found = await ask<{ seqs: number[]; scannedTo: number; done: boolean }>({
          kind: 'eventsOf',
          contact,
          values,
          after,
        });
        if (found.seqs.length > 0) yield found.seqs;
        if (found.done) return;
        after = found.scannedTo;
      }
    },
    countsSince: (since) => ask({ kind: 'countsSince', since }),
    inboundSince: (since, limit) => ask({ kind: 'inboundSince', since, limit }),
    find: (text, limit) => ask({ kind: 'find', text, limit }),
    seePerson: (contact) => void ask({ kind: 'seePerson', contact }).catch(() => undefined),
    inbox: (query) => ask({ kind: 'inbox', query }),
    counts: (query) => ask({ kind: 'counts', query }),
    forget: (contact) => ask({ kind: 'forget', contact }),
    reindex: (message) => void ask({ kind: 'reindex', message }).catch(() => undefined),
    checkpoint: () => ask({ kind: 'checkpoint' }),
    caughtUp: () => ask({ kind: 'caughtUp' }),
    close: async () => {
      if (!closed) await ask({ kind: 'close' }).catch(() => undefined);
      closed = true;
      await worker.terminate();
    },
  };
};
