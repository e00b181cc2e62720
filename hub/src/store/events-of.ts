import type { Database } from './database.ts';

/** Rows looked at in one go: some milliseconds, so that what comes in between does not wait. */
const scan = 10_000;

export interface EventsOf {
  readonly seqs: readonly number[];
  /** Go on after this one, unless `done`. */
  readonly scannedTo: number;
  readonly done: boolean;
}

/**
 * `seq` of a contact's events among the next ones. Also of those that belong to nobody and name the person: of unknown
 * numbers, of strangers' messages, unreadable ones.
 */
export const eventsOf = (
  hub: Database,
  contact: number,
  values: readonly string[],
  after: number,
): EventsOf => {
  const last = hub.prepare<{ seq: number | null }>('select max(seq) as seq from events').get()?.seq ?? 0;
  const scannedTo = after + scan;
  const seqs = hub
    .prepare<{ seq: number }>(
      `select seq from events where seq > $1 and seq <= $2 and (contact = $3
         or (contact is null and exists (select 1 from json_each($4) where instr(events.body, value) > 0)))`,
    )
    .all(after, scannedTo, contact, JSON.stringify(values))
    .map((row) => row.seq);
  return { seqs, scannedTo, done: scannedTo >= last };
};
