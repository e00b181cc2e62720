import type { Clients } from '../../../slack-app/src/client/clients.ts';
import { metadataType } from '../../../slack-app/src/ids.ts';
import { appToken } from '../../../slack-app/src/testing/double.ts';
import { oauthApp, type Side } from './sides.ts';

type WebClient = ReturnType<Clients['write']>;

/** One call of the script, made on each side through the app's own clients. */
export interface Step {
  /** Unique: differences name it. */
  readonly name: string;
  readonly method: string;
  /** What the app reads of the answer: paths with dots, `*` for every entry of a list or object. */
  readonly reads?: readonly string[];
  call(side: Side, client: WebClient): Promise<unknown>;
}

type Loose = Readonly<Record<string, never>>;
const step = (method: string, about: string, call: Step['call'], reads: readonly string[] = []): Step => ({
  name: `${method}: ${about}`,
  method,
  call,
  reads,
});

const keep = async <T>(side: Side, name: string, work: Promise<T>, pick: (answer: Loose) => unknown) => {
  const answer = await work;
  side.known.set(name, String(pick(answer as unknown as Loose)));
  return answer;
};
const known = ({ known: all }: Side, name: string): string => all.get(name) as string;

const blocks = [
  { type: 'section', text: { type: 'mrkdwn', text: '*Lucía*' } },
  { type: 'context', elements: [{ type: 'mrkdwn', text: 'Case 7K3F' }] },
];
const metadata = { event_type: metadataType, event_payload: { k: 'root:cv_1:1' } };
const bytes = new TextEncoder().encode('una factura');
const modal = {
  type: 'modal' as const,
  callback_id: 'centralita_note_view',
  private_metadata: '{}',
  title: { type: 'plain_text' as const, text: 'Note' },
  blocks: [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'hello' } }],
};
const home = { type: 'home' as const, blocks: modal.blocks };
const post = (side: Side, more: object = {}) =>
  ({ channel: side.channels.own, text: 'Hola', ...more }) as Parameters<WebClient['chat']['postMessage']>[0];

