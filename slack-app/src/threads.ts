import type { ConsumerStore, ExtensionStore, SqlRow } from '@centralita/core/consumer';
import type { ConversationView } from '@centralita/core/hub-client';
import type { ConversationId, Message } from '@centralita/core/model';
import { type Channel, meantForIn, type Place } from './channels.ts';
import { type Performance, postOnce } from './client/post.ts';
import { later, Refused, Stop } from './client/stop.ts';
import { cardOf } from './consumer/card.ts';
import type { Parts } from './parts.ts';
import { placedView } from './placed.ts';
import { nameOf } from './projection/card.ts';
import type { Post } from './projection/parts.ts';
import { recentPost } from './projection/recent.ts';

/** One episode of a conversation: a thread in a channel. */
export interface Thread {
  readonly conversation: ConversationId;
  readonly episode: number;
  readonly contact?: string;
  readonly team: string;
  readonly channel: string;
  readonly root: string;
}

const threadOfRow = (row: SqlRow): Thread => ({
  conversation: row.conversation as ConversationId,
  episode: row.episode as number,
  team: row.team as string,
  channel: row.channel as string,
  root: row.root_ts as string,
  ...(row.contact ? { contact: row.contact as string } : {}),
});

type Reader = Pick<ExtensionStore | ConsumerStore, 'query'>;

/** Where the conversation is shown now. */
export const currentThread = async (store: Reader, conversation: string): Promise<Thread | undefined> => {
  const [row] = await store.query(
    'select * from slack_threads where conversation = $1 and root_ts is not null order by episode desc limit 1',
    conversation,
  );
  return row && threadOfRow(row);
};

/** Timestamps are unique in a channel only, channels in a workspace only. */
export const threadAt = async (
  store: Reader,
  team: string,
  channel: string,
  root: string,
): Promise<Thread | undefined> => {
  const [row] = await store.query(
    'select * from slack_threads where team = $1 and channel = $2 and root_ts = $3',
    team,
    channel,
    root,
  );
  return row && threadOfRow(row);
};

/** The thread a message of the conversation stands in: the newest of that channel which began before it. */
export const threadOfMessage = async (
  store: Reader,
  conversation: string,
  at: { readonly team: string; readonly channel: string; readonly ts: string },
): Promise<Thread | undefined> => {
  const [row] = await store.query(
    `select * from slack_threads where conversation = $1 and team = $2 and channel = $3 and root_ts < $4
     order by episode desc limit 1`,
    conversation,
    at.team,
    at.channel,
    at.ts,
  );
  return row && threadOfRow(row);
};

export const threadsOfContact = async (store: Reader, contact: string): Promise<Thread[]> =>
  (await store.query('select * from slack_threads where contact = $1 and root_ts is not null', contact)).map(
    threadOfRow,
  );

/** The address of a message, as a browser and the apps open it. */
export const linkTo = async (
  parts: Parts,
  thread: Pick<Thread, 'team' | 'channel' | 'root'>,
  ts = thread.root,
): Promise<string> => {
  const url = (await parts.installations.find(thread.team))?.url ?? 'https://app.slack.com/';
  const reply = ts === thread.root ? '' : `?thread_ts=${thread.root}&cid=${thread.channel}`;
  return `${url}archives/${thread.channel}/p${ts.replace('.', '')}${reply}`;
};

export interface OpenRequest {
  readonly conversation: ConversationId;
  /** When it was first wanted, real milliseconds. */
  readonly at: number;
  /** Where it was before. */
  readonly from?: Thread;
  /** What the next team should know. */
  readonly note?: string;
  /** Shows what was said last: for a conversation that did not begin here. */
  readonly recent: boolean;
}

/**
 * The conversation's thread; opened where it has none. Never a second root: the lane does one thing at a time, and
 * one that may be there already is looked up.
 */
export const ensureThread = async (
  parts: Parts,
  request: OpenRequest,
  performance: Performance,
): Promise<Thread> => {
  const thread = await currentThread(parts.store, request.conversation);
  if (thread) return thread;
  const unshown = await parts.store.query(
    'select since from slack_unshown where conversation = $1',
    request.conversation,
  );
  return openThread(parts, { ...request, recent: request.recent || unshown.length > 0 }, performance);
};

