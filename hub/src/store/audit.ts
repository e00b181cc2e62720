import type { JsonObject, UserId } from '@centralita/core/model';
import type { Database } from './database.ts';

export interface AuditRow {
  readonly no: number;
  readonly at: number;
  readonly action: string;
  readonly key: string | null;
  readonly user: UserId | null;
  readonly name: string;
  readonly conversation: number | null;
  readonly contact: number | null;
  readonly detail: string | null;
}

export interface AuditLine {
  readonly at: number;
  readonly action: string;
  readonly by: { readonly key?: string; readonly userId?: UserId; readonly name: string };
  readonly conversation?: number;
  readonly contact?: number;
  readonly detail?: JsonObject;
}

/** Who did what. Lines are added and never changed; nothing a customer or a colleague wrote stands in them. */
export const auditOf = (db: Database) => ({
  /** Only inside a write: the one that does what it tells. */
  add: ({ at, action, by, conversation, contact, detail }: AuditLine): void =>
    void db
      .prepare(
        'insert into audit (at, action, key, user, name, conversation, contact, detail) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      )
      .run(
        at,
        action,
        by.key ?? null,
        by.userId ?? null,
        by.name,
        conversation ?? null,
        contact ?? null,
        detail ? JSON.stringify(detail) : null,
      ),

  /** Newest first. */
  list: (query: {
    readonly before: number;
    readonly limit: number;
    readonly conversation?: number;
    readonly contact?: number;
  }): AuditRow[] => {
    const values = [query.before, query.limit];
    const where = ['no < $1'];
    for (const column of ['conversation', 'contact'] as const) {
      const value = query[column];
      if (value === undefined) continue;
      values.push(value);
      where.push(`${column} = $${values.length}`);
    }
    return db
      .prepare<AuditRow>(`select * from audit where ${where.join(' and ')} order by no desc limit $2`)
      .all(...values);
  },
});
