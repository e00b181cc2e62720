import type { Effect, ExtensionWrite } from '@centralita/core/consumer';
import type { JsonObject } from '@centralita/core/model';
import { later, Stop } from '../client/stop.ts';
import { lanes } from '../consumer/lanes.ts';
import { mentionsOf, type Names, toWhatsApp } from '../format/to-whatsapp.ts';
import type { Parts } from '../parts.ts';
import { type Decision, decide, stripForCustomer } from '../policy.ts';
import { type Thread, threadAt } from '../threads.ts';
import { type SlackMessage, writingOf } from './events.ts';

/** What is to be done with something a person wrote. */
export interface Written {
  readonly conversation: string;
  readonly team: string;
  readonly channel: string;
  readonly root: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly files: readonly string[];
  readonly at: number;
  /** The newest message its author can have read. */
  readonly lastSeen?: string;
  /** Why it goes nowhere. */
  readonly reason?: 'notes_only' | 'needs_prefix' | 'looks_internal';
  /** The edit it stands at. */
  readonly edited?: string;
  /** Sent because its author insisted. */
  readonly again?: boolean;
}

/** Who writes has not read what appeared while they typed. */
const typingMs = 5_000;

/** A message event of one of our threads, written down with what is to become of it: once, however often it comes. */
export const take = async (parts: Parts, team: string, event: SlackMessage): Promise<void> => {
  const writing = writingOf(event);
  const channel = event.channel;
  if (!writing || !channel) return;
  const root = writing.kind === 'delete' ? writing.thread : writing.message.thread_ts;
  const thread = await threadAt(parts.store, team, channel, root);
  if (!thread) {
    const creating = await parts.store.query(
      'select 1 as one from slack_threads where team = $1 and channel = $2 and root_ts is null limit 1',
      team,
      channel,
    );
    if (creating.length > 0) throw later('a thread of this channel is being opened', 1_000);
    return;
  }
  if (writing.kind === 'delete') await takeDeletion(parts, thread, writing.ts);
  else if (writing.kind === 'edit') await takeEdit(parts, thread, writing.message);
  else await takeNew(parts, thread, writing.message);
};

type InThread = SlackMessage & { readonly ts: string };
const key = (thread: Thread, ts: string): string => `w:${thread.team}:${thread.channel}:${ts}`;

const takeNew = async (parts: Parts, thread: Thread, message: InThread): Promise<void> => {
  const { written, decision } = await read(parts, thread, message);
  await parts.store.write((tx) => keepNew(parts, tx, thread, written, decision));
};

/** Slack tries again for some minutes. What is older was written when nobody listened, and is not sent for an edit. */
const isRecent = (parts: Parts, ts: string): boolean => parts.realNow() - Number(ts) * 1000 < 3_600_000;

const keepNew = (
  parts: Parts,
  tx: ExtensionWrite,
  thread: Thread,
  written: Written,
  decision: Decision,
): void => {
  const { holdSeconds } = parts.settings;
  const kind = kindOf(decision);
  const fresh = tx.run(
    `insert into slack_replies (team, channel, ts, conversation, user_id, kind, state, edited_ts, at, root_ts)
       values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9) on conflict (team, channel, ts) do nothing`,
    thread.team,
    thread.channel,
    written.ts,
    thread.conversation,
    written.user,
    kind,
    written.edited ?? null,
    parts.realNow(),
    thread.root,
  );
  if (fresh === 0) {
    // Its deletion came first. Now it is known whose it was, and whether it would have gone out.
    const early = tx.run(
      `update slack_replies set user_id = $4, kind = $5
         where team = $1 and channel = $2 and ts = $3 and state = 'cancelled' and user_id = ''`,
      thread.team,
      thread.channel,
      written.ts,
      written.user,
      kind,
    );
    if (early > 0 && kind === 'reply') tx.effect(told(parts, thread, written.ts, 'cancelled'));
    return;
  }
  tx.run(
    'update slack_threads set last_at = $4 where team = $1 and channel = $2 and root_ts = $3',
    thread.team,
    thread.channel,
    thread.root,
    parts.realNow(),
  );
  tx.effect({
    lane: lanes.out(thread.conversation),
    kind,
    key: key(thread, written.ts),
    payload: written as unknown as JsonObject,
    ...(kind === 'reply' && holdSeconds > 0 ? { notBefore: parts.now() + holdSeconds * 1000 } : {}),
  });
};