/** Every method the app calls, as it calls it, and the refusals it has an answer for. */
export const script: readonly Step[] = [
  step('auth.test', 'whose token it is', (_, client) => client.auth.test(), [
    'team_id',
    'user_id',
    'bot_id',
    'url',
    'team',
    'response_metadata.scopes',
  ]),
  step('auth.test', 'a token that was never handed out', (side) =>
    side.clients.read(side.otherToken).auth.test(),
  ),
  step('apps.connections.open', 'a socket', (side) => side.clients.write(appToken).apps.connections.open(), [
    'url',
  ]),
  step(
    'conversations.list',
    'channels by name',
    (_, client) =>
      client.conversations.list({
        types: 'public_channel,private_channel',
        exclude_archived: false,
        limit: 1000,
      }),
    ['channels.*.id', 'channels.*.name', 'channels.*.is_member', 'channels.*.is_archived'],
  ),
  step(
    'conversations.info',
    'a channel',
    (side, client) => client.conversations.info({ channel: side.channels.own }),
    ['channel.id', 'channel.name', 'channel.is_archived', 'channel.is_member'],
  ),
  step('conversations.info', 'no such channel', (_, client) =>
    client.conversations.info({ channel: 'C0NOWHERE' }),
  ),
  step(
    'chat.postMessage',
    'a root with blocks and metadata',
    (side, client) =>
      keep(
        side,
        'root',
        client.chat.postMessage(
          post(side, { text: 'Lucía', blocks, metadata, unfurl_links: false, unfurl_media: false }),
        ),
        ({ ts }) => ts,
      ),
    ['ts', 'channel', 'message.ts', 'message.user', 'message.bot_id'],
  ),
  step(
    'chat.postMessage',
    'a reply under a customer’s name',
    (side, client) =>
      keep(
        side,
        'reply',
        client.chat.postMessage(
          post(side, {
            thread_ts: known(side, 'root'),
            username: 'Lucía',
            metadata: { ...metadata, event_payload: { k: 'm:ms_1:1:0' } },
          }),
        ),
        ({ ts }) => ts,
      ),
    ['ts', 'message.username', 'message.thread_ts', 'message.subtype'],
  ),
  step(
    'chat.postMessage',
    'a reply that is shown in the channel too',
    (side, client) =>
      client.chat.postMessage(post(side, { thread_ts: known(side, 'root'), reply_broadcast: true })),
    ['ts'],
  ),
  step('chat.postMessage', 'no such channel', (side, client) =>
    client.chat.postMessage(post(side, { channel: 'C0NOWHERE' })),
  ),
  step('chat.postMessage', 'an archived channel', (side, client) =>
    client.chat.postMessage(post(side, { channel: side.channels.archived })),
  ),
  step('chat.postMessage', 'a channel the app is not in', (side, client) =>
    client.chat.postMessage(post(side, { channel: side.channels.elsewhere })),
  ),
  step('chat.postMessage', 'a thread that is gone', (side, client) =>
    client.chat.postMessage(post(side, { thread_ts: '1000000000.000100' })),
  ),
  step('chat.postMessage', 'nothing in it', (side, client) =>
    client.chat.postMessage(post(side, { text: '' })),
  ),
  step('chat.postMessage', 'a block that does not exist', (side, client) =>
    client.chat.postMessage(post(side, { blocks: [{ type: 'no_such_block' }] })),
  ),
  step('chat.postMessage', 'a section without text', (side, client) =>
    client.chat.postMessage(
      post(side, { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '' } }] }),
    ),
  ),
  step('chat.postMessage', 'without the scope', (side) =>
    side.clients.write(side.poorToken).chat.postMessage(post(side)),
  ),
  step('chat.postMessage', 'a token that was never handed out', (side) =>
    side.clients.write(side.otherToken).chat.postMessage(post(side)),
  ),
  step(
    'chat.update',
    'the card',
    (side, client) =>
      client.chat.update({
        channel: side.channels.own,
        ts: known(side, 'root'),
        text: 'Lucía · closed',
        blocks: blocks as never,
      }),
    ['ts', 'channel', 'text'],
  ),
  step('chat.update', 'a post that is gone', (side, client) =>
    client.chat.update({ channel: side.channels.own, ts: '1000000000.000100', text: 'x', blocks: [] }),
  ),
  step(
    'conversations.replies',
    'a thread with its metadata',
    (side, client) =>
      client.conversations.replies({
        channel: side.channels.own,
        ts: known(side, 'root'),
        oldest: String(Date.now() / 1000 - 60),
        inclusive: true,
        include_all_metadata: true,
        limit: 200,
      }),
    ['messages.*.ts', 'messages.*.text', 'messages.*.user', 'messages.0.metadata.event_payload.k'],
  ),
  step('conversations.replies', 'what came after the newest', (side, client) =>
    client.conversations
      .replies({
        channel: side.channels.own,
        ts: known(side, 'root'),
        oldest: '9999999999.000000',
        limit: 200,
      })
      .then(({ ok, messages = [] }) => ({ ok, said: messages.length > 1 ? 'older ones too' : 'none' })),
  ),
  step('conversations.replies', 'without metadata', (side, client) =>
    client.conversations
      .replies({ channel: side.channels.own, ts: known(side, 'root'), limit: 200 })
      .then(({ ok, messages = [] }) => ({ ok, said: messages[0]?.metadata ? 'with it' : 'without it' })),
  ),
  step('conversations.replies', 'a thread that is gone', (side, client) =>
    client.conversations.replies({ channel: side.channels.own, ts: '1000000000.000100' }),
  ),
  step(
    'conversations.history',
    'roots with their metadata',
    async (side, client) => {
      const answer = await client.conversations.history({
        channel: side.channels.own,
        oldest: String(Date.now() / 1000 - 60),
        inclusive: true,
        include_all_metadata: true,
        limit: 200,
      });
      const root = answer.messages?.find(({ ts }) => ts === known(side, 'root'));
      return { ...answer, said: JSON.stringify(root?.metadata) };
    },
    ['messages.*.ts', 'has_more'],
  ),
  step('conversations.history', 'a channel the app is not in', (side, client) =>
    client.conversations.history({ channel: side.channels.elsewhere }),
  ),
  step('reactions.add', 'a mark', (side, client) =>
    client.reactions.add({ channel: side.channels.own, timestamp: known(side, 'reply'), name: 'eyes' }),
  ),
  step('reactions.add', 'the same mark again', (side, client) =>
    client.reactions.add({ channel: side.channels.own, timestamp: known(side, 'reply'), name: 'eyes' }),
  ),
  step('reactions.add', 'on a post that is gone', (side, client) =>
    client.reactions.add({ channel: side.channels.own, timestamp: '1000000000.000100', name: 'eyes' }),
  ),
  step('users.info', 'a person', (side, client) => client.users.info({ user: side.ana }), [
    'user.id',
    'user.team_id',
    'user.name',
    'user.is_bot',
    'user.is_restricted',
    'user.is_ultra_restricted',
    'user.profile.email',
    'user.profile.display_name',
    'user.profile.real_name',
  ]),
  step('users.info', 'nobody', (_, client) => client.users.info({ user: 'U0NOBODY' })),
  step(
    'users.lookupByEmail',
    'a person',
    (_, client) => client.users.lookupByEmail({ email: 'ana@example.com' }),
    ['user.id', 'user.profile.email'],
  ),
  step('users.lookupByEmail', 'nobody', (_, client) =>
    client.users.lookupByEmail({ email: 'nobody@example.com' }),
  ),
  step(
    'usergroups.users.list',
    'a group',
    (side, client) => client.usergroups.users.list({ usergroup: side.group }),
    ['users.0'],
  ),
  step(
    'files.getUploadURLExternal',
    'a place for a file',
    async (side, client) => {
      const answer = await client.files.getUploadURLExternal({
        filename: 'factura.txt',
        length: bytes.byteLength,
      });
      side.known.set('file', answer.file_id as string);
      side.known.set('upload', answer.upload_url as string);
      return answer;
    },
    ['upload_url', 'file_id'],
  ),
  step('files.completeUploadExternal', 'before the bytes are there', (side, client) =>
    client.files.completeUploadExternal({
      files: [{ id: known(side, 'file'), title: 'factura' }],
      channel_id: side.channels.own,
      thread_ts: known(side, 'root'),
    }),
  ),
  step('files.getUploadURLExternal', 'the bytes', async (side) => {
    const { status } = await fetch(known(side, 'upload'), { method: 'POST', body: bytes });
    return { ok: status === 200 };
  }),
  step(
    'files.completeUploadExternal',
    'into a thread',
    async (side, client) => {
      const answer = await client.files.completeUploadExternal({
        files: [{ id: known(side, 'file'), title: 'factura' }],
        channel_id: side.channels.own,
        thread_ts: known(side, 'root'),
      });
      const shares = (answer.files?.[0] as { shares?: object } | undefined)?.shares;
      return { ...answer, said: shares ? 'where it is shown' : 'nothing of where it is shown' };
    },
    ['files.*.id', 'files.*.title'],
  ),
  step(
    'files.info',
    'a file',
    async (side, client) => {
      const answer = await client.files.info({ file: known(side, 'file') });
      side.known.set('address', answer.file?.url_private_download as string);
      return answer;
    },
    [
      'file.id',
      'file.name',
      'file.title',
      'file.mimetype',
      'file.size',
      'file.mode',
      'file.url_private_download',
      'file.shares.public.*.*.ts',
    ],
  ),
  step('files.info', 'its bytes', async (side) => {
    const answer = await fetch(known(side, 'address'), {
      headers: { authorization: `Bearer ${side.token}` },
    });
    return { ok: (await answer.text()) === 'una factura' };
  }),
  step('files.info', 'its bytes without a token', async (side) => {
    const answer = await fetch(known(side, 'address'));
    await answer.arrayBuffer();
    return { ok: true, said: `${answer.status} ${answer.headers.get('content-type')?.split(';')[0]}` };
  }),
  step('files.delete', 'a file', (side, client) => client.files.delete({ file: known(side, 'file') })),
  step('files.delete', 'the same again', (side, client) =>
    client.files.delete({ file: known(side, 'file') }),
  ),
  step('files.info', 'a deleted file', (side, client) => client.files.info({ file: known(side, 'file') })),
  step('files.info', 'no such file', (_, client) => client.files.info({ file: 'F0NOWHERE' })),
  step(
    'views.open',
    'a modal',
    async (side, client) => {
      const answer = await client.views.open({ trigger_id: await side.trigger(), view: modal });
      side.known.set('view', answer.view?.id as string);
      return answer;
    },
    ['view.id'],
  ),
  step('views.open', 'with a trigger nobody gave', (_, client) =>
    client.views.open({ trigger_id: 'no.such.trigger', view: modal }),
  ),
  step('views.open', 'without a title', async (side, client) =>
    client.views.open({ trigger_id: await side.trigger(), view: { ...modal, title: undefined } as never }),
  ),
  step(
    'views.update',
    'an open modal',
    (side, client) => client.views.update({ view_id: known(side, 'view'), view: modal }),
    ['view.id'],
  ),
  step('views.update', 'one that is not open', (_, client) =>
    client.views.update({ view_id: 'V0NOWHERE', view: modal }),
  ),
  step('views.publish', 'a home page', (side, client) =>
    client.views.publish({ user_id: side.ana, view: home }),
  ),
  step('oauth.v2.access', 'a code nobody gave', (side) =>
    side.clients.write('').oauth.v2.access({
      client_id: oauthApp.client_id,
      client_secret: oauthApp.client_secret,
      code: 'no-such-code',
      redirect_uri: oauthApp.redirect,
    }),
  ),
  step('oauth.v2.access', 'another app', (side) =>
    side.clients.write('').oauth.v2.access({
      client_id: '999.999',
      client_secret: oauthApp.client_secret,
      code: 'no-such-code',
    }),
  ),
  step('oauth.v2.access', 'a refresh token nobody gave', (side) =>
    side.clients.write('').oauth.v2.access({
      client_id: oauthApp.client_id,
      client_secret: oauthApp.client_secret,
      grant_type: 'refresh_token',
      refresh_token: 'xoxe-1-nobody',
    }),
  ),
];
