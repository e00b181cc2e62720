import type { ConversationView } from '@centralita/core/hub-client';
import type { ConversationId, NoteId } from '@centralita/core/model';
import type { Performance } from '../client/post.ts';
import { Refused } from '../client/stop.ts';
import { escapeMrkdwn } from '../format/from-whatsapp.ts';
import type { Parts } from '../parts.ts';
import { noteLine } from '../projection/notices.ts';
import { time } from '../projection/parts.ts';
import {
  addLink,
  currentThread,
  inThread,
  linkTo,
  openThread,
  type Thread,
  writeInThread,
} from '../threads.ts';
import { cardOf } from './card.ts';
import { type Spoken, say, updatePost } from './edits.ts';
import { repliesSettled } from './show.ts';

export interface RemarkPayload extends Spoken {
  readonly what: string;
  readonly assignee?: string;
  readonly by?: string;
  readonly byCustomer?: boolean;
  readonly until?: number;
  readonly text?: string;
}

/** What happened to a conversation, as a line of its thread. A conversation that has none gets none for this. */
export const remarked = async (
  parts: Parts,
  payload: RemarkPayload,
  performance: Performance,
): Promise<void> => {
  const thread = await currentThread(parts.store, payload.conversation);
  if (!thread) return;
  const channel = await parts.channels.byId(thread.team, thread.channel);
  const words = parts.words(channel);
  const name = async (id: string | undefined) => escapeMrkdwn((await parts.directory.user(id))?.name ?? '');
  const when = () => time(payload.until ?? parts.now(), parts.settings.timeZone, parts.language(channel));
  const texts: Readonly<Record<string, () => string | Promise<string>>> = {
    optedOut: () => `:octagonal_sign: ${words.optedOut}`,
    optedIn: () => words.optedIn,
    reopened: async () =>
      payload.byCustomer ? `:wave: ${words.reopened}` : words.reopenedBy(await name(payload.by)),
    snooze_ended: () => `:alarm_clock: ${words.wokeUp}`,
    assigned: async () =>
      payload.assignee
        ? words.assignedTo(await name(payload.assignee), await name(payload.by))
        : words.assignedNobody(await name(payload.by)),
    closed: async () => `:white_check_mark: ${words.closedBy(await name(payload.by))}`,
    snoozed: () => words.snoozed(when()),
    call: () => `:telephone_receiver: ${escapeMrkdwn(words.called(payload.text ?? ''))}`,
  };
  const text = await texts[payload.what]?.();
  if (text === undefined) return;
  // An old thread is far up the channel: whoever comes back is shown in the channel too, but not whom the team fetched.
  const broadcast =
    payload.what === 'reopened'
      ? payload.byCustomer === true
      : payload.what === 'snooze_ended' && payload.by === undefined;
  await say(parts, payload, text, performance, { broadcast });
};

/** Where the conversation belongs may have changed: then it goes on in a new thread there, and the old one says where. */
export const routed = async (
  parts: Parts,
  payload: Spoken & { readonly note?: NoteId; readonly to?: Route },
  performance: Performance,
): Promise<void> => {
  const { conversation, at } = payload;
  const thread = await currentThread(parts.store, conversation);
  if (!thread) {
    const waits = await parts.store.query(
      'select since from slack_unshown where conversation = $1',
      conversation,
    );
    if (waits.length > 0) await openThread(parts, { conversation, at, recent: true }, performance);
    return;
  }
  const view = await parts.hub.conversation(conversation);
  if (payload.to && isPast(payload.to, view)) return;
  const place = await parts.channels.placeOf(view);
  if (!place || (place.channel.team === thread.team && place.channel.id === thread.channel)) {
    await sayMoved(parts, thread, performance, at);
    return;
  }
  const note = payload.note ? await noteOf(parts, conversation, payload.note) : undefined;
  const next = await openThread(
    parts,
    { conversation, at, from: thread, recent: true, ...(note ? { note: note.text } : {}) },
    performance,
    { view, place },
  );
  await pointTo(parts, thread, next, at, performance);
};

