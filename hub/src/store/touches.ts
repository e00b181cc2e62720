import type { Contacts } from './contacts.ts';
import type { Conversations } from './conversations.ts';
import type { Store } from './index.ts';
import type { Messages } from './messages.ts';

/**
 * What every message changes about its conversation and window is the same few rows again and again, all over
 * the file. It is kept in memory and written in small steps some tens of milliseconds later; each message row
 * carries what it changed, so that after a crash, or an undone write, it is found again by reading the
 * messages since a mark.
 */
export interface Touches {
  /** Brings some rows up to date, and the mark. Only inside a write. */
  step(limit: number): void;
  /** Brings all rows up to date: before they are read by SQL. */
  settled(): Promise<void>;
  /** Reads memory's part again. */
  recover(): void;
}

const mark = 'touched';

export const createTouches = (
  store: Store,
  messages: Messages,
  contacts: Contacts,
  conversations: Conversations,
): Touches => {
  const { db } = store;
  const readMark = db.prepare<{ value: string }>(`select value from settings where name = '${mark}'`);
  const writeMark = db.prepare(
    `insert into settings (name, value) values ('${mark}', $1) on conflict do update set value = excluded.value`,
  );
  let marked = Number(readMark.get()?.value ?? 0);

  const step = (limit: number): void => {
    conversations.settle(limit);
    contacts.settle(limit);
    const behind = Math.min(
      conversations.behindSince ?? Number.MAX_SAFE_INTEGER,
      contacts.behindSince ?? Number.MAX_SAFE_INTEGER,
    );
    const upTo = Math.min(behind, messages.nextNo) - 1;
    if (upTo === marked) return;
    writeMark.run(String(upTo));
    marked = upTo;
  };

  return {
    step,
    settled: async () => {
      while (conversations.dirty > 0 || contacts.dirty > 0) await store.write(() => step(500));
    },
    recover: () => {
      marked = Number(readMark.get()?.value ?? 0);
      for (const message of messages.after(marked)) {
        const thread = conversations.byNo(message.conversation);
        if (thread)
          conversations.touch(thread, message.no, message.direction, message.timestamp, message.account);
        const person = message.windowUntil ? contacts.byNo(message.contact) : undefined;
        if (person && message.windowUntil)
          contacts.openWindow(person, message.account, message.windowUntil, message.no);
      }
    },
  };
};
