import type { JsonObject } from '@centralita/core/model';
import { lanes } from '../consumer/lanes.ts';
import type { Parts } from '../parts.ts';
import { type EventBody, writingOf } from './events.ts';

/** Slack tries for up to a day where late deliveries are switched on; a week is on the safe side. */
const keepMs = 8 * 24 * 3_600_000;
const forgetEvery = 1_000;

const kept = new Set([
  'member_joined_channel',
  'member_left_channel',
  'channel_archive',
  'channel_unarchive',
  'channel_rename',
  'channel_deleted',
  'group_archive',
  'group_unarchive',
  'group_rename',
  'group_deleted',
  'channel_id_changed',
  'app_home_opened',
  'app_uninstalled',
  'tokens_revoked',
  'user_change',
]);

export type Remember = (body: EventBody) => Promise<void>;

/**
 * Puts what Slack delivered on disk, once, before it is acknowledged; a worker reads it from there. What people
 * write outside of our threads is none of our business and is not kept.
 */
export const createRemember = (parts: Pick<Parts, 'store' | 'realNow'>): Remember => {
  let count = 0;
  return async (body) => {
    const team = body.authorizations?.[0]?.team_id ?? body.team_id ?? '';
    const about = await aboutOf(parts, team, body);
    if (about === undefined) return;
    const at = parts.realNow();
    const forget = count++ % forgetEvery === 0;
    await parts.store.write((tx) => {
      if (forget) tx.run('delete from slack_inbox where at < $1', at - keepMs);
      const fresh = tx.run(
        'insert into slack_inbox (id, at) values ($1, $2) on conflict (id) do nothing',
        body.event_id,
        at,
      );
      if (fresh === 0) return;
      tx.effect({ lane: lanes.inbox(team, about), kind: 'event', payload: body as unknown as JsonObject });
    });
  };
};

/** What the event is ordered by; undefined: it is not for us. */
const aboutOf = async (
  parts: Pick<Parts, 'store'>,
  team: string,
  { event }: EventBody,
): Promise<string | undefined> => {
  const channel = typeof event.channel === 'string' ? event.channel : undefined;
  if (event.type !== 'message') {
    if (!kept.has(event.type ?? '')) return undefined;
    return channel ?? (typeof event.user === 'string' ? event.user : 'workspace');
  }
  const writing = writingOf(event);
  if (!writing || !channel) return undefined;
  const root = writing.kind === 'delete' ? writing.thread : writing.message.thread_ts;
  const ours = await parts.store.query(
    // A root that is being posted has no timestamp yet: whatever is written in its channel may be an answer to it.
    'select 1 as one from slack_threads where team = $1 and channel = $2 and (root_ts = $3 or root_ts is null) limit 1',
    team,
    channel,
    root,
  );
  return ours.length > 0 ? `${channel}:${root}` : undefined;
};
