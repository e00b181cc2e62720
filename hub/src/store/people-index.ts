import type { Database } from './database.ts';

/** Shortest end of a phone number that finds its owner. */
export const leastDigits = 4;

/**
 * Keeps whom a name, a phone number or a tag finds, beside the index of messages and in its file. Contacts are indexed when
 * they write, when somebody changes them, and all of them once at start: what changed since then is seen by its time.
 */
export class PeopleIndex {
  readonly #db: Database;
  readonly #hub: Database;
  /** All with a lower number have been looked at since the start. */
  #swept = 0;

  constructor(db: Database, hub: Database) {
    this.#db = db;
    this.#hub = hub;
  }

  /** Looks at the next contacts of the start; how many there were. */
  sweep(limit: number): number {
    const rows = this.#hub
      .prepare<{ no: number }>('select no from contacts where no > $1 order by no limit $2')
      .all(this.#swept, limit);
    for (const { no } of rows) this.see(no);
    this.#swept = rows.at(-1)?.no ?? this.#swept;
    return rows.length;
  }

  /** Indexes a contact again, where it changed. */
  see(no: number, changed = false): void {
    const row = this.#hub
      .prepare<{ name: string | null; username: string | null; tags: string; updated: number }>(
        'select name, username, tags, updated_at as updated from contacts where no = $1 and erased_at is null',
      )
      .get(no);
    const known = this.#db
      .prepare<{ updated: number }>('select updated from people_at where no = $1')
      .get(no);
    if (row && !changed && known?.updated === row.updated) return;
    this.forget(no);
    if (!row) return;
    const identities = this.#hub
      .prepare<{ kind: string; value: string }>('select kind, value from identities where contact = $1')
      .all(no);
    const words = [
      row.name ?? '',
      row.username ?? '',
      ...(JSON.parse(row.tags) as string[]),
      ...identities.flatMap(({ kind, value }) =>
        kind === 'phone' || kind === 'wa_id' ? endsOf(value.replace(/\D/g, '')) : [value],
      ),
    ];
    this.#db.prepare('insert into people (rowid, text) values ($1, $2)').run(no, words.join(' '));
    this.#db.prepare('insert into people_at (no, updated) values ($1, $2)').run(no, row.updated);
  }

  forget(no: number): void {
    this.#db.prepare('delete from people where rowid = $1').run(no);
    this.#db.prepare('delete from people_at where no = $1').run(no);
  }
}

/** A number is found from any digit on: people leave out the country. */
const endsOf = (digits: string): string[] =>
  Array.from({ length: Math.max(1, digits.length - leastDigits + 1) }, (_, index) => digits.slice(index));
