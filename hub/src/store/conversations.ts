import { randomBytes } from 'node:crypto';
import { type CaseNumberFormat, caseNumber } from '@centralita/core/cases';
import { type ConversationId, type ConversationState, type Direction, newId } from '@centralita/core/model';
import { Cache } from './cache.ts';
import type { Person } from './contacts.ts';
import type { ConversationSet } from './conversation-row.ts';
import type { Database } from './database.ts';

/** What the write path knows of a conversation. What a message changes is written a little later, see `Touches`. */
export interface Thread {
  readonly no: number;
  readonly id: ConversationId;
  readonly contact: number;
  readonly caseNumber: string;
  /** The account replies go out through: the one the customer last wrote to. */
  account: number;
  state: ConversationState;
  lastMessage: number;
  lastMessageAt: number;
  lastInboundAt: number;
  lastOutboundAt: number;
  unanswered: number;
  /** When the oldest message was written that nobody has answered; 0 when there is none. */
  waitingSince: number;
  /** Whether rules or a person have placed it; 0 or 1, as the two that follow. */
  routed: number;
  /** A person of the team has answered. */
  answered: number;
}

const columns = `no, id, contact, account, state, case_number as "caseNumber", coalesce(last_message, 0) as "lastMessage",
  last_message_at as "lastMessageAt", coalesce(last_inbound_at, 0) as "lastInboundAt",
  coalesce(last_outbound_at, 0) as "lastOutboundAt", unanswered, coalesce(waiting_since, 0) as "waitingSince",
  routed is not null as "routed", first_response_at is not null as "answered"`;

/** Conversations as the write path needs them; lists and views are in `views.ts`. */
export class Conversations {
  readonly #db: Database;
  readonly #threads = new Cache<number, Thread>(20_000);
  /** Threads whose row is behind, with the first message it does not know. */
  readonly #dirty = new Map<number, { readonly thread: Thread; readonly since: number }>();

  readonly #caseFormat: CaseNumberFormat;

  constructor(db: Database, caseFormat: CaseNumberFormat = {}) {
    this.#db = db;
    this.#caseFormat = caseFormat;
  }

  forgetCached(): void {
    this.#threads.clear();
    this.#dirty.clear();
  }

  /** Of one that is gone; what others are behind with stays. */
  forget(no: number): void {
    this.#threads.delete(no);
    this.#dirty.delete(no);
  }

  byNo(no: number): Thread | undefined {
    const cached = this.#threads.get(no) ?? this.#dirty.get(no)?.thread;
    if (cached) return cached;
    const row = this.#db.prepare<Thread>(`select ${columns} from conversations where no = $1`).get(no);
    if (!row) return undefined;
    const thread = { ...row };
    this.#threads.set(no, thread);
    return thread;
  }

  noOf(id: ConversationId): number | undefined {
    return this.#db.prepare<{ no: number }>('select no from conversations where id = $1').get(id)?.no;
  }

  /** The person's conversation that is not closed, opened where there is none. Only inside a write. */
  current(person: Person, account: number, now: number): Thread {
    const open = person.conversation ? this.byNo(person.conversation) : undefined;
    return open ?? this.#open(person, account, now);
  }

  /** Where synchronised history goes: one closed conversation of the person. Only inside a write. */
  archive(person: Person, account: number, now: number): Thread {
    const known = this.#db
      .prepare<{ no: number }>('select no from conversations where contact = $1 and archive = 1')
      .get(person.no);
    const thread = known && this.byNo(known.no);
    if (thread) return thread;
    const open = person.conversation;
    const made = this.#open(person, account, now);
    person.conversation = open;
    made.state = 'closed';
    this.#db.prepare("update conversations set state = 'closed', archive = 1 where no = $1").run(made.no);
    return made;
  }

