import type { RetentionSettings } from '../settings/index.ts';
import type { Tables } from './tables.ts';

export interface RetentionParts {
  readonly tables: Tables;
  /** Takes a message that is gone out of the search index. */
  readonly forgetMessage: (no: number) => void;
  readonly now: () => number;
  /** Between two steps, so that webhooks are answered meanwhile. */
  readonly pause: () => Promise<void>;
}

const dayMs = 86_400_000;
const chunk = 500;

/**
 * Erases what is older than the settings keep, oldest first and in small writes. Contacts, consent and the hashes
 * that tell a redelivery stay; the newest event stays too, because the order of the next one follows from it.
 */
export const applyRetention = async (
  parts: RetentionParts,
  { messagesDays, eventsDays }: RetentionSettings,
): Promise<{ readonly messages: number; readonly events: number }> => ({
  messages: messagesDays === undefined ? 0 : await trimMessages(parts, messagesDays * dayMs),
  events: eventsDays === undefined ? 0 : await trimEvents(parts, eventsDays * dayMs),
});

const trimEvents = async ({ tables, now, pause }: RetentionParts, keptMs: number): Promise<number> => {
  const { store } = tables;
  const oldest = store.db.prepare<{ seq: number; at: number }>(
    'select seq, at from events where seq < (select max(seq) from events) order by seq limit $1',
  );
  for (let trimmed = 0; ; ) {
    const before = now() - keptMs;
    const gone = await store.write(() => {
      const rows = oldest.all(chunk);
      const kept = rows.findIndex(({ at }) => at >= before);
      const last = (kept === -1 ? rows : rows.slice(0, kept)).at(-1);
      if (!last) return 0;
      return store.db.prepare('delete from events where seq <= $1').run(last.seq).changes;
    });
    if (gone > 0) store.log.forget();
    trimmed += gone;
    if (gone < chunk) return trimmed;
    await pause();
  }
};

interface Old {
  readonly no: number;
  readonly conversation: number;
  readonly timestamp: number;
  readonly linked: number;
}

/** A message goes after the one before it in its conversation, so that no chain ever breaks in the middle. */
const trimMessages = async (parts: RetentionParts, keptMs: number): Promise<number> => {
  const { tables, now, pause, forgetMessage } = parts;
  const { store, messages, conversations } = tables;
  const { db } = store;
  const next = db.prepare<Old>(
    `select m.no, m.conversation, m.timestamp, exists (select 1 from messages p where p.no = m.previous)
       or exists (select 1 from sends s where s.message = m.no) as linked
     from messages m where m.no > $1 order by m.no limit $2`,
  );
  let trimmed = 0;
  for (let after = 0; ; ) {
    const before = now() - keptMs;
    const step = await store.write(() => {
      messages.keepNumbers();
      const rows = next.all(after, chunk);
      const gone = new Set<number>();
      let old = 0;
      for (const { no, conversation, timestamp } of rows) {
        if (timestamp >= before) continue;
        old += 1;
        // Asked again: the one before it may have gone in this step.
        if (next.get(no - 1, 1)?.linked) continue;
        db.prepare('delete from messages where no = $1').run(no);
        gone.add(no);
        const thread = conversations.byNo(conversation);
        if (thread?.lastMessage !== no) continue;
        conversations.settleOne(thread);
        db.prepare('update conversations set last_message = null where no = $1').run(conversation);
        thread.lastMessage = 0;
      }
      return { gone, old, last: rows.at(-1)?.no };
    });
    for (const no of step.gone) forgetMessage(no);
    trimmed += step.gone.size;
    // Numbers follow arrival: after a step without old ones there are none to speak of.
    if (step.last === undefined || step.old === 0) break;
    after = step.last;
    await pause();
  }
  await trimAround(parts, keptMs);
  return trimmed;
};

/** Notes of that age, and closed conversations in which nothing is left. */
const trimAround = async ({ tables, now, pause }: RetentionParts, keptMs: number): Promise<void> => {
  const { store, conversations } = tables;
  const { db } = store;
  const empty = db.prepare<{ no: number }>(
    `select no from conversations c where state = 'closed' and last_message is null and last_message_at < $1
       and not exists (select 1 from notes n where n.conversation = c.no) limit $2`,
  );
  for (;;) {
    const before = now() - keptMs;
    const left = await store.write(() => {
      const notes = db
        .prepare('delete from notes where no in (select no from notes where created_at < $1 limit $2)')
        .run(before, chunk).changes;
      const rows = empty.all(before, chunk);
      for (const { no } of rows) {
        db.prepare('delete from conversation_tags where conversation = $1').run(no);
        db.prepare('delete from conversations where no = $1').run(no);
        conversations.forget(no);
      }
      return notes === chunk || rows.length === chunk;
    });
    if (!left) return;
    await pause();
  }
};
