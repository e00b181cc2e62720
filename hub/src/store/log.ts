import type { Database } from './database.ts';

/** An event as the log holds it: its place, what it is ordered by, and the JSON of `{ id, type, timestamp, data }`. */
export interface StoredEvent {
  readonly seq: number;
  readonly type: string;
  /** Events with equal `lane` are delivered in order of `seq`; see {@link laneOf}. */
  readonly lane: number;
  readonly account: number | null;
  readonly contact: number | null;
  readonly at: number;
  readonly body: string;
}

/** What tells whether somebody wants an event. */
export type EventOutline = Pick<StoredEvent, 'seq' | 'type' | 'lane'>;

/** A conversation's events keep their order; without one, the contact's; without that, the account's. */
export const laneOf = (
  conversation: number | undefined,
  contact: number | undefined,
  account: number | undefined,
): number =>
  conversation !== undefined
    ? conversation * 4
    : contact !== undefined
      ? contact * 4 + 1
      : account !== undefined
        ? account * 4 + 2
        : 3;

/**
 * The event log: appended to inside a write, read by consumers. The newest events stay in memory, so that
 * consumers who keep up cost no reads.
 */
export class EventLog {
  readonly #insert;
  readonly #after;
  readonly #outlinesAfter;
  readonly #first;
  readonly #last;
  readonly #capacity: number;
  readonly #listeners = new Set<() => void>();
  /** Told of the type of every event that was appended and is on disk. */
  onType: ((type: string) => void) | undefined;
  /** Committed events, oldest first; `#recent[i].seq` grows without repeating. */
  #recent: StoredEvent[] = [];
  #pending: StoredEvent[] = [];
  #seq: number;
  #oldest = 0;
  #head: number;

  constructor(db: Database, capacity = 512) {
    this.#capacity = capacity;
    this.#insert = db.prepare(
      'insert into events (seq, type, lane, account, contact, at, body) values ($1, $2, $3, $4, $5, $6, $7)',
    );
    this.#after = db.prepare<StoredEvent>(
      'select seq, type, lane, account, contact, at, body from events where seq > $1 order by seq limit $2',
    );
    this.#outlinesAfter = db.prepare<EventOutline>(
      'select seq, type, lane from events where seq > $1 order by seq limit $2',
    );
    this.#first = db.prepare<{ seq: number }>('select seq from events order by seq limit 1');
    this.#last = db.prepare<{ seq: number }>('select seq from events order by seq desc limit 1');
    this.#seq = this.#last.get()?.seq ?? 0;
    this.#head = this.#seq;
  }

  /** The newest committed event's `seq`; 0 when the log is empty. */
  get head(): number {
    return this.#head;
  }

  /** The oldest event still kept. A cursor below `first - 1` has expired. */
  get first(): number {
    this.#oldest ||= this.#first.get()?.seq ?? 0;
    return this.#oldest || this.#head + 1;
  }

  /** Only inside a write. */
  append(event: Omit<StoredEvent, 'seq'>): number {
    const seq = ++this.#seq;
    this.#insert.run(seq, event.type, event.lane, event.account, event.contact, event.at, event.body);
    this.#pending.push({ seq, ...event });
    return seq;
  }

  /** Committed events after `seq`, at most `limit`, in order. */
  read(seq: number, limit: number): readonly StoredEvent[] {
    return this.#newest(seq, limit) ?? this.#committed(this.#after.all(seq, limit));
  }

  /** The same without their bodies, for who wants few of them. */
  outlines(seq: number, limit: number): readonly EventOutline[] {
    return this.#newest(seq, limit) ?? this.#committed(this.#outlinesAfter.all(seq, limit));
  }

  /** Called after each commit that appended something; must not throw or take long. */
  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The events appended so far are on disk: readers may see them. */
  published(): void {
    if (this.#pending.length === 0) return;
    for (const event of this.#pending) {
      this.#recent.push(event);
      this.onType?.(event.type);
    }
    this.#pending = [];
    if (this.#recent.length > this.#capacity * 2) this.#recent = this.#recent.slice(-this.#capacity);
    this.#head = this.#seq;
    for (const listener of this.#listeners) listener();
  }

  /** After an undone write: forget what it appended. */
  rolledBack(): void {
    const last = this.#last.get()?.seq ?? 0;
    this.#pending = this.#pending.filter((event) => event.seq <= last);
    this.#seq = Math.max(last, this.#head);
  }

  /** After erasure: what memory holds of these events is stale. */
  forget(): void {
    this.#recent = [];
    this.#oldest = 0;
  }

  /** Out of memory; undefined where it does not reach back that far. */
  #newest(seq: number, limit: number): readonly StoredEvent[] | undefined {
    if (seq >= this.#head) return [];
    const oldest = this.#recent[0];
    if (!oldest || seq < oldest.seq - 1) return undefined;
    const from = this.#indexAfter(seq);
    return this.#recent.slice(from, from + limit);
  }

  #committed<E extends EventOutline>(events: readonly E[]): readonly E[] {
    return events.filter((event) => event.seq <= this.#head);
  }

  #indexAfter(seq: number): number {
    let low = 0;
    let high = this.#recent.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#recent[middle] as StoredEvent).seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