/** Opens a thread where the conversation belongs now. */
export const openThread = async (
  parts: Parts,
  request: OpenRequest,
  performance: Performance,
  known?: { readonly view: ConversationView; readonly place: Place },
): Promise<Thread> => {
  const view = known?.view ?? (await placedView(parts, request, performance.signal));
  const place = known?.place ?? (await parts.channels.placeOf(view));
  if (!place) throw await unshown(parts, request.conversation);
  const episode = (request.from?.episode ?? 0) + 1;
  const root = await postRoot(parts, view, place, episode, request.at, performance);
  const thread: Thread = {
    conversation: request.conversation,
    episode,
    contact: view.contactId,
    team: root.channel.team,
    channel: root.channel.id,
    root: root.ts,
  };
  performance.store.run(
    `insert into slack_threads (conversation, episode, contact, team, channel, root_ts, meant_for, opened_at, last_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
     on conflict (conversation, episode) do update set team = excluded.team, channel = excluded.channel, root_ts = excluded.root_ts`,
    thread.conversation,
    thread.episode,
    view.contactId,
    thread.team,
    thread.channel,
    thread.root,
    root.meantFor ? JSON.stringify(root.meantFor) : null,
    parts.realNow(),
  );
  addLink(performance.store, thread, { ts: thread.root, kind: 'card' });
  performance.store.run('delete from slack_unshown where conversation = $1', thread.conversation);
  if (request.recent || request.from) await introduce(parts, thread, view, request, performance);
  return thread;
};

/**
 * The root, in the channel it belongs to or, where Slack refuses that one, in the default channel. Where it is being
 * posted is on disk before it is: an attempt that broke off is looked for there, wherever the route leads by then.
 */
const postRoot = async (
  parts: Parts,
  view: ConversationView,
  place: Place,
  episode: number,
  at: number,
  performance: Performance,
): Promise<{ readonly ts: string; readonly channel: Channel; readonly meantFor?: Place['meantFor'] }> => {
  const [begun] = await parts.store.query(
    'select team, channel from slack_threads where conversation = $1 and episode = $2 and root_ts is null',
    view.id,
    episode,
  );
  const channel = begun
    ? await parts.channels.byId(begun.team as string, begun.channel as string)
    : place.channel;
  const meantFor = meantForIn(channel, place);
  if (!begun) {
    await parts.store.write((tx) =>
      tx.run(
        `insert into slack_threads (conversation, episode, contact, team, channel, opened_at, last_at) values ($1, $2, $3, $4, $5, $6, $6)`,
        view.id,
        episode,
        view.contactId,
        channel.team,
        channel.id,
        parts.realNow(),
      ),
    );
  }
  try {
    const post = await cardOf(parts, view, { channel, announces: true, ...(meantFor ? { meantFor } : {}) });
    const ts = await postOnce(
      parts,
      { key: `root:${view.id}:${episode}`, team: channel.team, channel: channel.id, post, since: at },
      performance,
    );
    return { ts, channel, ...(meantFor ? { meantFor } : {}) };
  } catch (error) {
    if (!(error instanceof Refused) || error.about === 'token') throw asStop(error);
    // A certain no: there is no root there.
    await parts.store.write((tx) =>
      tx.run(
        'delete from slack_threads where conversation = $1 and episode = $2 and root_ts is null',
        view.id,
        episode,
      ),
    );
    await parts.channels.pause(channel, error.reason);
    const next = await parts.channels.placeOf(view);
    if (!next || next.channel.id === channel.id)
      throw later(`no channel can be used: ${error.reason}`, 30_000);
    return postRoot(parts, view, next, episode, at, performance);
  }
};

export const asStop = (error: unknown): unknown =>
  error instanceof Refused && error.about === 'token' ? later(error.message, 60_000, true) : error;

