import type { Store } from './index.ts';

/**
 * `ready`: not tried yet. `running`: begun; found so at start, it was cut off and is run again. `retrying`:
 * failed, comes again. `dead`: given up. What is done has no row.
 */
export type EffectState = 'ready' | 'running' | 'retrying' | 'dead';

export interface EffectRow {
  readonly no: number;
  readonly consumer: string;
  readonly lane: string;
  readonly kind: string;
  readonly key: string | null;
  readonly payload: string;
  readonly state: EffectState;
  readonly attempts: number;
  readonly failures: number;
  readonly notBefore: number;
  readonly lastError: string | null;
  /** `seq` of the event that caused it. */
  readonly event: number | null;
  readonly createdAt: number;
}

export type NewEffect = Pick<
  EffectRow,
  'consumer' | 'lane' | 'kind' | 'key' | 'payload' | 'notBefore' | 'event' | 'createdAt'
>;
export type EffectOutline = Pick<EffectRow, 'no' | 'lane' | 'state' | 'notBefore'>;

export interface Effects {
  /** What is still to be done, in order, without the payloads. */
  open(consumer: string): EffectOutline[];
  byNo(no: number): EffectRow | undefined;
  /** Failed at least once, newest first: what a person may want to look at. */
  failed(query: {
    readonly consumer?: string | undefined;
    readonly state?: 'retrying' | 'dead' | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
  }): EffectRow[];
  deadNumbers(consumer: string, limit: number): number[];
  counts(consumer: string): { readonly open: number; readonly dead: number };
  /** Only inside a write, like what follows. */
  /** Takes the place of one that waits in the lane with the same key. */
  add(effect: NewEffect): number;
  /** The attempt's number, or undefined when the row is gone. */
  begin(no: number): number | undefined;
  settle(no: number, state: 'retrying' | 'dead', failures: number, notBefore: number, error: string): void;
  revive(no: number, notBefore: number): void;
  remove(no: number): void;
  /** After erasure: what was still to be done because of a contact's events, but for the erasure itself. */
  removeOfContact(contact: number): number;
}

/**
 * The newest number given, by database. Numbers are not handed out again while the hub runs, as SQLite would those of
 * removed rows: whoever still ends one effect would take the next of its number for the same.
 */
const newest = new WeakMap<Store['db'], { no: number }>();

const columns = `no, consumer, lane, kind, key, payload, state, attempts, failures, not_before as notBefore,
  last_error as lastError, event, created_at as createdAt`;

export const effectsOf = ({ db }: Store): Effects => {
  const open = db.prepare<EffectOutline>(
    `select no, lane, state, not_before as notBefore from effects
     where consumer = $1 and state in ('ready', 'running', 'retrying') order by no`,
  );
  const byNo = db.prepare<EffectRow>(`select ${columns} from effects where no = $1`);
  const failed = db.prepare<EffectRow>(
    `select ${columns} from effects where no < $1 and ($2 is null or consumer = $2)
       and state in ('retrying', 'dead') and ($3 is null or state = $3) order by no desc limit $4`,
  );
  const dead = db.prepare<{ no: number }>(
    "select no from effects where consumer = $1 and state = 'dead' order by no limit $2",
  );
  const counts = db.prepare<{ state: EffectState; count: number }>(
    'select state, count(*) as count from effects where consumer = $1 group by state',
  );
  const add = db.prepare(
    `insert into effects (no, consumer, lane, kind, key, payload, state, not_before, event, created_at)
     values ($1, $2, $3, $4, $5, $6, 'ready', $7, $8, $9)`,
  );
  const last = db.prepare<{ no: number | null }>('select max(no) as no from effects');
  const counter = newest.get(db) ?? { no: last.get()?.no ?? 0 };
  newest.set(db, counter);
  const waiting = db.prepare<{ no: number }>(
    `select no from effects where consumer = $1 and lane = $2 and key = $3 and state in ('ready', 'retrying') limit 1`,
  );
  // One that failed keeps the time of its next attempt.
  const replace = db.prepare(
    `update effects set kind = $2, payload = $3, event = $5,
       not_before = case when state = 'ready' then $4 else not_before end where no = $1`,
  );
  const begin = db.prepare("update effects set state = 'running', attempts = attempts + 1 where no = $1");
  const attempts = db.prepare<{ attempts: number }>('select attempts from effects where no = $1');
  const settle = db.prepare(
    'update effects set state = $2, failures = $3, not_before = $4, last_error = $5 where no = $1',
  );
  const revive = db.prepare(
    "update effects set state = 'retrying', failures = 0, not_before = $2 where no = $1 and state = 'dead'",
  );
  const remove = db.prepare('delete from effects where no = $1');
  const removeOfContact = db.prepare(
    `delete from effects where event in (select seq from events where contact = $1 and type != 'contact.erased')`,
  );
  return {
    open: (consumer) => open.all(consumer),
    byNo: (no) => byNo.get(no),
    failed: ({ consumer, state, before, limit }) =>
      failed.all(before ?? Number.MAX_SAFE_INTEGER, consumer ?? null, state ?? null, limit),
    deadNumbers: (consumer, limit) => dead.all(consumer, limit).map((row) => row.no),
    counts: (consumer) => {
      let undone = 0;
      let dead = 0;
      for (const row of counts.all(consumer)) {
        if (row.state === 'dead') dead = row.count;
        else undone += row.count;
      }
      return { open: undone, dead };
    },
    add: (e) => {
      const before = e.key === null ? undefined : waiting.get(e.consumer, e.lane, e.key);
      if (before) {
        replace.run(before.no, e.kind, e.payload, e.notBefore, e.event);
        return before.no;
      }
      const no = ++counter.no;
      add.run(no, e.consumer, e.lane, e.kind, e.key, e.payload, e.notBefore, e.event, e.createdAt);
      return no;
    },
    begin: (no) => {
      begin.run(no);
      return attempts.get(no)?.attempts;
    },
    settle: (no, state, failures, notBefore, error) => void settle.run(no, state, failures, notBefore, error),
    revive: (no, notBefore) => void revive.run(no, notBefore),
    remove: (no) => void remove.run(no),
    removeOfContact: (contact) => removeOfContact.run(contact).changes,
  };
};
