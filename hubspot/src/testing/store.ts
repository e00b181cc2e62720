import { DatabaseSync } from 'node:sqlite';
import type { Consumer, Effect, ExtensionStore, SqlRow, SqlValue } from '@centralita/core/consumer';

export interface TestStore extends ExtensionStore {
  readonly db: DatabaseSync;
  /** Effects that were committed. */
  onEffects: (effects: readonly Effect[]) => void;
  runNow(sql: string, values: readonly SqlValue[]): void;
}

/** An extension's store over SQLite, as a hub gives it. */
export const openTestStore = (consumer?: Consumer): TestStore => {
  const db = new DatabaseSync(':memory:');
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepare = (sql: string) => {
    let statement = prepared.get(sql);
    if (!statement) {
      statement = db.prepare(sql.replace(/\$(\d+)/g, '?$1'));
      prepared.set(sql, statement);
    }
    return statement;
  };
  const query = (sql: string, values: readonly SqlValue[]): SqlRow[] =>
    prepare(sql).all(...(values as never[])) as SqlRow[];
  for (const { sql } of consumer?.migrations ?? []) db.exec(sql);
  const store: TestStore = {
    db,
    onEffects: () => undefined,
    runNow: (sql, values) => void prepare(sql).run(...(values as never[])),
    query: async (sql, ...values) => query(sql, values),
    write: async (work) => {
      const effects: Effect[] = [];
      db.exec('begin');
      try {
        const result = work({
          query: (sql, ...values) => query(sql, values),
          run: (sql, ...values) => Number(prepare(sql).run(...(values as never[])).changes),
          effect: (effect) => effects.push(effect),
        });
        db.exec('commit');
        store.onEffects(effects);
        return result;
      } catch (error) {
        db.exec('rollback');
        throw error;
      }
    },
  };
  return store;
};
