import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { goBehind } from './behind.ts';
import { countsSince } from './counts-since.ts';
import { Database } from './database.ts';
import { eventsOf } from './events-of.ts';
import { inboundSince } from './inbound-since.ts';
import { isBroken, makeSearchFile, openSearchFile } from './search-file.ts';
import { SearchIndex } from './search-index.ts';
import { serve, type ThreadData } from './serve.ts';

/** What keeps the store and its index in order, and what reads a great deal. */
export type UpkeepCall =
  | {
      readonly kind: 'eventsOf';
      readonly contact: number;
      readonly values: readonly string[];
      readonly after: number;
    }
  | { readonly kind: 'inboundSince'; readonly since: number; readonly limit: number }
  | { readonly kind: 'countsSince'; readonly since: number }
  | { readonly kind: 'forget' | 'seePerson'; readonly contact: number }
  | { readonly kind: 'reindex'; readonly message: number }
  /** The index with this number was found broken. */
  | { readonly kind: 'mend'; readonly index: number }
  /** Answered once the index can be read. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'checkpoint' | 'caughtUp' };

const { folder, indexes } = workerData as ThreadData;

goBehind(10);
const hub = new Database(join(folder, 'hub.db'), { readOnly: true, cacheMegabytes: 2 });
// Checkpoints need a connection that may write; it writes nothing else.
const log = new Database(join(folder, 'hub.db'), { cacheMegabytes: 1 });
let index = new SearchIndex(openSearchFile(folder), hub);
Atomics.add(indexes, 0, 1);

const makeAnew = (): void => {
  index.close();
  try {
    index = new SearchIndex(makeSearchFile(folder), hub);
  } catch (error) {
    // Without an index this thread is of no use: it ends, and the hub's health says so.
    setImmediate(() => {
      throw error;
    });
    throw error;
  }
  Atomics.add(indexes, 0, 1);
};

/** Done on an index that is whole: if this one is broken or was replaced meanwhile, again on the new one. */
const kept = async (act: (index: SearchIndex) => unknown): Promise<void> => {
  const before = index;
  try {
    await act(before);
  } catch (error) {
    if (index === before) {
      if (!isBroken(error)) throw error;
      makeAnew();
    }
    await act(index);
  }
};

/** Other calls and the next messages have their turn between two steps. */
const inSteps = async <T>(steps: Iterator<unknown, T>): Promise<T> => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await turn();
  }
};

let purging: Promise<void> = Promise.resolve();
let nextPurge: Promise<void> | undefined;
/** It goes through the whole index, so whoever waits for the next one shares it. */
const purge = (): Promise<void> => {
  nextPurge ??= purging
    .catch(() => undefined)
    .then(() => {
      nextPurge = undefined;
      purging = kept((now) => inSteps(now.purge()));
      return purging;
    });
  return nextPurge;
};

const forget = async (contact: number): Promise<void> => {
  await kept((now) => inSteps(now.forget(contact)));
  await purge();
};

const checkpoint = () => {
  const row = log.prepare<{ log: number; checkpointed: number }>('pragma wal_checkpoint(passive)').get();
  return { log: row?.log ?? 0, copied: row?.checkpointed ?? 0 };
};

/** Messages in one step, some 10 ms. */
const full = 500;
/** What is to be indexed again: many in one step, because each alone costs a commit and a segment of the index. */
const stale = { messages: new Set<number>(), contacts: new Set<number>() };
const renew = (now: SearchIndex): void => {
  while (stale.messages.size + stale.contacts.size > 0) {
    const messages = [...stale.messages.values().take(full)];
    const contacts = [...stale.contacts.values().take(full)];
    now.renew(messages, contacts);
    for (const no of messages) stale.messages.delete(no);
    for (const no of contacts) stale.contacts.delete(no);
  }
};

/** Milliseconds between two looks for new messages, unless there are more than one step takes. */
const lookEvery = 100;
let timer: NodeJS.Timeout;
const step = (): void => {
  let done = 0;
  try {
    renew(index);
    done = index.advance(full);
  } catch (error) {
    // The next step goes on from the same place, or from the beginning.
    if (isBroken(error)) makeAnew();
  }
  timer = setTimeout(step, done === full ? 5 : lookEvery);
};
timer = setTimeout(step, 5);

serve<UpkeepCall | { readonly kind: 'close' }>((call) => {
  switch (call.kind) {
    case 'eventsOf':
      return eventsOf(hub, call.contact, call.values, call.after);
    case 'inboundSince':
      return inboundSince(hub, call.since, call.limit);
    case 'countsSince':
      return inSteps(countsSince(hub, call.since));
    case 'forget':
      return forget(call.contact);
    case 'seePerson':
      stale.contacts.add(call.contact);
      return undefined;
    case 'reindex':
      stale.messages.add(call.message);
      return undefined;
    case 'mend':
      if (Atomics.load(indexes, 0) === call.index) makeAnew();
      return undefined;
    case 'ready':
      return undefined;
    case 'checkpoint':
      return checkpoint();
    case 'caughtUp':
      return kept(async (now) => {
        renew(now);
        while (now.advance(1_000) > 0) await turn();
      });
    case 'close':
      clearTimeout(timer);
      try {
        renew(index);
      } finally {
        for (const each of [index, hub, log]) each.close();
      }
      return undefined;
  }
});
