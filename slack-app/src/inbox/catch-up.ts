import type { ConversationId } from '@centralita/core/model';
import { attempt } from '../client/outcome.ts';
import type { Performance } from '../client/post.ts';
import { later } from '../client/stop.ts';
import type { Parts } from '../parts.ts';
import type { SlackMessage } from './events.ts';
import { take } from './take.ts';

interface CatchUp {
  readonly conversation: ConversationId;
  readonly team: string;
  readonly channel: string;
  readonly root: string;
  /** What was written before this is not asked for. */
  readonly since: string;
}

/** Threads in which nobody wrote for longer are not read again. */
const activeMs = 24 * 3_600_000;
const mostThreads = 500;

/**
 * After a time without a connection: every thread of the last day is asked for all that was written in it since
 * yesterday. What was taken before is known by its place, so that a newer message hides no older one that was missed,
 * and what was deleted meanwhile is seen to be gone.
 */
export const wantCatchUp = (parts: Pick<Parts, 'store' | 'realNow'>): Promise<void> =>
  parts.store.write((tx) => {
    const since = parts.realNow() - activeMs;
    const rows = tx.query(
      `select conversation, team, channel, root_ts from slack_threads where root_ts is not null and last_at > $1
       order by last_at desc limit $2`,
      since,
      mostThreads,
    );
    for (const row of rows) {
      tx.effect({
        lane: `catch-up:${row.team}`,
        kind: 'catch-up',
        key: `${row.channel}:${row.root_ts}`,
        payload: {
          conversation: row.conversation as string,
          team: row.team as string,
          channel: row.channel as string,
          root: row.root_ts as string,
          since: (since / 1000).toFixed(6),
        },
      });
    }
  });

/** What people wrote in one thread since: taken as if it had just been delivered, and only once. */
export const caughtUp = async (
  parts: Parts,
  { team, channel, root, since }: CatchUp,
  _performance: Performance,
): Promise<void> => {
  const wait = parts.gate.enter(`history:${team}`, `${channel}:${root}`, { everyMs: 1200, burst: 20 });
  if (wait > 0) throw later('looking up has its pace', wait);
  const client = parts.clients.read(await parts.installations.token(team));
  const missing = new Set(await takenSince(parts, { team, channel, root, since }));
  let cursor: string | undefined;
  do {
    const from = cursor;
    const outcome = await attempt(() =>
      client.conversations.replies({
        channel,
        ts: root,
        oldest: since,
        limit: 200,
        ...(from ? { cursor: from } : {}),
      }),
    );
    if (outcome.kind === 'wait') {
      parts.gate.close(`history:${team}`, outcome.ms);
      throw later('Slack asked to wait', outcome.ms);
    }
    if (outcome.kind === 'refused') {
      parts.log.warn('a thread could not be read again', { reason: outcome.reason });
      return;
    }
    if (outcome.kind !== 'done') throw later('Slack is not there', parts.outage.failed(), true);
    for (const message of (outcome.value.messages ?? []) as readonly SlackMessage[]) {
      if (message.ts === root) continue;
      missing.delete(message.ts ?? '');
      await take(parts, team, { ...message, channel });
      // Changed meanwhile, and perhaps after it had been sent.
      if (message.edited) await take(parts, team, { subtype: 'message_changed', channel, message });
    }
    cursor = outcome.value.response_metadata?.next_cursor || undefined;
  } while (cursor);
  // Read to its end: what was taken from here before and is not there any more was deleted.
  for (const ts of missing) {
    const event = {
      subtype: 'message_deleted',
      channel,
      deleted_ts: ts,
      previous_message: { thread_ts: root },
    };
    await take(parts, team, event);
  }
};

const takenSince = async (
  parts: Parts,
  { team, channel, root, since }: Omit<CatchUp, 'conversation'>,
): Promise<string[]> =>
  (
    await parts.store.query(
      'select ts from slack_replies where team = $1 and channel = $2 and root_ts = $3 and ts > $4 and deleted_at is null',
      team,
      channel,
      root,
      since,
    )
  ).map((row) => row.ts as string);
