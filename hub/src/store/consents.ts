import { randomBytes } from 'node:crypto';
import { applyStatement, emptySummary } from '@centralita/core/consent';
import { type ConsentRecord, type ConsentStatement, type ContactId, newId } from '@centralita/core/model';
import type { Contacts, Person } from './contacts.ts';
import type { Database } from './database.ts';

interface LedgerRow {
  readonly contact: number;
  readonly at: number;
  readonly recordedAt: number;
  /** JSON. */
  readonly statement: string;
}

/** The ledger: every statement anybody made about consent, and the summary that sending looks at. */
export class Consents {
  readonly #db: Database;
  readonly #contacts: Contacts;

  constructor(db: Database, contacts: Contacts) {
    this.#db = db;
    this.#contacts = contacts;
  }

  /** Only inside a write. */
  record(person: Person, statement: ConsentStatement, now: number, recordedBy?: string): ConsentRecord {
    const id = newId('cr', now, randomBytes(10));
    this.#db
      .prepare('insert into consents (id, contact, at, recorded_at, statement) values ($1, $2, $3, $4, $5)')
      .run(
        id,
        person.no,
        statement.at,
        now,
        JSON.stringify(recordedBy ? { ...statement, recordedBy } : statement),
      );
    // Whoever is one person with them said it too: it holds for each, also when they are told apart again.
    for (const one of this.#contacts.groupOf(person))
      this.#contacts.setConsent(one, applyStatement(one.consent ?? emptySummary, statement), now);
    return {
      ...statement,
      id,
      contactId: person.shownId ?? person.id,
      recordedAt: now,
      ...(recordedBy ? { recordedBy } : {}),
    };
  }

  /** Of all that are one person, oldest statement first. */
  list(contact: number, contactId: ContactId): ConsentRecord[] {
    return this.#db
      .prepare<{ id: string; recorded_at: number; statement: string }>(
        `select id, recorded_at, statement from consents
         where contact in (select value from json_each($1)) order by at, no`,
      )
      .all(JSON.stringify(this.#contacts.groupNumbers(contact)))
      .map((row) => ({
        ...(JSON.parse(row.statement) as ConsentStatement),
        id: row.id as ConsentRecord['id'],
        contactId,
        recordedAt: row.recorded_at,
      }));
  }

  /** The number of the newest statement. */
  get last(): number {
    return this.#db.prepare<{ no: number | null }>('select max(no) as no from consents').get()?.no ?? 0;
  }

  /** What these contacts said after that statement. */
  since(no: number, contacts: readonly number[]): readonly LedgerRow[] {
    return this.#db
      .prepare<LedgerRow>(
        `select contact, at, recorded_at as "recordedAt", statement from consents
         where contact in (select value from json_each($1)) and no > $2 order by no`,
      )
      .all(JSON.stringify(contacts), no);
  }

  /** Puts what some of them said into the ledger of another too. Only inside a write. */
  copy(rows: readonly LedgerRow[], from: readonly number[], to: number): void {
    const insert = this.#db.prepare(
      'insert into consents (id, contact, at, recorded_at, statement) values ($1, $2, $3, $4, $5)',
    );
    for (const row of rows) {
      if (!from.includes(row.contact)) continue;
      insert.run(newId('cr', row.recordedAt, randomBytes(10)), to, row.at, row.recordedAt, row.statement);
    }
  }
}
