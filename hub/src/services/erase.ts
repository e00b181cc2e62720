import { randomBytes } from 'node:crypto';
import { type ConsentSummary, summarise } from '@centralita/core/consent';
import { type EventType, newId } from '@centralita/core/model';
import { emit } from '../ingress/emit.ts';
import type { Person } from '../store/contacts.ts';
import { mergesOf } from '../store/merges.ts';
import type { MessageRow } from '../store/messages.ts';
import type { Tables } from '../store/tables.ts';

export interface EraseContext {
  readonly tables: Tables;
  readonly now: () => number;
  /** `seq` in chunks, found in another thread: the contact's events, and those of nobody that hold one of the values. */
  readonly eventsOf: (contact: number, values: readonly string[]) => AsyncIterable<readonly number[]>;
  /** Drops the contact's words from the search index. */
  readonly forget: (contact: number) => Promise<void>;
  /** Copies the log back in another thread, so that little is left of it for this one. */
  readonly checkpoint: () => Promise<unknown>;
}

export interface Erase {
  /** Resolves when nothing of the person is left; see `createErase`. */
  erase(no: number): Promise<void>;
  /** Ends what an earlier process began. */
  resume(): Promise<void>;
}

const chunk = 200;
/** Shorter ones would be found in what has nothing to do with the person. */
const leastTelling = 7;
const mark = 'erasing:';
/** These hold nothing of a person: the news itself, and what is erased already. */
const keeps = new Set<string>(['contact.erased', 'event.erased'] satisfies EventType[]);

/**
 * Erases a person: identities become keyed hashes that keep a withdrawal alive, messages and consent records
 * go, events become tombstones of type `event.erased` with their ids, waiting deliveries and sends are emptied. In small writes, so
 * that webhooks are answered meanwhile. Consumers learn it by `contact.erased`.
 *
 * The first write takes the person away; a mark in the settings, with what is to be looked for, stays until
 * the rest is done, so that a process that ends in between leaves nothing behind for good.
 */
