/// <reference lib="dom" />
import type { ConversationView } from '@centralita/core/hub-client';
import { me } from '../common/person.client.ts';

/** What an inbox shows; each is one question. */
export const viewNames = ['open', 'waiting', 'mine', 'unassigned', 'overdue', 'snoozed', 'closed'] as const;
export type ViewName = (typeof viewNames)[number];

/** What of it: all that are given. Lives in the page's address. */
export interface Narrowed {
  readonly view: ViewName;
  readonly team?: string;
  readonly account?: string;
  readonly tag?: string;
  /** Name, phone, case number, tag or words of a message; looks everywhere, whatever the view. */
  readonly q?: string;
}

export const readNarrowed = (search: string): Narrowed => {
  const given = new URLSearchParams(search);
  const view = viewNames.find((name) => name === given.get('view')) ?? 'open';
  const text = (name: string) => given.get(name) || undefined;
  const [team, account, tag, q] = [text('team'), text('account'), text('tag'), text('q')];
  return {
    view,
    ...(team ? { team } : {}),
    ...(account ? { account } : {}),
    ...(tag ? { tag } : {}),
    ...(q ? { q } : {}),
  };
};

export const addressOf = ({ view, ...rest }: Narrowed): string => {
  const query = new URLSearchParams({ ...(view === 'open' ? {} : { view }), ...rest });
  return query.size > 0 ? `?${query}` : '';
};

const atWork = 'open,pending';

/** As the API is asked for it; undefined where it makes no sense, such as mine when nobody said who they are. */
export const queryOf = ({ view, team, account, tag, q }: Narrowed): URLSearchParams | undefined => {
  const query = new URLSearchParams({ limit: '50' });
  if (team) query.set('teamId', team);
  if (account) query.set('channelAccountId', account);
  if (tag) query.set('tag', tag);
  if (q) {
    query.set('q', q);
    return query;
  }
  query.set('state', view === 'snoozed' || view === 'closed' ? view : atWork);
  if (view === 'waiting') {
    query.set('unanswered', 'true');
    query.set('order', 'waiting');
  }
  if (view === 'mine') {
    const mine = me();
    if (!mine) return undefined;
    query.set('assigneeId', mine.id);
  }
  if (view === 'unassigned') query.set('assigneeId', 'none');
  if (view === 'overdue') query.set('overdue', 'true');
  return query;
};

export const isOverdue = ({ dueAt }: ConversationView, now: number): boolean =>
  dueAt !== undefined && dueAt <= now;

/** Whether a conversation that changed still belongs there. What a search finds only the hub knows. */
export const belongs = (
  one: ConversationView,
  { view, team, account, tag }: Narrowed,
  now: number,
): boolean => {
  if (team && one.teamId !== team) return false;
  if (account && one.channelAccountId !== account) return false;
  if (tag && !one.tags.some((other) => other.toLowerCase() === tag.toLowerCase())) return false;
  if (view === 'snoozed' || view === 'closed') return one.state === view;
  if (one.state !== 'open' && one.state !== 'pending') return false;
  if (view === 'waiting') return one.unanswered > 0;
  if (view === 'mine') return one.assigneeId !== undefined && one.assigneeId === me()?.id;
  if (view === 'unassigned') return one.assigneeId === undefined;
  if (view === 'overdue') return isOverdue(one, now);
  return true;
};

/** The order of a list: newest first, or whoever waits longest, by priority. */
export const compareIn =
  ({ view, q }: Narrowed) =>
  (one: ConversationView, other: ConversationView): number =>
    view === 'waiting' && !q
      ? other.priority - one.priority || (one.lastInboundAt ?? 0) - (other.lastInboundAt ?? 0)
      : other.lastMessageAt - one.lastMessageAt;
