import { type Performance, postOnce } from '../client/post.ts';
import { later, Refused } from '../client/stop.ts';
import type { Parts } from '../parts.ts';
import { section } from '../projection/parts.ts';

export interface Alert {
  readonly key: string;
  /** mrkdwn. */
  readonly text: string;
  readonly at: number;
}

/** Something a person has to look at, in the channel that is meant for such things. Health and the event log have it too. */
export const alerted = async (
  parts: Parts,
  { key, text, at }: Alert,
  performance: Performance,
): Promise<void> => {
  const { alertsChannel } = parts.settings;
  const channel = alertsChannel ? await parts.channels.resolve(alertsChannel) : undefined;
  if (!channel || channel.paused) return;
  try {
    await postOnce(
      parts,
      { key, team: channel.team, channel: channel.id, post: { text, blocks: [section(text)] }, since: at },
      performance,
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.about === 'token') throw later(error.message, 60_000);
  }
};
