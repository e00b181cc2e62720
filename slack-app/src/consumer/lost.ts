import type { Parts } from '../parts.ts';
import { showContent } from '../projection/content.ts';
import { notSent } from '../projection/notices.ts';
import { currentThread, linkTo, threadOfMessage } from '../threads.ts';
import { failureWords, type MarkPayload, needsTemplate, outbound, writtenTs } from './marks.ts';
import { wantPost } from './post.ts';
import { repliesSettled } from './show.ts';

const lostStates: readonly string[] = ['failed', 'refused', 'uncertain'];

/**
 * A message that did not arrive, or perhaps did not, says why in the thread, to whoever wrote it. Bad news has a lane
 * of its own: marks wait for their pace.
 */
export const lost = async (parts: Parts, payload: MarkPayload): Promise<void> => {
  const message = await outbound(parts, payload);
  const failure = message?.error;
  if (!failure || !lostStates.includes(message.state)) return;
  const [link] = await parts.store.query(
    `select team, channel, ts from slack_links where message = $1 and kind in ('out', 'shown') order by part limit 1`,
    payload.message,
  );
  // It may be a reply from here that is being written down this moment.
  if (!link) await repliesSettled(parts, payload.conversation);
  const at = link && {
    team: link.team as string,
    channel: link.channel as string,
    ts: writtenTs(link.ts as string),
  };
  const [written] = at
    ? await parts.store.query(
        'select user_id from slack_replies where team = $1 and channel = $2 and ts = $3',
        at.team,
        at.channel,
        at.ts,
      )
    : [];
  // Where it was written, which need not be where the conversation is now.
  const where = at && (await threadOfMessage(parts.store, payload.conversation, at));
  const thread = where ?? (await currentThread(parts.store, payload.conversation));
  const channel = thread && (await parts.channels.byId(thread.team, thread.channel));
  const words = parts.words(channel);
  const post = notSent(
    {
      ...failureWords(failure, parts.language(channel)),
      certain: message.state !== 'uncertain',
      conversation: payload.conversation,
      message: {
        text: showContent(message.content, words).line,
        ...(where && at ? { link: await linkTo(parts, where, at.ts) } : {}),
      },
      ...(written?.user_id ? { author: written.user_id as string } : {}),
      ...(needsTemplate(failure.code) ? { offer: ['template'] as const } : {}),
    },
    words,
  );
  await wantPost(parts, {
    conversation: payload.conversation,
    key: `f:${payload.message}:${message.state}`,
    post,
    at: payload.at,
    ...(where ? { where: { team: where.team, channel: where.channel, root: where.root } } : {}),
  });
};
