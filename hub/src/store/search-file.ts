import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from './database.ts';

export const searchFile = (folder: string): string => join(folder, 'search.db');

/** Changes with the tables: what an older version left is thrown away and made again. */
const layout = 2;

/** CORRUPT and NOTADB of https://sqlite.org/rescode.html */
export const isBroken = (error: unknown): boolean => {
  const { errcode } = (error ?? {}) as { errcode?: number };
  return errcode !== undefined && [11, 26].includes(errcode & 0xff);
};

/** For the one thread that writes it. All that is in the file can be made again, so one that is broken is thrown away. */
export const openSearchFile = (folder: string): Database => {
  const path = searchFile(folder);
  try {
    const db = new Database(path, { cacheMegabytes: 6 });
    if (db.prepare<{ user_version: number }>('pragma user_version').get()?.user_version === layout) return db;
    db.close();
  } catch (error) {
    if (!isBroken(error)) throw error;
  }
  return makeSearchFile(folder);
};

export const makeSearchFile = (folder: string): Database => {
  const path = searchFile(folder);
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  const db = new Database(path, { cacheMegabytes: 6 });
  // Without places of words, which only phrases need; with every beginning of up to eight letters, or each search for
  // a beginning that is common would read all there is of it: 30 ms for a million messages.
  db.exec(`begin;
    create virtual table docs using fts5(text, tokenize = "unicode61 remove_diacritics 2", detail = none, prefix = '1 2 3 4 5 6 7 8');
    create table owners (no integer primary key, contact integer not null);
    create virtual table people using fts5(text, tokenize = "unicode61 remove_diacritics 2");
    create table people_at (no integer primary key, updated integer not null);
    create table progress (name text primary key, no integer not null) without rowid;
    pragma user_version = ${layout};
    commit`);
  return db;
};