/** Nobody sees this conversation: that is said, once, and made good as soon as it has a channel. */
const unshown = async (parts: Parts, conversation: string): Promise<Stop> => {
  const added = await parts.store.write((tx) =>
    tx.run(
      `insert into slack_unshown (conversation, since, reason) values ($1, $2, 'no channel') on conflict (conversation) do nothing`,
      conversation,
      parts.now(),
    ),
  );
  if (added > 0) {
    parts.problem({
      code: 'config_invalid',
      title: 'A conversation is shown in no Slack channel',
      detail: conversation,
      nextStep: 'Set slack.defaultChannel, or give its team a slackChannel, and invite the app there.',
    });
  }
  return new Stop({ state: 'done' });
};

/** What whoever takes over has to know: where it comes from, the note, and what was said last. */
const introduce = async (
  parts: Parts,
  thread: Thread,
  view: ConversationView,
  { from, note, at }: OpenRequest,
  performance: Performance,
): Promise<void> => {
  const channel = await parts.channels.byId(thread.team, thread.channel);
  const words = parts.words(channel);
  const before = from && (await parts.channels.byId(from.team, from.channel));
  const messages: readonly Message[] = (await parts.hub.messages(thread.conversation, { limit: 12 })).items;
  const post = recentPost(
    {
      messages: messages.toReversed(),
      customer: nameOf(view, words),
      timeZone: parts.settings.timeZone,
      language: parts.language(channel),
      ...(before ? { from: before.name ? `#${before.name}` : `<#${before.id}>` } : {}),
      ...(note ? { note } : {}),
    },
    words,
  );
  const ts = await inThread(
    parts,
    thread,
    { key: `intro:${thread.conversation}:${thread.episode}`, post, since: at },
    performance,
  );
  addLink(performance.store, thread, { ts, kind: 'notice' });
};

export interface InThread {
  readonly key: string;
  readonly post: Post;
  readonly since: number;
  readonly author?: string;
  readonly broadcast?: boolean;
}

export const inThread = (
  parts: Parts,
  thread: Thread,
  request: InThread,
  performance: Performance,
): Promise<string> =>
  postOnce(
    parts,
    { ...request, team: thread.team, channel: thread.channel, thread: thread.root },
    performance,
  );

/**
 * Writes into the conversation's thread. Where Slack refuses the channel or the thread is gone, the conversation
 * goes on in a new one elsewhere.
 */
export const writeInThread = async (
  parts: Parts,
  request: OpenRequest,
  write: (thread: Thread) => Promise<void>,
  performance: Performance,
): Promise<Thread> => {
  const thread = await ensureThread(parts, request, performance);
  try {
    await write(thread);
    return thread;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const gone =
      error.about === 'route' || error.reason === 'thread_not_found' || error.reason === 'message_not_found';
    if (!gone) throw asStop(error);
    if (error.about === 'route') {
      await parts.channels.pause(await parts.channels.byId(thread.team, thread.channel), error.reason);
    }
    const next = await openThread(parts, { ...request, from: thread, recent: true }, performance);
    await write(next);
    return next;
  }
};

export interface Link {
  readonly ts: string;
  readonly kind: 'card' | 'in' | 'out' | 'shown' | 'echo' | 'notice' | 'note' | 'file';
  readonly message?: string;
  readonly part?: number;
  readonly file?: string;
  /** The message it answers and shows a line of. */
  readonly quotes?: string;
}

export const addLink = (store: Pick<ConsumerStore, 'run'>, thread: Thread, link: Link): void =>
  store.run(
    `insert into slack_links (team, channel, ts, conversation, kind, message, part, file, quotes) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (team, channel, ts) do nothing`,
    thread.team,
    thread.channel,
    link.ts,
    thread.conversation,
    link.kind,
    link.message ?? null,
    link.part ?? 0,
    link.file ?? null,
    link.quotes ?? null,
  );

export const touch = (store: Pick<ConsumerStore, 'run'>, thread: Thread, at: number): void =>
  store.run(
    'update slack_threads set last_at = $3 where conversation = $1 and episode = $2',
    thread.conversation,
    thread.episode,
    at,
  );
