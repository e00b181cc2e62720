import { randomBytes } from 'node:crypto';
import { newId } from '@centralita/core/model';
import { emit } from '../ingress/emit.ts';
import type { Tables } from '../store/tables.ts';

export interface EraseContext {
  readonly tables: Tables;
  readonly now: () => number;
  /** The events of a contact, found in the reader thread: `seq` in chunks. */
  readonly eventsOf: (contact: number) => AsyncIterable<readonly number[]>;
  /** Drops the contact's words from the search index. */
  readonly forget: (contact: number) => Promise<void>;
  /** Truncates the log files, so that nothing lingers in them. */
  readonly truncate: () => Promise<void>;
}

const chunk = 200;

/**
 * Erases a person: identities become keyed hashes that keep a withdrawal alive, messages and consent records
 * go, events become tombstones with their ids, waiting deliveries and sends are emptied. In small writes, so
 * that webhooks are answered meanwhile. Consumers learn it by `contact.erased`.
 */
export const createErase = ({ tables, now, eventsOf, forget, truncate }: EraseContext) => {
  const { store, contacts, erased } = tables;
  const { db } = store;

  return async (no: number): Promise<void> => {
    const person = contacts.byNo(no);
    if (!person) return;
    await tables.touches.settled();
    await store.write(() => {
      const at = now();
      erased.remember(contacts.identities(no), person.consent, at);
      db.prepare('delete from identities where contact = $1').run(no);
      db.prepare('delete from windows where contact = $1').run(no);
      db.prepare('delete from consents where contact = $1').run(no);
      db.prepare(
        "update contacts set name = null, username = null, language = null, attributes = '{}', tags = '[]', consent = null, erased_at = $1, updated_at = $1 where no = $2",
      ).run(at, no);
      db.prepare(
        'delete from sends where conversation in (select no from conversations where contact = $1)',
      ).run(no);
      contacts.forgetCached();
      emit(
        tables,
        {
          id: newId('ev', at, randomBytes(10)),
          type: 'contact.erased',
          timestamp: new Date(at).toISOString(),
          data: { contactId: person.id, hub: { contactId: person.id } },
        },
        {},
        at,
      );
    });
    await eraseConversations(no);
    for await (const seqs of eventsOf(no)) {
      for (let from = 0; from < seqs.length; from += chunk) {
        await store.write(() => {
          for (const seq of seqs.slice(from, from + chunk)) tombstone(seq);
        });
        await pause();
      }
    }
    store.log.forget();
    await forget(no);
    await truncate();
  };

  async function eraseConversations(contact: number): Promise<void> {
    const conversations = db
      .prepare<{ no: number }>('select no from conversations where contact = $1')
      .all(contact);
    for (const { no } of conversations) {
      let last: number | null | undefined = tables.conversations.byNo(no)?.lastMessage;
      while (last) {
        const rows = tables.messages.chain(last, chunk);
        await store.write(() => {
          for (const row of rows) db.prepare('delete from messages where no = $1').run(row.no);
        });
        last = rows.at(-1)?.previous;
        await pause();
      }
      await store.write(() => db.prepare('delete from conversations where no = $1').run(no));
    }
    tables.conversations.forgetCached();
  }

  function tombstone(seq: number): void {
    const row = db.prepare<{ body: string }>('select body from events where seq = $1').get(seq);
    if (!row) return;
    const { id, type, timestamp, data } = JSON.parse(row.body) as {
      id: string;
      type: string;
      timestamp: string;
      data: { hub?: Record<string, unknown> };
    };
    if (type === 'contact.erased') return;
    const { accountId, contactId, conversationId, messageId } = data.hub ?? {};
    const hub = { accountId, contactId, conversationId, messageId, erased: true };
    db.prepare('delete from effects where event = $1').run(seq);
    db.prepare('update events set body = $1 where seq = $2').run(
      JSON.stringify({ id, type, timestamp, data: { hub } }),
      seq,
    );
  }
};

/** Lets webhooks in between two chunks. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));
