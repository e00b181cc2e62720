import type { Database } from './database.ts';

/** Rows looked at: what lies further back is not worth the time. */
const furthest = 200_000;

/** Numbers of what customers wrote since then: the newest `limit`, oldest first. */
export const inboundSince = (db: Database, since: number, limit: number): number[] => {
  const last = db.prepare<{ no: number | null }>('select max(no) as no from messages').get()?.no ?? 0;
  return db
    .prepare<{ no: number }>(
      `select no from messages where no > $1 and direction = 'inbound' and origin <> 'history' and timestamp >= $2
       order by no desc limit $3`,
    )
    .all(last - furthest, since, limit)
    .map(({ no }) => no)
    .reverse();
};
