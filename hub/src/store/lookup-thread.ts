import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { goBehind } from './behind.ts';
import { Database } from './database.ts';
import { findConversations } from './find-conversations.ts';
import { findPeople } from './find-people.ts';
import { type InboxQuery, inboxCounts, inboxRows } from './inbox.ts';
import { isBroken, searchFile } from './search-file.ts';
import { hitsOf, messagesWith, searchMessages } from './search-messages.ts';
import { BrokenIndex, serve, type ThreadData } from './serve.ts';

/** What a person waits for: answered in some milliseconds each, one after the other, and never held up by upkeep. */
export type LookupCall =
  | { readonly kind: 'search'; readonly text: string; readonly before: number; readonly limit: number }
  | { readonly kind: 'find'; readonly text: string; readonly limit: number }
  | { readonly kind: 'inbox'; readonly query: InboxQuery }
  | { readonly kind: 'counts'; readonly query: Parameters<typeof inboxCounts>[1] };

const { folder, indexes } = workerData as ThreadData;

// A little: a search takes two milliseconds, and people notice fifty.
goBehind(4);

// Both are only read, and each statement ends its reading: no copy of a log waits for long.
const hub = new Database(join(folder, 'hub.db'), { readOnly: true, cacheMegabytes: 2 });
let opened: { readonly index: Database; readonly number: number } | undefined;

/** The index of now: the thread that keeps it may have made it anew. */
const onIndex = <T>(read: (index: Database) => T): T => {
  const number = Atomics.load(indexes, 0);
  if (opened?.number !== number) {
    opened?.index.close();
    opened = undefined;
  }
  try {
    opened ??= { index: new Database(searchFile(folder), { readOnly: true, cacheMegabytes: 3 }), number };
    return read(opened.index);
  } catch (error) {
    throw isBroken(error) ? new BrokenIndex(number, error) : error;
  }
};

serve<LookupCall | { readonly kind: 'close' }>((call) => {
  switch (call.kind) {
    case 'search': {
      const found = onIndex((index) => searchMessages(index, call.text, call.before, call.limit));
      const last = found.length === call.limit ? found.at(-1) : undefined;
      return { items: hitsOf(hub, found), ...(last ? { next: last.no } : {}) };
    }
    case 'find': {
      const found = onIndex((index) => ({
        people: findPeople(index, call.text, call.limit),
        messages: messagesWith(index, call.text, call.limit),
      }));
      return findConversations(hub, found, call.text, call.limit);
    }
    case 'inbox':
      return inboxRows(hub, call.query);
    case 'counts':
      return inboxCounts(hub, call.query);
    case 'close':
      opened?.index.close();
      hub.close();
      return undefined;
  }
});
