import { problemsOfBlocks } from './limits.ts';
import type { DoubleChannel, DoubleFile, DoubleMessage, DoubleUser, Workspace } from './workspace.ts';

export type Arguments = Readonly<Record<string, unknown>>;
export type Answer = { readonly ok: boolean; readonly error?: string } & Readonly<Record<string, unknown>>;

interface Method {
  readonly scope?: string;
  /** Everything it takes: another argument is a mistake of ours. */
  readonly takes: readonly string[];
  readonly needs?: readonly string[];
  run(args: Arguments, workspace: Workspace, double: MethodContext): Answer;
}

export interface MethodContext {
  readonly base: string;
  /** Shares show up in `files.info` only after so many asks. */
  sharesAfter: number;
  readonly hidden: Map<string, number>;
  readonly pendingUploads: Map<
    string,
    { readonly id: string; readonly name: string; readonly length: number; bytes?: Uint8Array }
  >;
  onOwnMessage(channel: DoubleChannel, message: DoubleMessage): void;
}

const fail = (error: string, more: object = {}): Answer => ({ ok: false, error, ...more });
const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : String(value);

const open = (args: Arguments, { channels }: Workspace, mustBeMember = true): DoubleChannel | Answer => {
  const channel = channels.get(text(args.channel));
  if (!channel || (channel.isPrivate && !channel.member)) return fail('channel_not_found');
  if (mustBeMember && channel.archived) return fail('is_archived');
  if (mustBeMember && !channel.member) return fail('not_in_channel');
  return channel;
};
const isAnswer = (value: object): value is Answer => 'ok' in value;

const contentProblem = (args: Arguments): string | undefined => {
  const blocks = (args.blocks ?? []) as never[];
  if (text(args.text) === '' && blocks.length === 0 && !args.attachments) return 'no_text';
  if (text(args.text).length > 40_000) return 'msg_too_long';
  return problemsOfBlocks(blocks).length > 0 ? 'invalid_blocks' : undefined;
};

const messageView = (message: DoubleMessage, withMetadata: boolean) => {
  const { metadata, reactions, files, ...rest } = message;
  return {
    type: 'message',
    ...rest,
    ...(files ? { files: files.map(fileView) } : {}),
    ...(withMetadata && metadata ? { metadata } : {}),
  };
};

export const fileView = ({ bytes: _, shares, deleted: __, ...file }: DoubleFile) => ({
  ...file,
  shares: {
    public: Object.fromEntries([...shares].map(([channel, all]) => [channel, all.map((ts) => ({ ts }))])),
  },
});

const channelView = ({ id, name, archived, member, isPrivate }: DoubleChannel) => ({
  id,
  name,
  is_archived: archived,
  is_member: member,
  is_private: isPrivate,
});

const userView = (user: DoubleUser) => ({
  id: user.id,
  team_id: user.teamId,
  name: user.name.toLowerCase(),
  real_name: user.name,
  is_bot: user.bot,
  is_restricted: user.guest,
  is_ultra_restricted: false,
  ...(user.stranger ? { is_stranger: true } : {}),
  profile: {
    display_name: user.name,
    real_name: user.name,
    ...(user.email ? { email: user.email } : {}),
  },
});

const page = (messages: readonly DoubleMessage[], args: Arguments, newestFirst: boolean): Answer => {
  const oldest = Number(args.oldest ?? 0);
  const latest = Number(args.latest ?? Number.POSITIVE_INFINITY);
  const inside = messages.filter(({ ts }) => {
    const at = Number(ts);
    return text(args.inclusive) === 'true' ? at >= oldest && at <= latest : at > oldest && at < latest;
  });
  const ordered = newestFirst ? inside.toReversed() : inside;
  const limit = Number(args.limit ?? 100);
  const from = Number(text(args.cursor) || 0);
  const some = ordered.slice(from, from + limit);
  const more = from + limit < ordered.length;
  return {
    ok: true,
    messages: some.map((message) => messageView(message, text(args.include_all_metadata) === 'true')),
    has_more: more,
    response_metadata: { next_cursor: more ? String(from + limit) : '' },
  };
};

