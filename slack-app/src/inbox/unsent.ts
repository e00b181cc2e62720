import type { ConversationId } from '@centralita/core/model';
import type { Performance } from '../client/post.ts';
import { say } from '../consumer/edits.ts';
import { addMark } from '../consumer/marks.ts';
import { wantPost } from '../consumer/post.ts';
import type { Parts } from '../parts.ts';
import { notSent } from '../projection/notices.ts';
import type { Written } from './take.ts';

export type Offer = 'template' | 'sendAnyway' | 'keepAsNote' | 'takeOver';

/** What was written and not sent says so where it was written, for as long as the thread lasts. */
export const tellNotSent = async (
  parts: Parts,
  written: Written,
  why: {
    readonly reason: string;
    readonly nextStep: string;
    readonly offer: readonly Offer[];
    readonly certain?: boolean;
  },
): Promise<void> => {
  const words = parts.words(await parts.channels.byId(written.team, written.channel));
  const post = notSent(
    {
      ...why,
      author: written.user,
      certain: why.certain ?? true,
      conversation: written.conversation,
      reply: `${written.channel}:${written.ts}`,
    },
    words,
  );
  await wantPost(parts, {
    conversation: written.conversation as ConversationId,
    key: `ns:${written.team}:${written.channel}:${written.ts}${written.again ? ':again' : ''}`,
    post,
    at: written.at,
    where: { team: written.team, channel: written.channel, root: written.root },
  });
  await addMark(parts, written, why.certain === false ? 'grey_question' : 'no_entry_sign');
};

/** The policy of the channel, or the look of a message, keeps it inside: a mark, and the way out. */
export const unsent = async (parts: Parts, written: Written): Promise<void> => {
  const channel = await parts.channels.byId(written.team, written.channel);
  const words = parts.words(channel);
  const reason = written.reason ?? 'looks_internal';
  await parts.store.write((tx) =>
    tx.run(
      `update slack_replies set state = 'refused' where team = $1 and channel = $2 and ts = $3 and state = 'waiting'`,
      written.team,
      written.channel,
      written.ts,
    ),
  );
  // Where writing to each other is the rule, a line under every message would drown the thread: the mark is enough.
  if (reason === 'notes_only' || reason === 'needs_prefix') {
    await addMark(parts, written, 'no_entry_sign');
    return;
  }
  await tellNotSent(parts, written, {
    reason: words.reasons[reason],
    nextStep: words.steps[reason],
    offer: ['sendAnyway', 'keepAsNote'],
  });
};

/** An edit or a deletion that came after the customer had it. */
export const kept = async (
  parts: Parts,
  payload: {
    readonly conversation: ConversationId;
    readonly event: string;
    readonly at: number;
    readonly what: string;
  },
  performance: Performance,
): Promise<void> => {
  const words = parts.words();
  const text =
    payload.what === 'editedAfter'
      ? words.editedAfter
      : payload.what === 'cancelled'
        ? words.cancelled
        : words.deletedAfter;
  await say(
    parts,
    { ...payload, event: `${payload.what}:${payload.event}` },
    `:information_source: ${text}`,
    performance,
  );
};
