import type { ConversationCounts, MessageSearchHit } from '@centralita/core/hub-client';
import type { EventsOf } from './events-of.ts';
import type { InboxQuery, InboxRow, inboxCounts } from './inbox.ts';
import type { LookupCall } from './lookup-thread.ts';
import { BrokenIndex } from './serve.ts';
import { startThread } from './thread.ts';
import type { UpkeepCall } from './upkeep-thread.ts';

/**
 * Two more threads, with connections of their own. `lookup` answers what a person waits for. `upkeep`, behind the
 * others in priority, keeps the search index, copies the write-ahead log back, and reads what takes long.
 *
 * A message is found some hundred milliseconds after it was stored; nobody who searches waits for the indexing.
 */
export interface Reader {
  /** Messages, newest first; `next` is the `before` of the next page. */
  search(
    text: string,
    before: number,
    limit: number,
  ): Promise<{ readonly items: readonly MessageSearchHit[]; readonly next?: number }>;
  /** `seq` of every event of a contact, and of those of nobody that hold one of these texts, in chunks. */
  eventsOf(contact: number, values?: readonly string[]): AsyncIterable<readonly number[]>;
  /** Events since a point in time by what they tell, such as `received`, `delivered`, `optedOut`. */
  countsSince(since: number): Promise<Readonly<Record<string, number>>>;
  /** Numbers of what customers wrote since a point in time: the newest, oldest first. */
  inboundSince(since: number, limit: number): Promise<readonly number[]>;
  /**
   * Numbers of conversations that a text finds by name, phone number, tag or words, in no order. A look at the best
   * few hundred, not at all there are.
   */
  find(text: string, limit: number): Promise<readonly number[]>;
  /** Index a contact again: it was changed. */
  seePerson(contact: number): void;
  /** Numbers of conversations for a list, in order. */
  inbox(query: InboxQuery): Promise<readonly InboxRow[]>;
  counts(query: Parameters<typeof inboxCounts>[1]): Promise<ConversationCounts>;
  /** Drops a contact from the search index; then no search finds them, and nothing of them is left in its file. */
  forget(contact: number): Promise<void>;
  /** Index a message again: it was edited or deleted. */
  reindex(message: number): void;
  /** Copies the write-ahead log back; pages in it and pages copied. */
  checkpoint(): Promise<{ readonly log: number; readonly copied: number }>;
  /** Waits until every message stored so far can be found. */
  caughtUp(): Promise<void>;
  /** False once one of the threads has ended by itself: then nothing is found, or nothing erased and copied back. */
  readonly alive: boolean;
  close(): Promise<void>;
}

export const openReader = (folder: string): Reader => {
  const data = { folder, indexes: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
  const upkeep = startThread<UpkeepCall>('upkeep', data, 8);
  const lookup = startThread<LookupCall>('lookup', data, 4);
  const ready = upkeep.ask<void>({ kind: 'ready' });
  ready.catch(() => undefined);

  /** The thread that searches only reads: what it finds broken the other one makes anew. */
  const search = async <T>(call: LookupCall): Promise<T> => {
    await ready;
    try {
      return await lookup.ask<T>(call);
    } catch (error) {
      if (!(error instanceof BrokenIndex)) throw error;
      await upkeep.ask({ kind: 'mend', index: error.index });
      return lookup.ask<T>(call);
    }
  };

  return {
    get alive() {
      return upkeep.alive && lookup.alive;
    },
    search: (text, before, limit) => search({ kind: 'search', text, before, limit }),
    async *eventsOf(contact, values = []) {
      for (let after = 0; ; ) {
        const found = await upkeep.ask<EventsOf>({ kind: 'eventsOf', contact, values, after });
        if (found.seqs.length > 0) yield found.seqs;
        if (found.done) return;
        after = found.scannedTo;
      }
    },
    countsSince: (since) => upkeep.ask({ kind: 'countsSince', since }),
    inboundSince: (since, limit) => upkeep.ask({ kind: 'inboundSince', since, limit }),
    find: (text, limit) => search({ kind: 'find', text, limit }),
    seePerson: (contact) => void upkeep.ask({ kind: 'seePerson', contact }).catch(() => undefined),
    inbox: (query) => lookup.ask({ kind: 'inbox', query }),
    counts: (query) => lookup.ask({ kind: 'counts', query }),
    forget: (contact) => upkeep.ask({ kind: 'forget', contact }),
    reindex: (message) => void upkeep.ask({ kind: 'reindex', message }).catch(() => undefined),
    checkpoint: () => upkeep.ask({ kind: 'checkpoint' }),
    caughtUp: () => upkeep.ask({ kind: 'caughtUp' }),
    close: async () => {
      // The one that only reads goes first: whoever writes tidies up as the last one out.
      await lookup.close();
      await upkeep.close();
    },
  };
};
