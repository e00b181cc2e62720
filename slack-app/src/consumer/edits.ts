import type { ConversationId, MessageId } from '@centralita/core/model';
import { halfOfTier3 } from '../client/gate.ts';
import { changeOnce, type Performance } from '../client/post.ts';
import { Refused } from '../client/stop.ts';
import { escapeMrkdwn } from '../format/from-whatsapp.ts';
import type { Parts } from '../parts.ts';
import { showContent } from '../projection/content.ts';
import { showMessage } from '../projection/message.ts';
import { remark } from '../projection/notices.ts';
import { type Post, plainPost, section } from '../projection/parts.ts';
import { addLink, currentThread, inThread, threadOfMessage, writeInThread } from '../threads.ts';
import type { Words } from '../words/index.ts';
import { quoteOf, type ShowPayload, show } from './show.ts';

export interface Linked {
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  readonly part: number;
  /** The message it answers. */
  readonly quotes?: string;
}

/** Where a message is shown. */
const linksOf = async (parts: Parts, message: string): Promise<Linked[]> =>
  (
    await parts.store.query(
      `select team, channel, ts, part, quotes from slack_links where message = $1 and kind in ('in', 'shown') order by part`,
      message,
    )
  ).map((row) => ({
    team: row.team as string,
    channel: row.channel as string,
    ts: row.ts as string,
    part: row.part as number,
    ...(row.quotes ? { quotes: row.quotes as string } : {}),
  }));

/** The words of the channel it stands in; what stands nowhere yet has those of the app. */
export const wordsAt = async (parts: Parts, at: Pick<Linked, 'team' | 'channel'> | undefined) =>
  parts.words(at && (await parts.channels.byId(at.team, at.channel)));

/** `chat.update`, with one half of its rate for cards, so that many of those do not hold up an edit; a post that is gone or too old to change is left as it is. Throws `Stop` to come again. */
export const updatePost = async (
  parts: Parts,
  at: Pick<Linked, 'team' | 'channel' | 'ts'>,
  post: Post,
  place: 'update' | 'card' = 'update',
): Promise<boolean> => {
  const token = await parts.installations.token(at.team);
  const update = (each: Post) =>
    changeOnce(parts, { name: `${place}:${at.team}`, who: `${at.channel}:${at.ts}`, pace: halfOfTier3 }, () =>
      parts.clients.write(token).chat.update({
        channel: at.channel,
        ts: at.ts,
        text: each.text.slice(0, 3900),
        blocks: [...each.blocks],
      }),
    );
  try {
    await update(post);
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.about === 'content' && post.blocks.length > 0) {
      await update(plainPost(post));
      return true;
    }
    if (error.about === 'token') await parts.installations.doubt(at.team, error.reason);
    parts.log.warn('a post could not be changed', { reason: error.reason });
    return false;
  }
};

const quotedIn = async (parts: Parts, conversation: ConversationId, link: Linked, words: Words) => {
  const thread = link.quotes && (await threadOfMessage(parts.store, conversation, link));
  return thread ? { quoted: await quoteOf(parts, link.quotes as MessageId, thread, words) } : {};
};

/** The customer changed a message: its post shows the new text and says so, and the thread that it happened. */
export const edited = async (
  parts: Parts,
  payload: ShowPayload & { readonly original: string; readonly event: string },
  performance: Performance,
): Promise<void> => {
  const links = await linksOf(parts, payload.original);
  if (links.length === 0) return show(parts, payload, performance);
  for (const [index, link] of links.entries()) {
    const words = await wordsAt(parts, link);
    const { posts } = showMessage(
      {
        content: payload.content,
        author: payload.author || words.customer,
        named: !parts.installations.mayName(link.team),
        ...(await quotedIn(parts, payload.conversation, link, words)),
        ...(payload.inGroup ? { inGroup: true } : {}),
        edited: true,
      },
      words,
    );
    const post = posts[index] ?? { text: words.edited, blocks: [section(`_${words.edited}_`)] };
    await updatePost(parts, link, post);
  }
  const words = await wordsAt(parts, await currentThread(parts.store, payload.conversation));
  const author = payload.author || words.customer;
  const line = showContent(payload.content, words).line;
  await say(
    parts,
    payload,
    `:pencil2: *${escapeMrkdwn(author)}* (${words.edited}): ${escapeMrkdwn(line)}`,
    performance,
    { echoes: payload.original },
  );
};

export const reaction = async (
  parts: Parts,
  payload: Spoken & { readonly author: string; readonly emoji: string; readonly target?: string },
  performance: Performance,
): Promise<void> => {
  const words = await wordsAt(parts, await currentThread(parts.store, payload.conversation));
  const target = payload.target as Parameters<typeof parts.hub.message>[0] | undefined;
  const message = target && (await parts.hub.message(target).catch(() => undefined));
  const text =
    message && !message.deletedAt ? showContent(message.content, words).line : words.earlierMessage;
  const what = payload.emoji === '' ? words.unreacted(text) : words.reacted(payload.emoji, text);
  await say(
    parts,
    payload,
    `*${escapeMrkdwn(payload.author || words.customer)}* ${escapeMrkdwn(what)}`,
    performance,
    target ? { echoes: target } : {},
  );
};

export interface Spoken {
  readonly conversation: ConversationId;
  readonly event: string;
  readonly at: number;
}

/** A small line in the thread; `text` is mrkdwn. */
export const say = async (
  parts: Parts,
  { conversation, event, at }: Spoken,
  text: string,
  performance: Performance,
  { echoes, ...options }: { readonly broadcast?: boolean; readonly echoes?: string } = {},
): Promise<void> => {
  await writeInThread(
    parts,
    { conversation, at, recent: true },
    async (thread) => {
      const ts = await inThread(
        parts,
        thread,
        { key: `r:${event}:${thread.episode}`, post: remark(text), since: at, ...options },
        performance,
      );
      addLink(performance.store, thread, {
        ts,
        ...(echoes ? { kind: 'echo', message: echoes } : { kind: 'notice' }),
      });
    },
    performance,
  );
};
