import { DatabaseSync } from 'node:sqlite';

/** What is kept, by kind and id. Values are JSON. */
export type Kind =
  | 'meta'
  | 'person'
  | 'message'
  | 'send'
  | 'template'
  | 'media'
  | 'webhook'
  | 'fault'
  | 'group';

/**
 * Keeps what changed. `put` may be called often: only the last value is written, a few milliseconds later or
 * at `flush`, which is what makes an accepted send outlive a killed process.
 */
export interface Journal {
  put(kind: Kind, id: string, value: () => unknown): void;
  remove(kind: Kind, id: string): void;
  putBytes(id: string, bytes: Uint8Array): void;
  bytes(id: string): Uint8Array | undefined;
  removeBytes(id: string): void;
  /** In the order in which they were first put. */
  load(kind: Kind): unknown[];
  flush(): void;
  /** Forgets everything but `meta`. */
  clear(): void;
  close(): void;
}

export const openJournal = (file: string | undefined): Journal =>
  file === undefined ? memoryJournal() : sqliteJournal(file);

/** Bytes have to be somewhere; the rest lives in the sandbox itself. */
const memoryJournal = (): Journal => {
  const files = new Map<string, Uint8Array>();
  return {
    put: () => {},
    remove: () => {},
    putBytes: (id, bytes) => files.set(id, bytes),
    bytes: (id) => files.get(id),
    removeBytes: (id) => files.delete(id),
    load: () => [],
    flush: () => {},
    clear: () => files.clear(),
    close: () => files.clear(),
  };
};

const schema = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  create table if not exists item (
    seq integer primary key,
    kind text not null,
    id text not null,
    value text not null,
    unique (kind, id)
  );
  create table if not exists file (id text primary key, bytes blob not null);
  pragma user_version = 1;
`;

const flushAfterMs = 3;

const sqliteJournal = (file: string): Journal => {
  const db = new DatabaseSync(file);
  const version = (db.prepare('pragma user_version').get() as { user_version: number }).user_version;
  if (version > 1) {
    db.close();
    throw new Error(`${file} was written by a newer sandbox. Take that version, or another file.`);
  }
  db.exec(schema);
  const upsert = db.prepare(
    `insert into item (kind, id, value) values (?, ?, ?)
     on conflict (kind, id) do update set value = excluded.value`,
  );
  const erase = db.prepare('delete from item where kind = ? and id = ?');
  const select = db.prepare('select value from item where kind = ? order by seq');
  const insertFile = db.prepare('insert or replace into file (id, bytes) values (?, ?)');
  const selectFile = db.prepare('select bytes from file where id = ?');
  const eraseFile = db.prepare('delete from file where id = ?');

  const dirty = new Map<string, { kind: Kind; id: string; value?: () => unknown }>();
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (dirty.size === 0) return;
    db.exec('begin');
    for (const { kind, id, value } of dirty.values()) {
      if (value) upsert.run(kind, id, JSON.stringify(value()));
      else erase.run(kind, id);
    }
    db.exec('commit');
    dirty.clear();
  };
  const mark = (kind: Kind, id: string, value?: () => unknown) => {
    dirty.set(`${kind} ${id}`, { kind, id, value });
    timer ??= setTimeout(flush, flushAfterMs);
  };

  return {
    put: mark,
    remove: (kind, id) => mark(kind, id),
    putBytes: (id, bytes) => {
      insertFile.run(id, bytes);
    },
    bytes: (id) => (selectFile.get(id) as { bytes: Uint8Array } | undefined)?.bytes,
    removeBytes: (id) => {
      eraseFile.run(id);
    },
    load: (kind) => select.all(kind).map((row) => JSON.parse((row as { value: string }).value)),
    flush,
    clear: () => {
      flush();
      db.exec(`delete from item where kind <> 'meta'; delete from file;`);
    },
    close: () => {
      flush();
      db.close();
    },
  };
};
