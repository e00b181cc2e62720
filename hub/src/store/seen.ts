import type { Database } from './database.ts';

/** What an id's hash became: nothing yet, or the number of a message (0: an event that is no message). */
export interface Seen {
  /** Remembers the id; false when it was known. Only inside a write. */
  remember(id: string, message: number, now: number): boolean;
  /** The message of an `ms_` id, if there is one. */
  messageOf(id: string): number | undefined;
  /** Moves the fullest bucket to the table when it is full enough, or whatever is left with `all`. Only inside a write. */
  settle(all?: boolean): void;
  /** Forgets ids of events older than `beforeDay`, at most `limit` of them; ids of messages stay with their message. */
  prune(beforeDay: number, limit: number): number;
  /** After an undone write. */
  reload(): void;
}

export const dayOf = (time: number): number => Math.floor(time / 86_400_000);

/** The 32 hex digits of an id. */
export const digitsOf = (id: string): string => id.slice(id.indexOf('_') + 1);

const buckets = 256;
/** Ids a bucket holds before it is worth moving. 256 buckets of 128 are 4 MB of memory. */
const fullBucket = 128;

interface Entry {
  readonly message: number;
  readonly day: number;
}

/**
 * Ids are hashes, so a table of them is written all over: a page of 4 KB for each 16 bytes. New ones are
 * therefore appended to `seen_log` and kept in memory by their first byte; a full bucket is moved to the
 * table in one go, sorted, so that its pages are shared. What is in memory is found again by reading the end
 * of the log: `seen_moved` says how far each bucket has been moved.
 */
export const createSeen = (db: Database): Seen => {
  const append = db.prepare('insert into seen_log (no, hash, message, day) values ($1, $2, $3, $4)');
  const select = db.prepare<{ message: number }>('select message from seen where hash = $1');
  const insert = db.prepare('insert or ignore into seen (hash, message, day) values ($1, $2, $3)');
  const moved = db.prepare(
    'insert into seen_moved (bucket, no) values ($1, $2) on conflict do update set no = excluded.no',
  );
  const trim = db.prepare(
    'delete from seen_log where no in (select no from seen_log where no <= (select min(no) from seen_moved) order by no limit 1000)',
  );
  const prune = db.prepare(
    'delete from seen where hash in (select hash from seen where message = 0 and day < $1 limit $2)',
  );
  let memory: Map<string, Entry>[] = [];
  let last = 0;
  let movesSinceTrim = 0;
  let remembered = 0;

  const sizeOf = (bucket: number): number => memory[bucket]?.size ?? 0;
  const bucketOf = (digits: string): number => Number.parseInt(digits.slice(0, 2), 16);

  const reload = (): void => {
    memory = Array.from({ length: buckets }, () => new Map<string, Entry>());
    const movedTo = new Array<number>(buckets).fill(0);
    for (const row of db.prepare<{ bucket: number; no: number }>('select bucket, no from seen_moved').all())
      movedTo[row.bucket] = row.no;
    const from = Math.min(...movedTo);
    last =
      db.prepare<{ no: number | null }>('select max(no) as no from seen_log').get()?.no ??
      Math.max(...movedTo);
    const tail = db.prepare<{ no: number; hash: Uint8Array; message: number; day: number }>(
      'select no, hash, message, day from seen_log where no > $1 order by no',
    );
    for (const row of tail.iterate(from)) {
      const digits = Buffer.from(row.hash).toString('hex');
      const bucket = bucketOf(digits);
      if (row.no > (movedTo[bucket] as number))
        memory[bucket]?.set(digits, { message: row.message, day: row.day });
    }
  };

  const move = (bucket: number): void => {
    const entries = memory[bucket] as Map<string, Entry>;
    for (const digits of [...entries.keys()].sort()) {
      const { message, day } = entries.get(digits) as Entry;
      insert.run(Buffer.from(digits, 'hex'), message, day);
    }
    moved.run(bucket, last);
    memory[bucket] = new Map();
    movesSinceTrim += 1;
  };

  reload();
  return {
    remember: (id, message, now) => {
      const digits = digitsOf(id);
      const bucket = memory[bucketOf(digits)] as Map<string, Entry>;
      if (bucket.has(digits)) return false;
      const hash = Buffer.from(digits, 'hex');
      if (select.get(hash) !== undefined) return false;
      const day = dayOf(now);
      last += 1;
      remembered += 1;
      append.run(last, hash, message, day);
      bucket.set(digits, { message, day });
      return true;
    },
    messageOf: (id) => {
      const digits = digitsOf(id);
      const entry = memory[bucketOf(digits)]?.get(digits);
      if (entry) return entry.message || undefined;
      return select.get(Buffer.from(digits, 'hex'))?.message || undefined;
    },
    settle: (all = false) => {
      if (all) for (const [bucket, entries] of memory.entries()) if (entries.size > 0) move(bucket);
      // As many as came in go out, so that memory holds steady whatever the size of a group.
      for (; remembered > 0; remembered -= fullBucket) {
        let fullest = 0;
        for (let bucket = 1; bucket < buckets; bucket += 1)
          if (sizeOf(bucket) > sizeOf(fullest)) fullest = bucket;
        if (sizeOf(fullest) < fullBucket) break;
        move(fullest);
      }
      remembered = Math.max(remembered, 0);
      if (movesSinceTrim >= buckets) {
        // A bucket that nothing falls into would keep the log: it has nothing to find there.
        for (let bucket = 0; bucket < buckets; bucket += 1) if (sizeOf(bucket) === 0) moved.run(bucket, last);
        while (trim.run().changes === 1000);
        movesSinceTrim = 0;
      }
    },
    prune: (beforeDay, limit) => prune.run(beforeDay, limit).changes,
    reload,
  };
};
