import type { ConversationId, JsonObject } from '@centralita/core/model';
import type { Performance } from '../client/post.ts';
import { lanes } from '../consumer/lanes.ts';
import { markEffect } from '../consumer/mark.ts';
import { type PostPayload, posted } from '../consumer/post.ts';
import type { Parts } from '../parts.ts';
import { notSent, remark } from '../projection/notices.ts';
import { linkTo } from '../threads.ts';
import type { Written } from './take.ts';

export type Offer = 'template' | 'sendAnyway' | 'keepAsNote' | 'takeOver';

export interface Why {
  readonly reason: string;
  readonly nextStep: string;
  readonly offer: readonly Offer[];
  readonly certain?: boolean;
}

/**
 * What was written and not sent says so where it was written, for as long as the thread lasts: a mark on it and a
 * line that says why. Committed together with the fact, so that no crash leaves one without the other.
 */
export const tellNotSent = async (parts: Parts, written: Written, why: Why): Promise<void> => {
  const certain = why.certain ?? true;
  const words = parts.words(await parts.channels.byId(written.team, written.channel));
  const post = notSent(
    {
      ...why,
      author: written.user,
      certain,
      conversation: written.conversation,
      reply: `${written.channel}:${written.ts}`,
      message: { text: written.text, link: await linkTo(parts, written, written.ts) },
    },
    words,
  );
  const wanted: PostPayload = {
    conversation: written.conversation as ConversationId,
    key: `ns:${written.team}:${written.channel}:${written.ts}${written.again ? ':again' : ''}`,
    post,
    at: written.at,
    where: { team: written.team, channel: written.channel, root: written.root },
  };
  await refused(parts, written, certain ? 'no_entry_sign' : 'grey_question', wanted);
};

const refused = (parts: Parts, written: Written, mark: string, line?: PostPayload): Promise<void> =>
  parts.store.write((tx) => {
    const still = tx.run(
      `update slack_replies set state = 'refused' where team = $1 and channel = $2 and ts = $3 and state in ('waiting', 'sending', 'refused')`,
      written.team,
      written.channel,
      written.ts,
    );
    // Taken back meanwhile: there is nothing left to explain.
    if (still === 0) return;
    if (line) {
      tx.effect({
        lane: lanes.thread(line.conversation),
        kind: 'post',
        key: line.key,
        payload: line as unknown as JsonObject,
      });
    }
    tx.effect(markEffect(written.conversation, written, mark));
  });

/** The policy of the channel, or the look of a message, keeps it inside: a mark, why, and the way out. */
export const unsent = async (parts: Parts, written: Written): Promise<void> => {
  const words = parts.words(await parts.channels.byId(written.team, written.channel));
  const reason = written.reason ?? 'looks_internal';
  // Where writing to each other is the rule, a line under every message would drown the thread.
  if (reason !== 'looks_internal' && (await knows(parts, written))) {
    await refused(parts, written, 'no_entry_sign');
    return;
  }
  await tellNotSent(parts, written, {
    reason: words.reasons[reason],
    nextStep: words.steps[reason],
    offer: reason === 'notes_only' ? ['keepAsNote'] : ['sendAnyway', 'keepAsNote'],
  });
};

/** Whoever was told the last time they wrote here; not whoever last reached the customer and may believe to do so again. */
const knows = async (parts: Parts, written: Written): Promise<boolean> => {
  const [before] = await parts.store.query(
    `select kind from slack_replies where conversation = $1 and team = $2 and channel = $3 and user_id = $4 and ts < $5
     order by ts desc limit 1`,
    written.conversation,
    written.team,
    written.channel,
    written.user,
    written.ts,
  );
  return before?.kind === 'unsent';
};

/** An edit or a deletion that came after the customer had it, or in time: said where it was made, wherever the conversation is by now. */
export const kept = async (
  parts: Parts,
  payload: {
    readonly conversation: ConversationId;
    readonly event: string;
    readonly at: number;
    readonly what: string;
    readonly where?: NonNullable<PostPayload['where']>;
  },
  performance: Performance,
): Promise<void> => {
  const { conversation, event, at, what, where } = payload;
  const words = parts.words(where && (await parts.channels.byId(where.team, where.channel)));
  const text =
    what === 'editedAfter' ? words.editedAfter : what === 'cancelled' ? words.cancelled : words.deletedAfter;
  await posted(
    parts,
    {
      conversation,
      key: `r:${what}:${event}`,
      post: remark(`:information_source: ${text}`),
      at,
      ...(where ? { where } : {}),
    },
    performance,
  );
};
