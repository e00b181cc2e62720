import type { Store } from './index.ts';

/** Where each consumer stands in the log: the last event it needs never see again. */
export interface Cursors {
  get(consumer: string): number | undefined;
  /** Only inside a write, like what follows. */
  set(consumer: string, seq: number, now: number): void;
  remove(consumer: string): void;
}

export const cursorsOf = ({ db }: Store): Cursors => {
  const select = db.prepare<{ seq: number }>('select seq from cursors where consumer = $1');
  const upsert = db.prepare(
    `insert into cursors (consumer, seq, at) values ($1, $2, $3)
     on conflict (consumer) do update set seq = excluded.seq, at = excluded.at`,
  );
  const remove = db.prepare('delete from cursors where consumer = $1');
  return {
    get: (consumer) => select.get(consumer)?.seq,
    set: (consumer, seq, now) => void upsert.run(consumer, seq, now),
    remove: (consumer) => void remove.run(consumer),
  };
};
