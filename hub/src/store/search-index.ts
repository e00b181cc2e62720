import type { Content } from '@centralita/core/model';
import type { Database } from './database.ts';
import { foldTag } from './fold-tag.ts';
import { PeopleIndex, wordsOf } from './people-index.ts';
import { summaryOf } from './summary.ts';

/** Messages taken out in one go. */
const together = 1_000;

/**
 * Full-text search over messages, in a file of its own: it can be deleted and is built again. Accents and
 * case do not matter; every word of a query must begin a word of the message.
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
    db.exec(`pragma synchronous = normal; pragma wal_autocheckpoint = 1000;
      create virtual table if not exists docs using fts5(text, tokenize = "unicode61 remove_diacritics 2");
      create table if not exists owners (no integer primary key, contact integer not null);
      create table if not exists progress (name text primary key, no integer not null) without rowid`);
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
    if (!last) return this.#people.sweep(limit);
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

  /** Newest first, only messages before `before`. */
  search(text: string, before: number, limit: number): { no: number; snippet: string }[] {
    const words = wordsOf(text);
    if (words.length === 0) return [];
    const query = words.map((word) => `"${word}"*`).join(' ');
    return this.#db
      .prepare<{ no: number; snippet: string }>(
        "select rowid as no, snippet(docs, 0, '', '', '…', 16) as snippet from docs where docs match $1 and rowid < $2 order by rowid desc limit $3",
      )
      .all(query, before, limit)
      .map((row) => ({ ...row }));
  }

  /**
   * Numbers of conversations that a name, a phone number, a tag or words of a message find: of whom they are, then of
   * the tag, then of the newest messages. A look at the best few hundred, not at all there are.
   */
  find(text: string, limit: number): number[] {
    const found = new Set<number>();
    const people = this.#people.find(text, limit);
    const ofPeople = this.#hub.prepare<{ no: number }>(
      `select no from conversations where contact in
         (select value from json_each($1) union select no from contacts where merged_into in (select value from json_each($1)))
       order by no desc limit $2`,
    );
    for (const { no } of ofPeople.all(JSON.stringify(people), limit)) found.add(no);
    const tag = foldTag(text);
    const tagged = this.#hub.prepare<{ no: number }>(
      'select conversation as no from conversation_tags where tag >= $1 and tag < $2 limit $3',
    );
    if (tag !== '') for (const { no } of tagged.all(tag, `${tag}\u{10ffff}`, limit)) found.add(no);
    const conversationOf = this.#hub.prepare<{ no: number }>(
      'select conversation as no from messages where no = $1',
    );
    const words = wordsOf(text);
    const hits =
      words.length === 0
        ? []
        : this.#db
            .prepare<{ no: number }>(
              'select rowid as no from docs where docs match $1 order by rowid desc limit $2',
            )
            .all(words.map((word) => `"${word}"*`).join(' '), limit);
    for (const { no } of hits) {
      const row = conversationOf.get(no);
      if (row) found.add(row.no);
    }
    return [...found];
  }

  /** Somebody changed what is kept of a contact. */
  seePerson(contact: number): void {
    this.#people.see(contact, true);
  }

  forget(contact: number): void {
    this.#people.forget(contact);
    // Read from end to end, some 50 ms for a million messages: an index would cost 10 µs with each of them.
    const rows = this.#db.prepare<{ no: number }>('select no from owners where contact = $1').all(contact);
    for (let from = 0; from < rows.length; from += together) {
      this.#together(() => {
        for (const { no } of rows.slice(from, from + together)) this.#remove(no);
      });
    }
    // Merged away, so that no segment keeps a word of theirs; then nothing lingers in the log file either.
    this.#db.exec(
      "insert into docs(docs) values ('optimize'); insert into people(people) values ('optimize')",
    );
    this.#db.exec('pragma wal_checkpoint(truncate)');
  }

  reindex(no: number): void {
    if (no > this.#last) return;
    this.#remove(no);
    const row = this.#hub
      .prepare<{ contact: number; content: string }>('select contact, content from messages where no = $1')
      .get(no);
    if (row) this.#add(no, row.contact, row.content);
  }

  close(): void {
    this.#db.close();
  }

  /** In one transaction: a message at a time costs a segment and a write of the log each. */
  #together(run: () => void): void {
    this.#db.exec('begin');
    try {
      run();
      this.#db.exec('commit');
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
