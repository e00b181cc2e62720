import type {
  Content,
  Direction,
  MessageFailure,
  MessageId,
  MessageOrigin,
  MessageState,
  Pricing,
  Purpose,
  UserId,
} from '@centralita/core/model';
import type { Database } from './database.ts';

/** What only some messages have. */
export interface MessageMore {
  readonly states?: Partial<Record<MessageState, number>>;
  readonly error?: MessageFailure;
  readonly reactions?: readonly { readonly from: 'contact' | 'business'; readonly emoji: string }[];
  readonly original?: Content;
  readonly deletedAt?: number;
  readonly pricing?: Pricing;
  /** Written in a group. */
  readonly groupId?: string;
  /** What an outbound message was for, and why it might go out. */
  readonly purpose?: Purpose;
  readonly basis?: string;
  /** Who of the team wrote it. */
  readonly authorId?: UserId;
  /** The one confirmation of an opt-out or opt-in: nobody's answer. */
  readonly confirmation?: true;
  /** The status as an operator saw it in synchronised history. */
  readonly historyStatus?: string;
}

export interface MessageRow {
  readonly no: number;
  readonly id: MessageId;
  readonly conversation: number;
  readonly contact: number;
  readonly account: number;
  readonly direction: Direction;
  readonly origin: MessageOrigin | 'hub';
  readonly state: MessageState;
  readonly kind: string;
  readonly providerId: string | null;
  readonly replyTo: string | null;
  readonly timestamp: number;
  readonly content: string;
  readonly previous: number | null;
  readonly windowUntil: number | null;
  readonly more: string | null;
}

export type NewMessage = Omit<MessageRow, 'no' | 'more'> & { readonly more?: MessageMore };

const columns = `no, id, conversation, contact, account, direction, origin, state, kind, provider_id as "providerId",
  reply_to as "replyTo", timestamp, content, previous, window_until as "windowUntil", more`;

/** Messages of conversations. Found by id through `seen`, which holds the hash of each. */
export class Messages {
  readonly #db: Database;
  readonly #insert;
  readonly #select;
  readonly #update;
  #next: number;

  constructor(db: Database) {
    this.#db = db;
    this.#insert = db.prepare(
      `insert into messages (no, id, conversation, contact, account, direction, origin, state, kind, provider_id, reply_to, timestamp, content, previous, window_until, more)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    );
    this.#select = db.prepare<MessageRow>(`select ${columns} from messages where no = $1`);
    this.#update = db.prepare('update messages set state = $1, more = $2 where no = $3');
    this.#next = 0;
    this.forgetCached();
  }

  forgetCached(): void {
    const last = this.#db.prepare<{ no: number | null }>('select max(no) as no from messages').get()?.no ?? 0;
    const floor = this.#db
      .prepare<{ value: string }>("select value from settings where name = 'message_floor'")
      .get();
    this.#next = Math.max(last, Number(floor?.value ?? 0));
  }

  /**
   * Before messages are erased: their numbers never come again, because ids in `seen` still point at them.
   * Only inside a write.
   */
  keepNumbers(): void {
    this.#db
      .prepare(
        "insert into settings (name, value) values ('message_floor', $1) on conflict do update set value = excluded.value",
      )
      .run(String(this.#next));
  }

  /** The number the next message will have: known before it is written, so that `seen` can point at it. */
  get nextNo(): number {
    return this.#next + 1;
  }

  /** Only inside a write. */
  insert(message: NewMessage): number {
    const no = ++this.#next;
    this.#insert.run(
      no,
      message.id,
      message.conversation,
      message.contact,
      message.account,
      message.direction,
      message.origin,
      message.state,
      message.kind,
      message.providerId,
      message.replyTo,
      message.timestamp,
      message.content,
      message.previous,
      message.windowUntil,
      message.more ? JSON.stringify(message.more) : null,
    );
    return no;
  }

  byNo(no: number): MessageRow | undefined {
    return this.#select.get(no);
  }

  /** Only inside a write. */
  setState(no: number, state: MessageState, more: MessageMore): void {
    this.#update.run(state, JSON.stringify(more), no);
  }

  /** Only inside a write. */
  setContent(no: number, content: Content, more: MessageMore): void {
    this.#db
      .prepare('update messages set content = $1, kind = $2, more = $3 where no = $4')
      .run(JSON.stringify(content), content.kind, JSON.stringify(more), no);
  }

  /** Only inside a write. */
  setProviderId(no: number, providerId: string): void {
    this.#db.prepare('update messages set provider_id = $1 where no = $2').run(providerId, no);
  }

  /** Messages of a conversation along its chain, newest first, beginning with `from`. */
  chain(from: number | null | undefined, limit: number): MessageRow[] {
    const rows: MessageRow[] = [];
    for (let no = from; no && rows.length < limit; ) {
      const row = this.#select.get(no);
      if (!row) break;
      rows.push(row);
      no = row.previous;
    }
    return rows;
  }

  /** Everything stored after `no`, in order. */
  after(no: number): IterableIterator<MessageRow> {
    return this.#db
      .prepare<MessageRow>(`select ${columns} from messages where no > $1 order by no`)
      .iterate(no);
  }
}

export const moreOf = (row: Pick<MessageRow, 'more'>): MessageMore =>
  row.more ? (JSON.parse(row.more) as MessageMore) : {};