export const createErase = ({ tables, now, eventsOf, forget, checkpoint }: EraseContext): Erase => {
  const { store, contacts, conversations, erased, messages } = tables;
  const { db } = store;

  return {
    erase: async (no) => {
      // All that are one person go together.
      const begun = await store.write(() => {
        const person = contacts.byNo(no);
        if (!person) return [];
        const whole = [...contacts.groupOf(person)];
        const said = whole.flatMap((one) => one.consent?.statements ?? []);
        return whole.map((one) => ({ no: one.no, values: begin(one, said) }));
      });
      for (const { no: one, values } of begun) await finish(one, values);
    },
    resume: async () => {
      const marks = db
        .prepare<{ name: string; value: string }>('select name, value from settings where name like $1')
        .all(`${mark}%`);
      for (const { name, value } of marks)
        await finish(Number(name.slice(mark.length)), JSON.parse(value) as string[]);
    },
  };

  /** Takes the person away: from here on nobody finds them, and nothing is sent to them. */
  function begin(person: Person, said: ConsentSummary['statements']): string[] {
    const { no } = person;
    const at = now();
    const identities = contacts.identities(no);
    const values = [...new Set(identities.map(({ value }) => value.replace(/^\+/, '')))].filter(
      ({ length }) => length >= leastTelling,
    );
    setMark(no, values);
    tables.messages.keepNumbers();
    // A withdrawal under one of their numbers holds for the others too.
    const withdrawals = said.filter(({ state }) => state === 'withdrawn');
    const own = person.consent?.statements ?? [];
    const kept = own.length + withdrawals.length > 0 ? summarise([...own, ...withdrawals]) : person.consent;
    erased.remember(identities, kept, at);
    db.prepare(
      'delete from notes where conversation in (select no from conversations where contact = $1)',
    ).run(no);
    db.prepare('update audit set detail = null where contact = $1').run(no);
    db.prepare('delete from last_agents where contact = $1').run(no);
    db.prepare('delete from identities where contact = $1').run(no);
    db.prepare('delete from windows where contact = $1').run(no);
    db.prepare('delete from consents where contact = $1').run(no);
    db.prepare(
      "update contacts set name = null, username = null, language = null, attributes = '{}', tags = '[]', consent = null, erased_at = $1, updated_at = $1 where no = $2",
    ).run(at, no);
    db.prepare(
      'delete from sends where conversation in (select no from conversations where contact = $1)',
    ).run(no);
    contacts.forget(person);
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
    return values;
  }

  async function finish(no: number, values: readonly string[]): Promise<void> {
    await eraseConversations(no);
    for (const other of mergesOf(db).everOneWith(no)) await eraseFromConversationsOf(other, no);
    await store.write(() => mergesOf(db).forget(no));
    // Beside each other: one waits for the disk, the other for the index.
    await Promise.all([eraseEvents(no, values), forget(no)]);
    // The log files hold all of it still, and the mark too.
    await store.write(() => setMark(no, []));
    await checkpoint();
    await store.emptyLog();
    await store.write(() => db.prepare('delete from settings where name = $1').run(`${mark}${no}`));
  }

  async function eraseEvents(contact: number, values: readonly string[]): Promise<void> {
    for await (const seqs of eventsOf(contact, values)) {
      for (let from = 0; from < seqs.length; from += chunk) {
        await store.write(() => {
          for (const seq of seqs.slice(from, from + chunk)) tombstone(seq);
        });
        await pause();
      }
    }
    store.log.forget();
  }

  async function eraseConversations(contact: number): Promise<void> {
    const rows = db.prepare<{ no: number }>('select no from conversations where contact = $1').all(contact);
    for (const { no } of rows) {
      for (let left = true; left; ) {
        left = await store.write(() => eraseMessages(no));
        await pause();
      }
    }
  }

  /** Messages they wrote while they were one person with somebody else who stays. */
  async function eraseFromConversationsOf(other: number, contact: number): Promise<void> {
    const rows = db.prepare<{ no: number }>('select no from conversations where contact = $1').all(other);
    for (const { no } of rows) {
      let newer: number | undefined;
      for (let at: number | null | undefined = conversations.byNo(no)?.lastMessage; at; ) {
        const from: number = at;
        at = await store.write(() => {
          const found = messages.chain(from, chunk);
          for (const row of found) {
            if (row.contact !== contact) newer = row.no;
            else unlink(no, row, newer);
          }
          return found.at(-1)?.previous;
        });
        await pause();
      }
    }
  }

  /** Takes a message out of its conversation's chain. */
  function unlink(conversation: number, row: MessageRow, newer: number | undefined): void {
    db.prepare('delete from messages where no = $1').run(row.no);
    if (newer !== undefined) {
      db.prepare('update messages set previous = $1 where no = $2').run(row.previous, newer);
      return;
    }
    db.prepare('update conversations set last_message = $1 where no = $2').run(row.previous, conversation);
    const thread = conversations.byNo(conversation);
    if (thread) thread.lastMessage = row.previous ?? 0;
  }

  /** The newest messages; what is left is the conversation's chain from then on. False when it is gone too. */
  function eraseMessages(no: number): boolean {
    const newest = messages.chain(conversations.byNo(no)?.lastMessage, chunk);
    for (const { no: message } of newest) db.prepare('delete from messages where no = $1').run(message);
    const next = newest.at(-1)?.previous;
    conversations.forget(no);
    if (next) db.prepare('update conversations set last_message = $1 where no = $2').run(next, no);
    else {
      db.prepare('delete from conversation_tags where conversation = $1').run(no);
      db.prepare('delete from notes where conversation = $1').run(no);
      db.prepare('delete from conversations where no = $1').run(no);
    }
    return Boolean(next);
  }

  function setMark(no: number, values: readonly string[]): void {
    db.prepare(
      'insert into settings (name, value) values ($1, $2) on conflict do update set value = excluded.value',
    ).run(`${mark}${no}`, JSON.stringify(values));
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
    if (keeps.has(type)) return;
    const { accountId, contactId, conversationId, messageId } = data.hub ?? {};
    const hub = { accountId, contactId, conversationId, messageId, erased: true };
    db.prepare('delete from effects where event = $1').run(seq);
    const erasedType: EventType = 'event.erased';
    db.prepare('update events set type = $1, body = $2 where seq = $3').run(
      erasedType,
      JSON.stringify({ id, type: erasedType, timestamp, data: { of: type, hub } }),
      seq,
    );
  }
};

/** Lets webhooks in between two chunks. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));
