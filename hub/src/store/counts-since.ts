import type { Database } from './database.ts';

/** The first event of a point in time or later. The log is in the order of arrival, so it is halved, not scanned. */
const firstSince = (db: Database, since: number): number => {
  const bounds = db
    .prepare<{ low: number | null; high: number | null }>(
      'select min(seq) as low, max(seq) as high from events',
    )
    .get();
  let low = bounds?.low ?? 1;
  let high = (bounds?.high ?? 0) + 1;
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

/** What a day was like. `delivered`, `read` and `failed` count each message once, at the first such report. */
export const countsSince = (db: Database, since: number): Record<string, number> => {
  const from = firstSince(db, since);
  const rows = db
    .prepare<{ name: string | null; count: number }>(
      `select ${named} as name,
         count(distinct case type when 'message.status' then json_extract(body, '$.data.hub.messageId') else id end) as count
       from (select seq, type, body, json_extract(body, '$.id') as id from events where seq >= $1
         and type in ('message.received', 'message.sent', 'conversation.opened', 'conversation.closed', 'message.status', 'consent.changed'))
       group by 1`,
    )
    .all(from);
  const counts = Object.fromEntries(rows.flatMap(({ name, count }) => (name ? [[name, count]] : [])));
  return { ...counts, ...firstAnswers(db, from) };
};

/** How long customers waited for the first answer, where there was one: half of them less, nine of ten less. */
const firstAnswers = (db: Database, from: number): Record<string, number> => {
  const waits = db
    .prepare<{ ms: number }>(
      `select json_extract(body, '$.data.change.detail.ms') as ms from events
         where seq >= $1 and type = 'conversation.changed' and json_extract(body, '$.data.change.kind') = 'first_response'
         order by 1`,
    )
    .all(from)
    .map(({ ms }) => ms);
  const at = (share: number): number =>
    waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0;
  return waits.length === 0 ? {} : { firstResponseMedianMs: at(0.5), firstResponseP90Ms: at(0.9) };
};
