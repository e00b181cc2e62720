import { randomBytes } from 'node:crypto';
import { applyStatement, emptySummary } from '@centralita/core/consent';
import { type ConsentRecord, type ConsentStatement, type ContactId, newId } from '@centralita/core/model';
import type { Contacts, Person } from './contacts.ts';
import type { Database } from './database.ts';

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
    this.#contacts.setConsent(person, applyStatement(person.consent ?? emptySummary, statement), now);
    return { ...statement, id, contactId: person.id, recordedAt: now, ...(recordedBy ? { recordedBy } : {}) };
  }

  /** Oldest statement first. */
  list(contact: number, contactId: ContactId): ConsentRecord[] {
    return this.#db
      .prepare<{ id: string; recorded_at: number; statement: string }>(
        'select id, recorded_at, statement from consents where contact = $1 order by at, no',
      )
      .all(contact)
      .map((row) => ({
        ...(JSON.parse(row.statement) as ConsentStatement),
        id: row.id as ConsentRecord['id'],
        contactId,
        recordedAt: row.recorded_at,
      }));
  }
}
