import type { Effect } from '@centralita/core/consumer';
import { tier3 } from '../client/gate.ts';
import { changeOnce } from '../client/post.ts';
import { Refused } from '../client/stop.ts';
import type { Parts } from '../parts.ts';
import { lanes } from './lanes.ts';

/** A message people see, and the one a reply of several parts was written as. */
export interface MarkPlace {
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
}

/** Marks have a pace of their own and keep nothing waiting: neither the next reply nor why one did not go. */
export const markEffect = (conversation: string, at: MarkPlace, name: string): Effect => ({
  lane: lanes.mark(conversation),
  kind: 'add-mark',
  key: `${at.channel}:${at.ts}:${name}`,
  payload: { team: at.team, channel: at.channel, ts: at.ts, name },
});

/** Adding what is there is no fault, and neither is a message that was deleted meanwhile. */
export const addMark = async (
  parts: Parts,
  { team, channel, ts, name }: MarkPlace & { readonly name: string },
): Promise<void> => {
  const token = await parts.installations.token(team);
  try {
    await changeOnce(parts, { name: `react:${team}`, who: `${channel}:${ts}:${name}`, pace: tier3 }, () =>
      parts.clients.write(token).reactions.add({ channel, timestamp: ts, name }),
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.about === 'token') await parts.installations.doubt(team, error.reason);
    if (!['already_reacted', 'message_not_found', 'too_many_reactions'].includes(error.reason)) {
      parts.log.warn('a mark could not be set', { reason: error.reason });
    }
  }
};
