import type { DeliveryState } from '@centralita/core/hub-client';
import type { Row } from './database.ts';
import type { Store } from './index.ts';

/** One event one consumer has not taken. */
export interface DeliveryRow {
  readonly lane: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly notBefore: number;
  readonly lastError: string | null;
  readonly lastStatus: number | null;
  readonly redriven: boolean;
  /** The rest of its lane waits for it, even when it is dead. */
  readonly holding: boolean;
  readonly createdAt: number;
}

export interface StoredDelivery extends DeliveryRow {
  readonly no: number;
  readonly consumer: string;
  readonly event: number;
}

export interface DeliveryQuery {
  readonly consumer?: string | undefined;
  readonly state?: DeliveryState | undefined;
  /** Rows with a smaller number only; the newest come first. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface Deliveries {
  /** All of a consumer's rows but those given up, by event. */
  open(consumer: string): StoredDelivery[];
  /** Events after `seq` that have a row, dead ones among them. */
  eventsAfter(consumer: string, seq: number): number[];
  byNo(no: number): StoredDelivery | undefined;
  byEvent(consumer: string, event: number): StoredDelivery | undefined;
  /** Dead ones, oldest event first. */
  dead(consumer: string, limit: number): StoredDelivery[];
  list(query: DeliveryQuery): StoredDelivery[];
  counts(consumer: string): { readonly held: number; readonly dead: number };
  /** Only inside a write, like what follows. */
  save(consumer: string, event: number, row: DeliveryRow): void;
  remove(consumer: string, event: number): void;
  removeAll(consumer: string): void;
}

const columns = `no, consumer, lane, event, state, attempts, not_before as notBefore, last_error as lastError,
  last_status as lastStatus, redriven, holding, created_at as createdAt`;

const read = (row: Row): StoredDelivery =>
  ({ ...row, redriven: row.redriven === 1, holding: row.holding === 1 }) as unknown as StoredDelivery;

export const deliveriesOf = ({ db }: Store): Deliveries => {
  const open = db.prepare(
    `select ${columns} from deliveries where consumer = $1 and (state != 'dead' or holding = 1) order by event`,
  );
  const eventsAfter = db.prepare<{ event: number }>(
    'select event from deliveries where consumer = $1 and event > $2 order by event',
  );
  const byNo = db.prepare(`select ${columns} from deliveries where no = $1`);
  const byEvent = db.prepare(`select ${columns} from deliveries where consumer = $1 and event = $2`);
  const dead = db.prepare(
    `select ${columns} from deliveries where consumer = $1 and state = 'dead' order by event limit $2`,
  );
  const list = db.prepare(
    `select ${columns} from deliveries
     where no < $1 and ($2 is null or consumer = $2) and ($3 is null or state = $3) order by no desc limit $4`,
  );
  const counts = db.prepare<{ state: string; count: number }>(
    'select state, count(*) as count from deliveries where consumer = $1 group by state',
  );
  const save = db.prepare(
    `insert into deliveries (consumer, event, lane, state, attempts, not_before, last_error, last_status, redriven, holding, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (consumer, event) do update set state = excluded.state, attempts = excluded.attempts,
       not_before = excluded.not_before, last_error = excluded.last_error, last_status = excluded.last_status,
       redriven = excluded.redriven, holding = excluded.holding`,
  );
  const remove = db.prepare('delete from deliveries where consumer = $1 and event = $2');
  const removeAll = db.prepare('delete from deliveries where consumer = $1');
  return {
    open: (consumer) => open.all(consumer).map(read),
    eventsAfter: (consumer, seq) => eventsAfter.all(consumer, seq).map((row) => row.event),
    byNo: (no) => {
      const row = byNo.get(no);
      return row && read(row);
    },
    byEvent: (consumer, event) => {
      const row = byEvent.get(consumer, event);
      return row && read(row);
    },
    dead: (consumer, limit) => dead.all(consumer, limit).map(read),
    list: ({ consumer, state, before, limit }) =>
      list.all(before ?? Number.MAX_SAFE_INTEGER, consumer ?? null, state ?? null, limit).map(read),
    counts: (consumer) => {
      let held = 0;
      let dead = 0;
      for (const row of counts.all(consumer)) {
        if (row.state === 'dead') dead = row.count;
        else held += row.count;
      }
      return { held, dead };
    },
    save: (consumer, event, row) =>
      void save.run(
        consumer,
        event,
        row.lane,
        row.state,
        row.attempts,
        row.notBefore,
        row.lastError,
        row.lastStatus,
        row.redriven ? 1 : 0,
        row.holding ? 1 : 0,
        row.createdAt,
      ),
    remove: (consumer, event) => void remove.run(consumer, event),
    removeAll: (consumer) => void removeAll.run(consumer),
  };
};