export const methods: Readonly<Record<string, Method>> = {
  'auth.test': {
    takes: [],
    run: (_, { team, name, botUser, botId }, { base }) => ({
      ok: true,
      url: `${base}/`,
      team: name,
      user: 'centralita',
      team_id: team,
      user_id: botUser,
      bot_id: botId,
      is_enterprise_install: false,
    }),
  },
  'chat.postMessage': {
    scope: 'chat:write',
    takes: [
      'channel',
      'text',
      'blocks',
      'thread_ts',
      'reply_broadcast',
      'username',
      'icon_url',
      'unfurl_links',
      'unfurl_media',
      'metadata',
      'client_msg_id',
    ],
    needs: ['channel'],
    run: (args, workspace, double) => {
      const channel = open(args, workspace);
      if (isAnswer(channel)) return channel;
      const problem = contentProblem(args);
      if (problem) return fail(problem);
      const root = text(args.thread_ts);
      if (root && !channel.messages.some(({ ts, thread_ts }) => ts === root && thread_ts === undefined)) {
        return fail('thread_not_found');
      }
      if (text(args.reply_broadcast) === 'true' && !root) return fail('invalid_arguments');
      const metadata = args.metadata as DoubleMessage['metadata'];
      if (
        metadata &&
        (typeof metadata.event_type !== 'string' || typeof metadata.event_payload !== 'object')
      ) {
        return fail('metadata_must_be_sent_as_json');
      }
      const message: DoubleMessage = {
        ts: workspace.nextTs(),
        text: text(args.text),
        blocks: (args.blocks ?? []) as object[],
        bot_id: workspace.botId,
        user: workspace.botUser,
        reactions: [],
        ...(root ? { thread_ts: root } : {}),
        ...(args.username ? { username: text(args.username), subtype: 'bot_message' } : {}),
        ...(metadata ? { metadata } : {}),
      };
      channel.messages.push(message);
      double.onOwnMessage(channel, message);
      return { ok: true, channel: channel.id, ts: message.ts, message: messageView(message, false) };
    },
  },
  'chat.update': {
    scope: 'chat:write',
    takes: ['channel', 'ts', 'text', 'blocks'],
    needs: ['channel', 'ts'],
    run: (args, workspace) => {
      const channel = open(args, workspace);
      if (isAnswer(channel)) return channel;
      const message = channel.messages.find(({ ts }) => ts === args.ts);
      if (!message) return fail('message_not_found');
      if (message.bot_id !== workspace.botId) return fail('cant_update_message');
      const problem = contentProblem(args);
      if (problem) return fail(problem);
      message.text = text(args.text);
      message.blocks = (args.blocks ?? []) as object[];
      return { ok: true, channel: channel.id, ts: message.ts, text: message.text };
    },
  },
  'chat.postEphemeral': {
    scope: 'chat:write',
    takes: ['channel', 'user', 'text', 'blocks', 'thread_ts'],
    needs: ['channel', 'user'],
    run: (args, workspace) => {
      const channel = open(args, workspace);
      return isAnswer(channel) ? channel : { ok: true, message_ts: workspace.nextTs() };
    },
  },
  'reactions.add': {
    scope: 'reactions:write',
    takes: ['channel', 'timestamp', 'name'],
    needs: ['channel', 'timestamp', 'name'],
    run: (args, workspace) => {
      const channel = open(args, workspace);
      if (isAnswer(channel)) return channel;
      if (!/^\d{10}\.\d{6}$/.test(text(args.timestamp))) return fail('bad_timestamp');
      const message = channel.messages.find(({ ts }) => ts === args.timestamp);
      if (!message) return fail('message_not_found');
      const name = text(args.name);
      if (!/^[a-z0-9_+-]+$/.test(name)) return fail('invalid_name');
      if (message.reactions.includes(name)) return fail('already_reacted');
      message.reactions.push(name);
      return { ok: true };
    },
  },
  'conversations.list': {
    scope: 'channels:read',
    takes: ['types', 'exclude_archived', 'limit', 'cursor'],
    run: (_, { channels }) => ({
      ok: true,
      channels: [...channels.values()]
        .filter(({ isPrivate, member }) => !isPrivate || member)
        .map(channelView),
      response_metadata: { next_cursor: '' },
    }),
  },
  'conversations.info': {
    scope: 'channels:read',
    takes: ['channel'],
    needs: ['channel'],
    run: (args, workspace) => {
      const channel = open(args, workspace, false);
      return isAnswer(channel) ? channel : { ok: true, channel: channelView(channel) };
    },
  },
  'conversations.history': {
    scope: 'channels:history',
    takes: ['channel', 'oldest', 'latest', 'inclusive', 'include_all_metadata', 'limit', 'cursor'],
    needs: ['channel'],
    run: (args, workspace) => {
      const channel = open(args, workspace, false);
      if (isAnswer(channel)) return channel;
      if (!channel.member) return fail('not_in_channel');
      return page(
        channel.messages.filter(({ thread_ts }) => thread_ts === undefined),
        args,
        true,
      );
    },
  },
  'conversations.replies': {
    scope: 'channels:history',
    takes: ['channel', 'ts', 'oldest', 'latest', 'inclusive', 'include_all_metadata', 'limit', 'cursor'],
    needs: ['channel', 'ts'],
    run: (args, workspace) => {
      const channel = open(args, workspace, false);
      if (isAnswer(channel)) return channel;
      if (!channel.member) return fail('not_in_channel');
      const all = channel.messages.filter(({ ts, thread_ts }) => ts === args.ts || thread_ts === args.ts);
      return all.length === 0 ? fail('thread_not_found') : page(all, args, false);
    },
  },
  'users.info': {
    scope: 'users:read',
    takes: ['user'],
    needs: ['user'],
    run: (args, { users }) => {
      const user = users.get(text(args.user));
      return user ? { ok: true, user: userView(user) } : fail('user_not_found');
    },
  },
  'users.lookupByEmail': {
    scope: 'users:read.email',
    takes: ['email'],
    needs: ['email'],
    run: (args, { users }) => {
      const wanted = text(args.email).toLowerCase();
      const user = [...users.values()].find(({ email }) => email?.toLowerCase() === wanted);
      return user ? { ok: true, user: userView(user) } : fail('users_not_found');
    },
  },
  'usergroups.users.list': {
    scope: 'usergroups:read',
    takes: ['usergroup', 'include_disabled'],
    needs: ['usergroup'],
    run: (args, { groups }) => {
      const users = groups.get(text(args.usergroup));
      return users ? { ok: true, users } : fail('no_such_subteam');
    },
  },
  'files.getUploadURLExternal': {
    scope: 'files:write',
    takes: ['filename', 'length', 'alt_txt', 'snippet_type'],
    needs: ['filename', 'length'],
    run: (args, workspace, double) => {
      const id = `F${workspace.nextTs().replace('.', '')}`;
      double.pendingUploads.set(id, { id, name: text(args.filename), length: Number(args.length) });
      return { ok: true, upload_url: `${double.base}/upload/${id}`, file_id: id };
    },
  },
  'files.completeUploadExternal': {
    scope: 'files:write',
    takes: ['files', 'channel_id', 'thread_ts', 'initial_comment'],
    needs: ['files'],
    run: (args, workspace, double) => {
      const channel = open({ channel: args.channel_id }, workspace);
      if (isAnswer(channel)) return channel;
      const [wanted] = args.files as { id: string; title?: string }[];
      const pending = wanted && double.pendingUploads.get(wanted.id);
      if (!wanted || !pending?.bytes) return fail('file_not_found');
      double.pendingUploads.delete(wanted.id);
      const ts = workspace.nextTs();
      const file: DoubleFile = {
        id: wanted.id,
        name: pending.name,
        title: wanted.title ?? pending.name,
        mimetype: 'application/octet-stream',
        size: pending.bytes.byteLength,
        mode: 'hosted',
        bytes: pending.bytes,
        url_private_download: `${double.base}/files/${wanted.id}/${pending.name}`,
        shares: new Map([[channel.id, [ts]]]),
        deleted: false,
      };
      workspace.files.set(file.id, file);
      double.hidden.set(file.id, double.sharesAfter);
      channel.messages.push({
        ts,
        text: text(args.initial_comment),
        blocks: [],
        bot_id: workspace.botId,
        user: workspace.botUser,
        subtype: 'file_share',
        files: [file],
        reactions: [],
        ...(args.thread_ts ? { thread_ts: text(args.thread_ts) } : {}),
      });
      // Slack's answer has no timestamp, and at first no shares.
      return { ok: true, files: [{ id: file.id, title: file.title }] };
    },
  },
  'files.info': {
    scope: 'files:read',
    takes: ['file'],
    needs: ['file'],
    run: (args, { files }, { hidden }) => {
      const file = files.get(text(args.file));
      if (!file || file.deleted) return fail('file_not_found');
      const waits = hidden.get(file.id) ?? 0;
      hidden.set(file.id, waits - 1);
      return { ok: true, file: { ...fileView(file), ...(waits > 0 ? { shares: {} } : {}) } };
    },
  },
  'files.delete': {
    scope: 'files:write',
    takes: ['file'],
    needs: ['file'],
    run: (args, { files }) => {
      const file = files.get(text(args.file));
      if (!file || file.deleted) return fail('file_not_found');
      file.deleted = true;
      return { ok: true };
    },
  },
  'views.open': viewMethod(['trigger_id', 'view']),
  'views.push': viewMethod(['trigger_id', 'view']),
  'views.update': viewMethod(['view_id', 'view', 'hash', 'external_id']),
  'views.publish': {
    takes: ['user_id', 'view', 'hash'],
    needs: ['user_id', 'view'],
    run: (args, { homes }) => {
      const view = args.view as { blocks: never[] };
      if (problemsOfBlocks(view.blocks, 100).length > 0) return fail('invalid_arguments');
      homes.set(text(args.user_id), view);
      return { ok: true, view };
    },
  },
};

function viewMethod(takes: readonly string[]): Method {
  return {
    takes,
    needs: ['view'],
    run: (args, { views }) => {
      const view = args.view as { blocks: never[]; title?: { text: string }; private_metadata?: string };
      if (takes.includes('trigger_id') && text(args.trigger_id) === '') return fail('invalid_trigger_id');
      if (!view.title || view.title.text.length > 24)
        return fail('invalid_arguments', { response_metadata: { messages: ['title'] } });
      if ((view.private_metadata ?? '').length > 3000) return fail('invalid_arguments');
      const problems = problemsOfBlocks(view.blocks, 100);
      if (problems.length > 0)
        return fail('invalid_arguments', { response_metadata: { messages: problems } });
      views.push(view);
      return { ok: true, view: { id: `V${views.length}`, ...view } };
    },
  };
}