const kindOf = (decision: Decision): 'reply' | 'keep-note' | 'unsent' =>
  decision.to === 'customer' ? 'reply' : decision.to === 'note' ? 'keep-note' : 'unsent';

/** An edit before it went out changes what goes out; after that the customer keeps the first version, and that is said. */
const takeEdit = async (parts: Parts, thread: Thread, message: InThread): Promise<void> => {
  const { written, decision } = await read(parts, thread, message);
  const edited = message.edited?.ts ?? '';
  await parts.store.write((tx) => {
    const at = [thread.team, thread.channel, message.ts] as const;
    const [row] = tx.query(
      'select kind, state, edited_ts from slack_replies where team = $1 and channel = $2 and ts = $3',
      ...at,
    );
    // Its first version is still on its way here, or was lost: as it stands now it is new.
    if (!row && isRecent(parts, message.ts)) keepNew(parts, tx, thread, written, decision);
    if (!row || (row.edited_ts !== null && (row.edited_ts as string) >= edited)) return;
    tx.run(
      'update slack_replies set edited_ts = $4 where team = $1 and channel = $2 and ts = $3',
      ...at,
      edited,
    );
    // Once a note, always a note.
    if (row.kind === 'keep-note') {
      const text = decision.to === 'note' ? decision.text : written.text;
      tx.effect({
        lane: lanes.out(thread.conversation),
        kind: 'edit-note',
        payload: { ...(written as unknown as JsonObject), text },
      });
      return;
    }
    if (row.state === 'waiting' && row.kind === 'reply') {
      const kind = kindOf(decision);
      tx.run('update slack_replies set kind = $4 where team = $1 and channel = $2 and ts = $3', ...at, kind);
      tx.effect({
        lane: lanes.out(thread.conversation),
        kind,
        key: key(thread, message.ts),
        payload: written as unknown as JsonObject,
        notBefore: parts.now() + (kind === 'reply' ? parts.settings.holdSeconds * 1000 : 0),
      });
      return;
    }
    if (row.state === 'sent' || row.state === 'sending') {
      tx.effect(told(parts, thread, message.ts, 'editedAfter'));
    }
  });
};

const takeDeletion = async (parts: Parts, thread: Thread, ts: string): Promise<void> => {
  await parts.store.write((tx) => {
    const at = [thread.team, thread.channel, ts] as const;
    const [row] = tx.query(
      'select kind, state, deleted_at from slack_replies where team = $1 and channel = $2 and ts = $3',
      ...at,
    );
    if (row?.deleted_at) return;
    if (!row) {
      // Taken back before it came here: when it does come, it stays where it is.
      tx.run(
        `insert into slack_replies (team, channel, ts, conversation, user_id, kind, state, at, root_ts, deleted_at)
           values ($1, $2, $3, $4, '', 'reply', 'cancelled', $5, $6, $5)`,
        ...at,
        thread.conversation,
        parts.realNow(),
        thread.root,
      );
      return;
    }
    tx.run(
      'update slack_replies set deleted_at = $4 where team = $1 and channel = $2 and ts = $3',
      ...at,
      parts.realNow(),
    );
    if (row.kind === 'keep-note') {
      tx.effect({
        lane: lanes.out(thread.conversation),
        kind: 'edit-note',
        payload: { ...base(parts, thread, ts), team: thread.team, channel: thread.channel, ts, text: '' },
      });
    } else if (row.state === 'waiting') {
      tx.run(
        `update slack_replies set state = 'cancelled' where team = $1 and channel = $2 and ts = $3`,
        ...at,
      );
      if (row.kind === 'reply') tx.effect(told(parts, thread, ts, 'cancelled'));
    } else if (row.state === 'sent' || row.state === 'sending')
      tx.effect(told(parts, thread, ts, 'deletedAfter'));
  });
};

