import { readdirSync, readFileSync } from 'node:fs';
import { CentralitaError } from '@centralita/core/model';
import type { Database } from './database.ts';

const folder = new URL('./sql/', import.meta.url);

/** The steps that a file has not taken yet. A file from a newer hub is refused. */
export const pendingSteps = (db: Database): readonly string[] => {
  db.exec('create table if not exists migrations (name text primary key, at integer not null) without rowid');
  const steps = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const done = new Set(
    db
      .prepare<{ name: string }>('select name from migrations')
      .all()
      .map((row) => row.name),
  );
  const newer = [...done].filter((name) => !steps.includes(name));
  if (newer.length > 0) {
    throw new CentralitaError(
      'config_invalid',
      `the data in ${db.path} was written by a newer Centralita (${newer.join(', ')}); start that version, or choose another folder with CENTRALITA_DATA`,
      { field: 'CENTRALITA_DATA' },
    );
  }
  return steps.filter((name) => !done.has(name));
};

/** Brings the schema up to date, each step in a transaction of its own. A file from a newer hub is refused. */
export const migrate = (db: Database): void => {
  for (const name of pendingSteps(db)) {
    db.exec('begin immediate');
    try {
      db.prepare(
        "insert into migrations (name, at) values ($1, cast(strftime('%s', 'now') as integer) * 1000)",
      ).run(name);
      db.exec(readFileSync(new URL(name, folder), 'utf8'));
      db.exec('commit');
    } catch (error) {
      db.exec('rollback');
      throw error;
    }
  }
};