  /** A message was written by either side: kept in memory, and in the row with the next {@link settle}. */
  touch(thread: Thread, message: number, direction: Direction, at: number, account: number): void {
    if (message <= thread.lastMessage) return;
    if (!this.#dirty.has(thread.no)) this.#dirty.set(thread.no, { thread, since: message });
    thread.lastMessage = message;
    if (at > thread.lastMessageAt) thread.lastMessageAt = at;
    if (direction === 'inbound') {
      if (at > thread.lastInboundAt) thread.lastInboundAt = at;
      if (thread.state !== 'closed') {
        thread.unanswered += 1;
        thread.waitingSince ||= at;
      }
      thread.account = account;
    } else {
      if (at > thread.lastOutboundAt) thread.lastOutboundAt = at;
      thread.unanswered = 0;
      thread.waitingSince = 0;
    }
  }

  /** A customer wrote to a snoozed conversation. True when it was one. Only inside a write. */
  wake(thread: Thread): boolean {
    if (thread.state !== 'snoozed') return false;
    thread.state = 'open';
    this.#db
      .prepare("update conversations set state = 'open', snoozed_until = null where no = $1")
      .run(thread.no);
    return true;
  }

  /** Something of its row was written: memory follows. Only inside a write. */
  changed(thread: Thread, set: ConversationSet): void {
    if (set.state !== undefined) thread.state = set.state;
    if (set.unanswered !== undefined) thread.unanswered = set.unanswered;
    if (set.waitingSince !== undefined) thread.waitingSince = set.waitingSince ?? 0;
    if (set.routed !== undefined) thread.routed = set.routed === null ? 0 : 1;
    if (set.firstResponseAt !== undefined) thread.answered = set.firstResponseAt === null ? 0 : 1;
  }

  /** By a case number as it was issued. */
  noOfCase(caseNumber: string): number | undefined {
    return this.#db
      .prepare<{ no: number }>('select no from conversations where case_number = $1')
      .get(caseNumber)?.no;
  }

  get dirty(): number {
    return this.#dirty.size;
  }

  /** The first message some row does not know; undefined when all do. */
  get behindSince(): number | undefined {
    // Insertion order is the order of `since`.
    for (const { since } of this.#dirty.values()) return since;
    return undefined;
  }

  /** Brings the rows that have been behind longest up to date. Only inside a write. */
  settle(limit: number): void {
    for (const { thread } of [...this.#dirty.values()].slice(0, limit)) this.#settle(thread);
  }

  /** Brings the row of one up to date, before something else of it is changed or read. Only inside a write. */
  settleOne(thread: Thread): void {
    if (this.#dirty.has(thread.no)) this.#settle(thread);
  }

  #settle(thread: Thread): void {
    this.#dirty.delete(thread.no);
    this.#threads.set(thread.no, thread);
    this.#db
      .prepare(
        `update conversations set account = $1, last_message = $2, last_message_at = $3, last_inbound_at = nullif($4, 0),
           last_outbound_at = nullif($5, 0), unanswered = $6, waiting_since = nullif($7, 0) where no = $8`,
      )
      .run(
        thread.account,
        thread.lastMessage,
        thread.lastMessageAt,
        thread.lastInboundAt,
        thread.lastOutboundAt,
        thread.unanswered,
        thread.waitingSince,
        thread.no,
      );
  }

  #open(person: Person, account: number, now: number): Thread {
    const id = newId('cv', now, randomBytes(10));
    const insert = this.#db.prepare(
      `insert or ignore into conversations (id, contact, account, state, case_number, created_at, last_message_at)
       values ($1, $2, $3, 'open', $4, $5, $5)`,
    );
    for (let tries = 0; tries < 20; tries += 1) {
      const number = caseNumber(randomBytes(16), this.#caseFormat);
      const { changes, lastInsertRowid } = insert.run(id, person.no, account, number, now);
      if (changes === 0) continue;
      const thread: Thread = {
        no: Number(lastInsertRowid),
        id,
        contact: person.no,
        account,
        state: 'open',
        caseNumber: number,
        lastMessage: 0,
        lastMessageAt: now,
        lastInboundAt: 0,
        lastOutboundAt: 0,
        unanswered: 0,
        waitingSince: 0,
        routed: 0,
        answered: 0,
      };
      person.conversation = thread.no;
      this.#threads.set(thread.no, thread);
      return thread;
    }
    throw new Error('no free case number was found');
  }
}
