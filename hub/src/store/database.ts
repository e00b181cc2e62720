import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

export type Row = Record<string, null | number | string | Uint8Array>;

export interface Statement<R extends object = Row> {
  get(...values: SQLInputValue[]): R | undefined;
  all(...values: SQLInputValue[]): R[];
  run(...values: SQLInputValue[]): { changes: number; lastInsertRowid: number };
  iterate(...values: SQLInputValue[]): IterableIterator<R>;
}

/**
 * One SQLite file. Statements are written with `$1` as PostgreSQL reads them and prepared once per text.
 * Integers come back as numbers: nothing stored here passes 2^53.
 */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly path: string;

  constructor(path: string, options: { readonly readOnly?: boolean; readonly cacheMegabytes?: number } = {}) {
    this.path = path;
    this.#db = new DatabaseSync(path, { readOnly: options.readOnly ?? false, timeout: 5000 });
    if (!options.readOnly) {
      // Each commit is synchronised by group-commit.ts. The checkpoint runs in another thread (maintenance.ts), so that no request waits for it.
      this.#db.exec(
        'pragma journal_mode = wal; pragma synchronous = normal; pragma wal_autocheckpoint = 0; pragma secure_delete = on',
      );
    }
    this.#db.exec(
      `pragma cache_size = -${(options.cacheMegabytes ?? 16) * 1024}; pragma temp_store = memory; pragma trusted_schema = off`,
    );
  }

  prepare<R extends object = Row>(sql: string): Statement<R> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql.replace(/\$(\d+)/g, '?$1'));
      this.#statements.set(sql, statement);
    }
    return statement as unknown as Statement<R>;
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }
}