interface Route {
  readonly teamId?: string;
  readonly slackChannel?: string;
}

/** It has gone elsewhere since: that comes later in this lane, with its own note, after what was said before it. */
const isPast = (to: Route, view: Pick<ConversationView, 'teamId' | 'slackChannel'>): boolean =>
  (to.teamId !== undefined && to.teamId !== view.teamId) ||
  (to.slackChannel !== undefined && to.slackChannel !== view.slackChannel);

/** The old thread says where its conversation went, and its card loses the buttons. */
const pointTo = async (
  parts: Parts,
  thread: Thread,
  next: Thread,
  at: number,
  performance: Performance,
): Promise<void> => {
  const channel = await parts.channels.byId(thread.team, thread.channel);
  const target = await parts.channels.byId(next.team, next.channel);
  const words = parts.words(channel);
  const link = await linkTo(parts, next);
  const name = target.name ? `#${escapeMrkdwn(target.name)}` : `<#${target.id}>`;
  const text = `:arrow_right: ${words.movedTo(name, link)}`;
  const post = { text, blocks: [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text } }] };
  const key = `moved:${thread.conversation}:${thread.episode}`;
  const ts = await inThread(parts, thread, { key, post, since: at }, performance).catch((error: unknown) => {
    // An archived channel cannot say anything any more.
    if (error instanceof Refused) return undefined;
    throw error;
  });
  if (ts) addLink(performance.store, thread, { ts, kind: 'notice' });
  const view = await parts.hub.conversation(thread.conversation);
  await updatePost(
    parts,
    { team: thread.team, channel: thread.channel, ts: thread.root },
    await cardOf(parts, view, {
      channel,
      movedTo: { channel: target.name ? `#${target.name}` : target.id, link },
    }),
  );
};

/** A crash between the new thread and the pointer in the old one is made good here. */
const sayMoved = async (
  parts: Parts,
  thread: Thread,
  performance: Performance,
  at: number,
): Promise<void> => {
  if (thread.episode < 2) return;
  const [row] = await parts.store.query(
    'select * from slack_threads where conversation = $1 and episode = $2 and root_ts is not null',
    thread.conversation,
    thread.episode - 1,
  );
  const said = await parts.store.query(
    `select key from slack_posts where key = $1 and state = 'done'`,
    `moved:${thread.conversation}:${thread.episode - 1}`,
  );
  if (!row || said.length > 0) return;
  const before: Thread = {
    conversation: thread.conversation,
    episode: thread.episode - 1,
    team: row.team as string,
    channel: row.channel as string,
    root: row.root_ts as string,
  };
  await pointTo(parts, before, thread, at, performance);
};

const noteOf = async (parts: Parts, conversation: ConversationId, id: NoteId) =>
  (await parts.hub.notes(conversation)).find((note) => note.id === id);

/** A note from the console or from a hand-over, shown as what it is. Notes that were written here are here already. */
export const noted = async (
  parts: Parts,
  payload: Spoken & { readonly note: NoteId },
  performance: Performance,
): Promise<void> => {
  const here = await parts.store.query('select ts from slack_replies where note = $1 limit 1', payload.note);
  if (here.length > 0) return;
  await repliesSettled(parts, payload.conversation);
  const thread = await currentThread(parts.store, payload.conversation);
  const note = thread && (await noteOf(parts, payload.conversation, payload.note));
  if (!note) return;
  await writeInThread(
    parts,
    { conversation: payload.conversation, at: payload.at, recent: true },
    async (current) => {
      const words = parts.words(await parts.channels.byId(current.team, current.channel));
      const author = (await parts.directory.user(note.authorId))?.name ?? note.by ?? words.team;
      const ts = await inThread(
        parts,
        current,
        {
          key: `n:${note.id}:${current.episode}`,
          post: noteLine(author, note.text, words),
          since: payload.at,
        },
        performance,
      );
      addLink(performance.store, current, { ts, kind: 'note' });
    },
    performance,
  );
};
