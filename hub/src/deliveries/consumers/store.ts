import type { ConsumerMigration, ConsumerStore, SqlRow, SqlValue } from '@centralita/core/consumer';
import { CentralitaError } from '@centralita/core/model';
import type { Store } from '../../store/index.ts';
import { checkOwnTables, type Purpose } from './own-tables.ts';

/** What a consumer wrote, to be run with what caused it. */
export interface Collected {
  readonly store: ConsumerStore;
  /** Only inside a write. */
  apply(): void;
  /** Statements that come later are refused: nobody would run them. */
  close(): void;
}

/** Makes the stores a consumer is given, one for each event and effect. */
export const createConsumerStores = ({ db }: Store, consumer: string): (() => Collected) => {
  const checked = new Map<string, Purpose>();
  const check = (sql: string, purpose: Purpose): void => {
    if (checked.get(sql) === purpose) return;
    checkOwnTables(sql, consumer, purpose);
    checked.set(sql, purpose);
  };
  return () => {
    const writes: { readonly sql: string; readonly values: SqlValue[] }[] = [];
    let closed = false;
    const refuseLate = (): void => {
      if (closed) throw new CentralitaError('internal', `the consumer ${consumer} used its store too late`);
    };
    return {
      store: {
        query: async (sql, ...values) => {
          refuseLate();
          check(sql, 'query');
          return db.prepare(sql).all(...values) as SqlRow[];
        },
        run: (sql, ...values) => {
          refuseLate();
          check(sql, 'run');
          writes.push({ sql, values });
        },
      },
      apply: () => {
        for (const { sql, values } of writes) db.prepare(sql).run(...values);
      },
      close: () => {
        closed = true;
      },
    };
  };
};

/** Brings a consumer's own tables up to date, each step in a write of its own. */
export const migrateConsumer = async (
  store: Store,
  consumer: string,
  migrations: readonly ConsumerMigration[],
  now: number,
): Promise<void> => {
  const { db } = store;
  const done = new Set(
    db
      .prepare<{ name: string }>('select name from consumer_migrations where consumer = $1')
      .all(consumer)
      .map((row) => row.name),
  );
  const known = new Set(migrations.map((step) => step.name));
  const newer = [...done].filter((name) => !known.has(name));
  if (newer.length > 0) {
    throw new CentralitaError(
      'config_invalid',
      `the tables of ${consumer} were made by a newer Centralita (${newer.join(', ')}); start that version`,
      { field: 'CENTRALITA_DATA' },
    );
  }
  for (const { name, sql } of migrations) {
    if (done.has(name)) continue;
    checkOwnTables(sql, consumer, 'migration');
    await store.write(() => {
      db.prepare('insert into consumer_migrations (consumer, name, at) values ($1, $2, $3)').run(
        consumer,
        name,
        now,
      );
      db.exec(sql);
    });
  }
};
