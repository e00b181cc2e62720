import { CentralitaError, type ConversationState } from '@centralita/core/model';
import type { Database } from './database.ts';

/** Which conversations a list shows, in the store's own numbers. */
export interface InboxQuery {
  readonly states?: readonly ConversationState[];
  readonly contacts?: readonly number[];
  readonly team?: string;
  /** Null: nobody's. */
  readonly assignee?: string | null;
  /** Folded. */
  readonly tag?: string;
  readonly accounts?: readonly number[];
  readonly unanswered?: boolean;
  readonly overdue?: boolean;
  readonly byDefault?: boolean;
  /** Only among these: what a search found. */
  readonly among?: readonly number[];
  readonly order: 'newest' | 'waiting';
  readonly after?: string;
  readonly limit: number;
  readonly now: number;
}

export interface InboxRow {
  readonly no: number;
  /** Go on from here. */
  readonly cursor: string;
}

/** Above so many at work that fit, reading along the time finds a page sooner than sorting them all. */
const dense = 1_000;

/** Numbers of the conversations that fit, in order. May take some milliseconds: for the lookup thread. */
export const inboxRows = (db: Database, query: InboxQuery): InboxRow[] => {
  const { where, values } = conditions(query);
  const add = (value: string | number): string => `$${values.push(value)}`;
  if (query.order === 'waiting') {
    const [priority, since, no] = readCursor(query.after, 3);
    where.push("state in ('open', 'pending') and unanswered > 0");
    if (query.after !== undefined)
      where.push(
        `(-priority, coalesce(waiting_since, 0), no) > (-${add(priority)}, ${add(since)}, ${add(no)})`,
      );
    const rows = db
      .prepare<{ no: number; priority: number; since: number }>(
        `select no, priority, coalesce(waiting_since, 0) as since from conversations where ${where.join(' and ')}
         order by -priority, since, no limit ${add(query.limit)}`,
      )
      .all(...values);
    return rows.map((row) => ({ no: row.no, cursor: `${row.priority}.${row.since}.${row.no}` }));
  }
  const along = alongTime(db, query);
  if (query.after !== undefined) {
    const [at, no] = readCursor(query.after, 2);
    where.push(`(last_message_at, no) < (${add(at)}, ${add(no)})`);
  }
  const source = along ? 'conversations indexed by conversations_by_time' : 'conversations';
  const rows = db
    .prepare<{ no: number; at: number }>(
      `select no, last_message_at as at from ${source} where ${where.join(' and ')}
       order by last_message_at desc, no desc limit ${add(query.limit)}`,
    )
    .all(...values);
  return rows.map((row) => ({ no: row.no, cursor: `${row.at}.${row.no}` }));
};

const conditions = (query: InboxQuery): { where: string[]; values: (string | number)[] } => {
  const where = ['true'];
  const values: (string | number)[] = [];
  const add = (condition: string, value: string | number): void => {
    where.push(condition.replace('?', `$${values.push(value)}`));
  };
  if (query.states) {
    add('state in (select value from json_each(?))', JSON.stringify(query.states));
    if (!query.states.includes('closed')) where.push("state <> 'closed'");
  }
  if (query.contacts) add('contact in (select value from json_each(?))', JSON.stringify(query.contacts));
  if (query.team !== undefined) add('team = ?', query.team);
  if (query.assignee === null) where.push('assignee is null');
  else if (query.assignee !== undefined) add('assignee = ?', query.assignee);
  if (query.tag !== undefined)
    add('no in (select conversation from conversation_tags where tag = ?)', query.tag);
  if (query.accounts) add('account in (select value from json_each(?))', JSON.stringify(query.accounts));
  if (query.unanswered !== undefined)
    where.push(
      query.unanswered ? "unanswered > 0 and state <> 'closed'" : "(unanswered = 0 or state = 'closed')",
    );
  if (query.overdue) add('due_at is not null and overdue in (0, 1) and due_at <= ?', query.now);
  else if (query.overdue === false) add('(due_at is null or due_at > ?)', query.now);
  if (query.byDefault !== undefined) where.push(`by_default = ${query.byDefault ? 1 : 0}`);
  if (query.among) add('no in (select value from json_each(?))', JSON.stringify(query.among));
  return { where, values };
};

/** Whether to read newest first until the page is full, or to find all that fit and sort them. */
const alongTime = (db: Database, query: InboxQuery): boolean => {
  if (query.contacts || query.among || query.overdue) return false;
  const count = (sql: string, ...values: (string | number)[]): number =>
    db.prepare<{ n: number }>(`select count(*) as n from (select 1 ${sql} limit ${dense + 1})`).get(...values)
      ?.n ?? 0;
  if (query.tag !== undefined) return count('from conversation_tags where tag = $1', query.tag) > dense;
  if (typeof query.assignee === 'string')
    return count('from conversations where assignee = $1', query.assignee) > dense;
  const atWork = query.states ? !query.states.includes('closed') : query.unanswered === true;
  if (!atWork) return true;
  const states = JSON.stringify(query.states ?? ['open', 'pending', 'snoozed']);
  const narrowed = [
    ...(query.team === undefined ? [] : ['and team = $2']),
    ...(query.assignee === null ? ['and assignee is null'] : []),
  ].join(' ');
  return (
    count(
      `from conversations where state <> 'closed' and state in (select value from json_each($1)) ${narrowed}`,
      states,
      ...(query.team === undefined ? [] : [query.team]),
    ) > dense
  );
};

const readCursor = (after: string | undefined, parts: 2 | 3): readonly [number, number, number] => {
  const numbers = after?.split('.') ?? [];
  if (after === undefined) return [0, 0, 0];
  if (numbers.length !== parts || numbers.some((one) => !/^-?\d{1,15}$/.test(one)))
    throw new CentralitaError('invalid_request', 'after is not a cursor of this list', { field: 'after' });
  const [first = 0, second = 0, third = 0] = numbers.map(Number);
  return [first, second, third];
};

/** What the filters of an inbox hold. May take some milliseconds: for the lookup thread. */
export const inboxCounts = (
  db: Database,
  query: { readonly user?: string; readonly accounts?: readonly number[]; readonly now: number },
) => {
  const own = query.accounts ? 'and account in (select value from json_each($1))' : '';
  const accounts = query.accounts ? [JSON.stringify(query.accounts)] : [];
  const rows = db
    .prepare<{ state: ConversationState; team: string | null; assignee: string | null; n: number }>(
      `select state, team, assignee, count(*) as n from conversations where state <> 'closed' ${own} group by state, team, assignee`,
    )
    .all(...accounts);
  const counts = { open: 0, mine: 0, unassigned: 0, overdue: 0, snoozed: 0 };
  const byTeam: Record<string, number> = {};
  for (const { state, team, assignee, n } of rows) {
    if (state === 'snoozed') {
      counts.snoozed += n;
      continue;
    }
    counts.open += n;
    if (assignee === null) counts.unassigned += n;
    if (query.user !== undefined && assignee === query.user) counts.mine += n;
    if (team !== null) byTeam[team] = (byTeam[team] ?? 0) + n;
  }
  counts.overdue =
    db
      .prepare<{ n: number }>(
        `select count(*) as n from conversations where due_at is not null and overdue in (0, 1) and due_at <= $${accounts.length + 1} ${own}`,
      )
      .get(...accounts, query.now)?.n ?? 0;
  return { ...counts, byTeam };
};