const base = (parts: Parts, thread: Thread, ts: string): JsonObject => ({
  conversation: thread.conversation,
  at: parts.realNow(),
  event: `${thread.team}:${thread.channel}:${ts}`,
  where: { team: thread.team, channel: thread.channel, root: thread.root },
});

/** A line in the thread about what somebody changed there. */
const told = (parts: Parts, thread: Thread, ts: string, what: string): Effect => ({
  lane: lanes.thread(thread.conversation),
  kind: 'kept',
  payload: { ...base(parts, thread, ts), what },
});

/** The message as the customer would read it, and where it goes. */
const read = async (
  parts: Parts,
  thread: Thread,
  message: InThread,
): Promise<{ written: Written; decision: Decision }> => {
  const installation = await parts.installations.find(thread.team);
  const channel = await parts.channels.byId(thread.team, thread.channel);
  const mentions = mentionsOf(message);
  const names = await namesOf(parts, thread.team, mentions.all);
  const text = toWhatsApp(message, names);
  const app = installation?.botUser;
  const decision = decide({
    text,
    mentionsApp: app !== undefined && mentions.all.includes(app),
    ...(mentions.first === undefined ? {} : { firstMention: mentions.first === app ? 'app' : 'person' }),
    policy: parts.policy(channel),
    notePrefixes: parts.settings.notePrefixes,
    replyPrefixes: parts.settings.replyPrefixes,
  });
  const lastSeen = await seenBy(parts, thread, message.ts);
  const appName = (app && names.user(app)) ?? '';
  return {
    decision,
    written: {
      conversation: thread.conversation,
      team: thread.team,
      channel: thread.channel,
      root: thread.root,
      ts: message.ts,
      user: message.user ?? '',
      text:
        decision.to === 'note'
          ? decision.text
          : decision.to === 'customer'
            ? stripForCustomer(text, appName, decision.strip)
            : text,
      files: (message.files ?? []).map(({ id }) => id),
      at: parts.realNow(),
      ...(message.edited?.ts ? { edited: message.edited.ts } : {}),
      ...(lastSeen ? { lastSeen } : {}),
      ...(decision.to === 'nobody' ? { reason: decision.reason } : {}),
    },
  };
};

/** The newest message that stood there when its author began to type; of a thread that young, the first. */
const seenBy = async (parts: Parts, thread: Thread, ts: string): Promise<string | undefined> => {
  const [row] = await parts.store.query(
    `select message from slack_links where team = $1 and channel = $2 and conversation = $3 and message is not null and kind <> 'echo'
     order by case when ts <= $4 then 0 else 1 end, case when ts <= $4 then 0 - cast(ts as real) else cast(ts as real) end limit 1`,
    thread.team,
    thread.channel,
    thread.conversation,
    (Number(ts) - typingMs / 1000).toFixed(6),
  );
  return row?.message as string | undefined;
};

/** Names of who is mentioned. One that cannot be had now stands as `…`, rather than that the reply waits. */
export const namesOf = async (parts: Parts, team: string, ids: readonly string[]): Promise<Names> => {
  const names = new Map<string, string>();
  for (const id of ids.slice(0, 20)) {
    try {
      names.set(id, (await parts.people.find(team, id)).name);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    }
  }
  const channels = new Map(
    (
      await parts.store.query(
        'select id, name from slack_channels where team = $1 and name is not null',
        team,
      )
    ).map((row) => [row.id as string, row.name as string]),
  );
  return { user: (id) => names.get(id), channel: (id) => channels.get(id), group: () => undefined };
};
