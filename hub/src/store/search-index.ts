import type { Content } from '@centralita/core/model';
import type { Database } from './database.ts';
import { PeopleIndex } from './people-index.ts';
import { summaryOf } from './summary.ts';

/** Messages taken out in one go, rows looked at, and pages merged: 10 to 30 ms each. */
const together = 200;
const scan = 100_000;
const pages = 200;

/**
 * Keeps the full-text search over messages, in a file of its own: it can be deleted and is built again. Accents and
 * case do not matter; every word of a query must begin a word of the message. What takes long is an iterator of
 * steps, between which others have their turn.
 */
export class SearchIndex {
  readonly #db: Database;
  readonly #hub: Database;
  #last: number;
  readonly #people: PeopleIndex;

  constructor(db: Database, hub: Database) {
    this.#db = db;
    this.#hub = hub;
    this.#people = new PeopleIndex(db, hub);
    db.exec('pragma synchronous = normal; pragma wal_autocheckpoint = 1000');
    this.#last = db.prepare<{ no: number }>("select no from progress where name = 'messages'").get()?.no ?? 0;
  }

  /** Indexes the next messages, at most `limit`; how many there were. */
  advance(limit: number): number {
    const rows = this.#hub
      .prepare<{ no: number; contact: number; content: string }>(
        'select no, contact, content from messages where no > $1 order by no limit $2',
      )
      .all(this.#last, limit);
    const last = rows.at(-1);
    if (!last) return this.#together(() => this.#people.sweep(limit));
    this.#together(() => {
      for (const row of rows) this.#add(row.no, row.contact, row.content);
      for (const contact of new Set(rows.map((row) => row.contact))) this.#people.see(contact);
      this.#db
        .prepare(
          "insert into progress (name, no) values ('messages', $1) on conflict do update set no = excluded.no",
        )
        .run(last.no);
    });
    this.#last = last.no;
    return rows.length;
  }

  /** Indexes again: messages that were edited or are gone, contacts of which something was changed. */
  renew(messages: readonly number[], contacts: readonly number[]): void {
    const content = this.#hub.prepare<{ contact: number; content: string }>(
      'select contact, content from messages where no = $1',
    );
    this.#together(() => {
      for (const no of messages) {
        if (no > this.#last) continue;
        const row = content.get(no);
        this.#remove(no);
        if (row) this.#add(no, row.contact, row.content);
      }
      for (const contact of contacts) this.#people.see(contact, true);
    });
  }

  /** From its end on nothing finds the contact. */
  *forget(contact: number): Generator<void> {
    this.#together(() => this.#people.forget(contact));
    // Read from end to end, some 50 ms for a million messages: an index would cost 10 µs with each of them.
    const owned = this.#db.prepare<{ no: number }>(
      'select no from owners where no > $1 and no <= $2 and contact = $3',
    );
    for (let from = 0; from < this.#last; from += scan) {
      const rows = owned.all(from, from + scan, contact);
      yield;
      for (let at = 0; at < rows.length; at += together) {
        this.#together(() => {
          for (const { no } of rows.slice(at, at + together)) this.#remove(no);
        });
        yield;
      }
    }
  }

  /** Merges everything, so that no segment keeps a word of what was taken out before; then empties the log file too. */
  *purge(): Generator<void> {
    for (const table of ['docs', 'people']) {
      // Negative: all there is now. Then on with that, until there is nothing to do.
      for (let budget = -pages; this.#merge(table, budget); budget = pages) yield;
    }
    this.#db.exec('pragma busy_timeout = 100');
    for (let tries = 0; tries < 100; tries += 1) {
      // Somebody may be searching.
      const row = this.#db.prepare<{ busy: number }>('pragma wal_checkpoint(truncate)').get();
      if (row?.busy === 0) break;
      yield;
    }
    this.#db.exec('pragma busy_timeout = 5000');
  }

  close(): void {
    this.#db.close();
  }

  /** Whether there was anything to merge; see https://sqlite.org/fts5.html#the_merge_command */
  #merge(table: string, budget: number): boolean {
    const changes = this.#db.prepare<{ n: number }>('select total_changes() as n');
    const before = changes.get()?.n ?? 0;
    this.#db.prepare(`insert into ${table}(${table}, rank) values ('merge', $1)`).run(budget);
    return (changes.get()?.n ?? 0) - before >= 2;
  }

  /** In one transaction: a message at a time costs a segment and a write of the log each. */
  #together<T>(run: () => T): T {
    this.#db.exec('begin');
    try {
      const value = run();
      this.#db.exec('commit');
      return value;
    } catch (error) {
      try {
        this.#db.exec('rollback');
      } catch {
        // SQLite has rolled back by itself: what went wrong is the error above.
      }
      throw error;
    }
  }

  #add(no: number, contact: number, content: string): void {
    const text = summaryOf(JSON.parse(content) as Content);
    if (!text) return;
    this.#db.prepare('insert into docs (rowid, text) values ($1, $2)').run(no, text);
    this.#db.prepare('insert or replace into owners (no, contact) values ($1, $2)').run(no, contact);
  }

  #remove(no: number): void {
    this.#db.prepare('delete from docs where rowid = $1').run(no);
    this.#db.prepare('delete from owners where no = $1').run(no);
  }
}
