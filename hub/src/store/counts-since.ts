import type { Database } from './database.ts';

/** Events looked at in one step: some 10 ms. */
const scan = 10_000;

/** The first event of a point in time or later. The log is in the order of arrival, so it is halved, not scanned. */
const firstSince = (db: Database, since: number, last: number): number => {
  let low = db.prepare<{ seq: number | null }>('select min(seq) as seq from events').get()?.seq ?? 1;
  let high = last + 1;
  const at = db.prepare<{ at: number }>('select at from events where seq >= $1 order by seq limit 1');
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = at.get(middle);
    if (!found || found.at >= since) high = middle;
    else low = middle + 1;
  }
  return low;
};

const named = `case type
  when 'message.received' then 'received'
  when 'message.sent' then 'sent'
  when 'conversation.opened' then 'opened'
  when 'conversation.closed' then 'closed'
  when 'message.status' then json_extract(body, '$.data.status')
  when 'consent.changed' then case json_extract(body, '$.data.consent.state')
    when 'granted' then 'optedIn' when 'withdrawn' then 'optedOut' end
end`;

interface Some {
  readonly name: string | null;
  readonly type: string;
  /** Of a status: which message it is of, where that is known. */
  readonly message: string | null;
  readonly count: number;
}

/**
 * What a day was like, in steps between which others may have their turn. `delivered`, `read` and `failed` count each
 * message once, at the first such report.
 */
export function* countsSince(db: Database, since: number): Generator<void, Record<string, number>> {
  const last = db.prepare<{ seq: number | null }>('select max(seq) as seq from events').get()?.seq ?? 0;
  const some = db.prepare<Some>(
    `select ${named} as name, type, case type when 'message.status' then json_extract(body, '$.data.hub.messageId') end as message,
       count(*) as count from events where seq >= $1 and seq < $2
       and type in ('message.received', 'message.sent', 'conversation.opened', 'conversation.closed', 'message.status', 'consent.changed')
     group by 1, 2, 3`,
  );
  const answered = db.prepare<{ ms: number }>(
    `select json_extract(body, '$.data.change.detail.ms') as ms from events where seq >= $1 and seq < $2
       and type = 'conversation.changed' and json_extract(body, '$.data.change.kind') = 'first_response'`,
  );
  const counts: Record<string, number> = {};
  const reported = new Map<string, Set<number>>();
  const waits: number[] = [];
  for (let from = firstSince(db, since, last); from <= last; from += scan) {
    const to = Math.min(from + scan, last + 1);
    for (const { name, type, message, count } of some.all(from, to)) {
      if (name === null) continue;
      if (type !== 'message.status') counts[name] = (counts[name] ?? 0) + count;
      else if (message !== null) reported.set(name, (reported.get(name) ?? new Set()).add(shortOf(message)));
    }
    for (const { ms } of answered.all(from, to)) waits.push(ms);
    yield;
  }
  for (const [name, messages] of reported) counts[name] = messages.size;
  return { ...counts, ...firstAnswers(waits) };
}

/** 52 of the 128 bits of a message's id: a day has too few messages for two to be alike, and a number is smaller. */
const shortOf = (id: string): number => Number.parseInt(id.slice(-13), 16);

/** How long customers waited for the first answer, where there was one: half of them less, nine of ten less. */
const firstAnswers = (waits: readonly number[]): Record<string, number> => {
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return sorted.length === 0 ? {} : { firstResponseMedianMs: at(0.5), firstResponseP90Ms: at(0.9) };
};
