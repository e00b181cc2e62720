import type { Parts } from '../parts.ts';
import { attempt } from './outcome.ts';
import type { PostRequest } from './post.ts';
import { later, Refused } from './stop.ts';

const pages = 10;

interface Found {
  readonly ts?: string;
  readonly metadata?: { readonly event_payload?: { readonly k?: unknown } };
}

/** The timestamp of a post by the key in its metadata, where it got there after all. Throws `Stop` when nobody can tell. */
export const find = async (
  parts: Parts,
  { key, team, channel, thread, since }: Pick<PostRequest, 'key' | 'team' | 'channel' | 'thread' | 'since'>,
): Promise<string | undefined> => {
  const away = parts.outage.wait();
  if (away > 0) throw later('Slack does not answer', away, true);
  const wait = parts.gate.enter(`history:${team}`, key, { everyMs: 1200, burst: 20 });
  if (wait > 0) throw later('looking up has its pace', wait);
  const client = parts.clients.read(await parts.installations.token(team));
  // Clocks differ a little; Slack’s is the one that counts in `ts`.
  const shared = {
    channel,
    oldest: String(Math.max(0, since / 1000 - 30)),
    inclusive: true,
    include_all_metadata: true,
    limit: 200,
  };
  let cursor: string | undefined;
  for (let page = 0; page < pages; page++) {
    const outcome = await attempt(() => {
      const query = { ...shared, ...(cursor ? { cursor } : {}) };
      return thread
        ? client.conversations.replies({ ...query, ts: thread })
        : client.conversations.history(query);
    });
    if (outcome.kind === 'refused') {
      // What is not there, or not ours to see any more, shows nothing either: the call itself will say so.
      if (outcome.about === 'route' || outcome.reason === 'thread_not_found') return undefined;
      throw new Refused(outcome.reason, outcome.about);
    }
    if (outcome.kind === 'wait') {
      parts.gate.close(`history:${team}`, outcome.ms);
      throw later('Slack asked to wait', outcome.ms);
    }
    if (outcome.kind !== 'done')
      throw later(`Slack did not answer: ${outcome.reason}`, parts.outage.failed(), true);
    parts.outage.answered();
    const messages = (outcome.value.messages ?? []) as readonly Found[];
    const found = messages.find((message) => message.metadata?.event_payload?.k === key);
    if (found?.ts) return found.ts;
    cursor = outcome.value.response_metadata?.next_cursor || undefined;
    if (!cursor) return undefined;
  }
  throw later('too much was written meanwhile to look it all up; again later', 60_000);
};
