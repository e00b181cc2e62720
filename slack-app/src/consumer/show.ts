import { HubError } from '@centralita/core/hub-client';
import type { Content, ConversationId, MessageContext, MessageId, Referral } from '@centralita/core/model';
import type { Performance } from '../client/post.ts';
import { later } from '../client/stop.ts';
import type { Parts } from '../parts.ts';
import { showContent } from '../projection/content.ts';
import { showMessage } from '../projection/message.ts';
import { addLink, inThread, linkTo, type Thread, touch, writeInThread } from '../threads.ts';
import type { Words } from '../words/index.ts';
import { lanes } from './lanes.ts';

export interface ShowPayload {
  readonly conversation: ConversationId;
  readonly contact?: string;
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly message: string;
  readonly author: string;
  readonly origin: string;
  readonly content: Content;
  readonly context?: MessageContext;
  readonly referral?: Referral;
  readonly quoted?: string;
  readonly inGroup?: boolean;
}

/** A message of ours may be a reply from here whose sending is being written down this moment. */
const pendingMs = 250;

/** A message as a post of its thread; what was written in the thread itself is there already. */
export const show = async (parts: Parts, payload: ShowPayload, performance: Performance): Promise<void> => {
  if (payload.direction === 'out' && (await writtenHere(parts, payload))) return;
  await writeInThread(
    parts,
    { conversation: payload.conversation, at: payload.at, recent: false },
    (thread) => post(parts, payload, thread, performance),
    performance,
  );
};

const writtenHere = async (parts: Parts, { conversation, message }: ShowPayload): Promise<boolean> => {
  const links = await parts.store.query('select ts from slack_links where message = $1 limit 1', message);
  if (links.length > 0) return true;
  await repliesSettled(parts, conversation);
  return false;
};

export const repliesSettled = async (parts: Parts, conversation: string): Promise<void> => {
  const sending = await parts.store.query(
    `select ts from slack_replies where conversation = $1 and state = 'sending' and at > $2 limit 1`,
    conversation,
    parts.realNow() - 120_000,
  );
  if (sending.length > 0) throw later('a reply of this thread is being sent', pendingMs);
};

const post = async (
  parts: Parts,
  payload: ShowPayload,
  thread: Thread,
  performance: Performance,
): Promise<void> => {
  const channel = await parts.channels.byId(thread.team, thread.channel);
  const words = parts.words(channel);
  const inbound = payload.direction === 'in';
  const origins: Readonly<Record<string, string>> = words.sentElsewhere;
  const author = inbound ? payload.author || words.customer : (origins[payload.origin] ?? origins.hub ?? '');
  const named = inbound && parts.installations.mayName(thread.team);
  const quoted = payload.quoted
    ? await quoteOf(parts, payload.quoted as MessageId, thread, words)
    : undefined;
  const { posts, shown } = showMessage(
    {
      content: payload.content,
      author,
      named: !named,
      ...(payload.context ? { context: payload.context } : {}),
      ...(payload.referral ? { referral: payload.referral } : {}),
      ...(quoted ? { quoted } : {}),
      ...(payload.inGroup ? { inGroup: true } : {}),
    },
    words,
  );
  for (const [part, each] of posts.entries()) {
    const ts = await inThread(
      parts,
      thread,
      {
        key: `m:${payload.message}:${thread.episode}:${part}`,
        post: shown.file && part === 0 ? withFileLine(each, words.fileWaits(shown.file.label)) : each,
        since: payload.at,
        ...(named ? { author } : {}),
      },
      performance,
    );
    addLink(performance.store, thread, {
      ts,
      kind: inbound ? 'in' : 'shown',
      message: payload.message,
      part,
      ...(part === 0 && quoted?.message ? { quotes: quoted.message } : {}),
    });
    if (part === 0 && shown.file) await wantFile(parts, payload, thread, ts);
  }
  touch(performance.store, thread, parts.realNow());
};

const withFileLine = <P extends { readonly blocks: readonly object[] }>(post: P, line: string): P =>
  ({
    ...post,
    blocks: [
      ...post.blocks,
      { type: 'context', elements: [{ type: 'mrkdwn', text: `:paperclip: ${line}` }] },
    ],
  }) as P;

/** The file follows in a lane of its own: a slow one keeps no text waiting. */
const wantFile = (parts: Parts, payload: ShowPayload, thread: Thread, ts: string): Promise<void> =>
  parts.store.write((tx) =>
    tx.effect(
      {
        lane: lanes.file(payload.conversation),
        kind: 'file',
        key: `${payload.message}:${thread.episode}`,
        payload: {
          conversation: payload.conversation,
          message: payload.message,
          team: thread.team,
          channel: thread.channel,
          root: thread.root,
          episode: thread.episode,
          ts,
          at: payload.at,
        },
      },
      payload.contact as Parameters<typeof tx.effect>[1],
    ),
  );

interface Quoted {
  readonly message?: MessageId;
  readonly text?: string;
  readonly link?: string;
  readonly deleted?: boolean;
}

/** What a message answers: its text from the hub, its place from the links. */
export const quoteOf = async (parts: Parts, id: MessageId, thread: Thread, words: Words): Promise<Quoted> => {
  const message = await parts.hub.message(id).catch((error: unknown) => {
    if (error instanceof HubError && error.problem.status === 404) return undefined;
    throw error;
  });
  if (message?.deletedAt) return { deleted: true };
  // The customer names it by the provider's id; what was sent from here is linked under the hub's own.
  const [link] = await parts.store.query(
    `select ts from slack_links where message in ($1, $2) and team = $3 and channel = $4 and kind <> 'echo' order by part limit 1`,
    message?.id ?? id,
    id,
    thread.team,
    thread.channel,
  );
  return {
    ...(message ? { message: message.id, text: showContent(message.content, words).line } : {}),
    ...(link ? { link: await linkTo(parts, thread, link.ts as string) } : {}),
  };
};
