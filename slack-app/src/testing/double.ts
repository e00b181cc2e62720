import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, type Arguments, fileView, type MethodContext, methods } from './methods.ts';
import { createOAuthDouble, type DoubleOAuth, oauthAccess } from './oauth.ts';
import { acceptSocket, type ServerSocket } from './web-socket.ts';
import {
  createWorkspace,
  type DoubleChannel,
  type DoubleFile,
  type DoubleMessage,
  type DoubleUser,
  type Workspace,
} from './workspace.ts';

/** What goes wrong with a call. `after`: when the work is done already. */
export type Fault =
  | { readonly kind: 'rate'; readonly seconds: number }
  | { readonly kind: 'reset'; readonly after: boolean }
  | { readonly kind: 'status'; readonly status: number; readonly after: boolean }
  | { readonly kind: 'silence'; readonly after: boolean }
  | { readonly kind: 'error'; readonly error: string; readonly after?: boolean }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'page' };

export interface Call {
  readonly method: string;
  readonly args: Arguments;
  readonly at: number;
  answer?: Answer;
}

export interface SlackDouble {
  readonly workspace: Workspace;
  readonly apiUrl: string;
  readonly calls: Call[];
  /** What Slack would not take: unknown methods and arguments. A test that leaves any has found a mistake. */
  readonly violations: string[];
  /** Asked for every call; undefined: nothing goes wrong. */
  fault: (call: Call) => Fault | undefined;
  /** Scopes the token has; all of them when undefined. */
  scopes: ReadonlySet<string> | undefined;
  tokens: Set<string>;
  /** Tokens that have fewer scopes than the rest. */
  readonly tokenScopes: Map<string, ReadonlySet<string>>;
  /** Installing by OAuth, and renewing tokens. */
  readonly oauth: DoubleOAuth;
  /** A further workspace, which the app is in once it was installed there. */
  addWorkspace(team: string, name: string): Workspace;
  readonly methodContext: MethodContext;
  /** Additional methods. */
  readonly more: Map<string, (args: Arguments) => Answer>;
  /** Posts a second and channel, with Slack's answer to more; off when undefined. */
  limitPerSecond: number | undefined;
  posts(channel: DoubleChannel, root?: string): DoubleMessage[];
  roots(channel: DoubleChannel): DoubleMessage[];
  /** Where events go: the app's door, or, where undefined, the sockets that are open. */
  deliver: ((request: Request) => Promise<Response>) | undefined;
  readonly sockets: ServerSocket[];
  readonly acknowledged: Map<string, unknown>;
  /** A person writes. Resolves with the message once it was delivered. */
  say(user: DoubleUser, channel: DoubleChannel, root: string | undefined, said: Said): Promise<DoubleMessage>;
  edit(channel: DoubleChannel, message: DoubleMessage, said: Said): Promise<void>;
  remove(channel: DoubleChannel, message: DoubleMessage): Promise<void>;
  event(
    event: Readonly<Record<string, unknown>>,
    options?: { readonly id?: string; readonly workspace?: Workspace },
  ): Promise<number>;
  /** A button, a modal, a command. The answer of the app. */
  interact(payload: Readonly<Record<string, unknown>>): Promise<Response>;
  command(text: string, user: DoubleUser, channel: DoubleChannel): Promise<Response>;
  /** A file somebody uploaded. */
  file(name: string, mimetype: string, bytes: Uint8Array, more?: Partial<DoubleFile>): DoubleFile;
  stop(): Promise<void>;
}

export interface Said {
  readonly text?: string;
  readonly blocks?: readonly object[];
  readonly files?: readonly DoubleFile[];
  readonly broadcast?: boolean;
}

export const signingSecret = 'a-signing-secret-of-the-double';
export const botToken = 'xoxb-double';
export const appToken = 'xapp-double';

/** A Slack to test against: strict where Slack is, and faulty on demand. */
export const startDouble = async (): Promise<SlackDouble> => {
  const workspace = createWorkspace();
  const workspaces = [workspace];
  const owners = new Map<string, Workspace>();
  /** Ids are unique in a workspace only, so it is found by what it holds. */
  const ownerOf = (channel: DoubleChannel): Workspace =>
    workspaces.find(({ channels }) => channels.get(channel.id) === channel) ?? workspace;
  const calls: Call[] = [];
  const violations: string[] = [];
  const recent = new Map<string, number[]>();
  let eventCount = 0;

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await read(request);
    const { pathname } = new URL(request.url ?? '/', base);
    if (pathname.startsWith('/upload/')) return upload(pathname, body, response);
    if (pathname.startsWith('/files/')) return download(pathname, request, response);
    const method = pathname.replace(/^\/api\//, '');
    const call: Call = {
      method,
      args: argumentsOf(body, request.headers['content-type']),
      at: performance.now(),
    };
    calls.push(call);
    const fault = double.fault(call) ?? overLimit(call);
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    if (fault && fault.kind !== 'slow' && !('after' in fault && fault.after)) {
      if (go(fault, request, response)) return;
    }
    call.answer = perform(call, request.headers.authorization);
    if (fault && 'after' in fault && fault.after && go(fault, request, response)) return;
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(double.scopes ? { 'x-oauth-scopes': [...double.scopes].join(',') } : {}),
    });
    response.end(JSON.stringify(call.answer));
  };

  /** True: the call has had its answer, or none. */
  const go = (fault: Fault, request: IncomingMessage, response: ServerResponse): boolean => {
    switch (fault.kind) {
      case 'rate':
        response
          .writeHead(429, { 'retry-after': String(fault.seconds) })
          .end(JSON.stringify({ ok: false, error: 'ratelimited' }));
        return true;
      case 'reset':
        request.socket.destroy();
        return true;
      case 'status':
        response.writeHead(fault.status).end('upstream error');
        return true;
      case 'silence':
        return true;
      case 'error':
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ ok: false, error: fault.error }));
        return true;
      default:
        return false;
    }
  };

  const overLimit = ({ method, args }: Call): Fault | undefined => {
    if (double.limitPerSecond === undefined || method !== 'chat.postMessage') return undefined;
    const now = performance.now();
    const times = (recent.get(String(args.channel)) ?? []).filter((at) => now - at < 5_000);
    if (times.length >= double.limitPerSecond * 5 + 5) return { kind: 'rate', seconds: 1 };
    recent.set(String(args.channel), [...times, now]);
    return undefined;
  };

  const perform = ({ method, args }: Call, authorization: string | undefined): Answer => {
    const token = authorization?.replace(/^Bearer /, '') ?? String(args.token ?? '');
    const more = double.more.get(method);
    if (more) return more(args);
    if (method === 'apps.connections.open') {
      if (!token.startsWith('xapp-')) return { ok: false, error: 'not_allowed_token_type' };
      if (token !== appToken) return { ok: false, error: 'invalid_auth' };
      return { ok: true, url: `${base.replace('http', 'ws')}/socket` };
    }
    if (method === 'oauth.v2.access') {
      return oauthAccess(double.oauth, args, [...(double.scopes ?? [])].join(','), (token, owner) => {
        double.tokens.add(token);
        owners.set(token, owner);
      });
    }
    const known = methods[method];
    if (!known) {
      violations.push(`unknown method ${method}`);
      return { ok: false, error: 'unknown_method' };
    }
    if (token === '') return { ok: false, error: 'not_authed' };
    if (!double.tokens.has(token)) return { ok: false, error: 'invalid_auth' };
    const scopes = double.tokenScopes.get(token) ?? double.scopes;
    if (known.scope && scopes && !scopes.has(known.scope)) {
      return { ok: false, error: 'missing_scope', needed: known.scope };
    }
    if (args.username && scopes && !scopes.has('chat:write.customize')) {
      return { ok: false, error: 'missing_scope', needed: 'chat:write.customize' };
    }
    const strange = Object.keys(args).filter(
      (name) => name !== 'token' && name !== 'team_id' && !known.takes.includes(name),
    );
    if (strange.length > 0) violations.push(`${method} does not take ${strange.join(', ')}`);
    const missing = (known.needs ?? []).filter((name) => args[name] === undefined);
    if (missing.length > 0) {
      violations.push(`${method} needs ${missing.join(', ')}`);
      return { ok: false, error: 'invalid_arguments' };
    }
    const answer = known.run(args, owners.get(token) ?? workspace, double.methodContext);
    if (['invalid_blocks', 'invalid_arguments', 'bad_timestamp'].includes(answer.error ?? '')) {
      violations.push(
        `${method}: ${answer.error} ${JSON.stringify(answer.response_metadata ?? args).slice(0, 2000)}`,
      );
    }
    return answer;
  };

  const upload = (pathname: string, body: Buffer, response: ServerResponse): void => {
    const pending = double.methodContext.pendingUploads.get(pathname.split('/')[2] ?? '');
    if (!pending || body.length !== pending.length) {
      response.writeHead(400).end('length');
      return;
    }
    pending.bytes = body;
    response.writeHead(200).end(`OK - ${body.length}`);
  };

  const download = (pathname: string, request: IncomingMessage, response: ServerResponse): void => {
    const id = pathname.split('/')[2] ?? '';
    const file = workspaces.map(({ files }) => files.get(id)).find((each) => each !== undefined);
    const call: Call = { method: 'download', args: { file: file?.id }, at: performance.now() };
    calls.push(call);
    const fault = double.fault(call);
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const allowed = double.tokens.has(token) && (!double.scopes || double.scopes.has('files:read'));
    if (!allowed || fault?.kind === 'page') {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end('<!DOCTYPE html><title>Sign in</title>');
      return;
    }
    if (fault && go(fault, request, response)) return;
    if (!file || file.deleted) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': file.mimetype }).end(file.bytes);
  };

  server.on('upgrade', (request, stream) => {
    const socket = acceptSocket(
      request,
      stream,
      (text) => {
        const { envelope_id: id, payload } = JSON.parse(text) as { envelope_id: string; payload?: unknown };
        double.acknowledged.set(id, payload);
      },
      () => void double.sockets.splice(double.sockets.indexOf(socket), 1),
    );
    double.sockets.push(socket);
    socket.send({ type: 'hello', num_connections: double.sockets.length, connection_info: { app_id: 'A0' } });
  });

  const send = async (
    payload: Readonly<Record<string, unknown>>,
    type: string,
    form: boolean,
  ): Promise<Response> => {
    if (double.deliver) return double.deliver(signed(payload, form));
    const id = `envelope-${++eventCount}`;
    const [socket] = double.sockets;
    if (!socket) return new Response('nobody listens', { status: 503 });
    socket.send({ type, envelope_id: id, payload, accepts_response_payload: type !== 'events_api' });
    for (let waited = 0; waited < 3_000; waited += 5) {
      if (double.acknowledged.has(id)) {
        const answer = double.acknowledged.get(id);
        return answer && Object.keys(answer).length > 0 ? Response.json(answer) : new Response();
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return new Response('not acknowledged', { status: 504 });
  };

  const double: SlackDouble = {
    workspace,
    apiUrl: `${base}/api/`,
    calls,
    violations,
    fault: () => undefined,
    scopes: undefined,
    tokens: new Set([botToken]),
    tokenScopes: new Map(),
    oauth: createOAuthDouble(),
    addWorkspace: (team, name) => {
      const added = createWorkspace(team, name);
      workspaces.push(added);
      return added;
    },
    limitPerSecond: undefined,
    more: new Map(),
    methodContext: {
      base,
      sharesAfter: 0,
      hidden: new Map(),
      pendingUploads: new Map(),
      onOwnMessage: () => undefined,
    },
    posts: (channel, root) =>
      channel.messages.filter(({ thread_ts }) => root === undefined || thread_ts === root),
    roots: (channel) =>
      channel.messages.filter(({ thread_ts, bot_id }) => thread_ts === undefined && bot_id !== undefined),
    deliver: undefined,
    sockets: [],
    acknowledged: new Map(),
    say: async (user, channel, root, { text = '', blocks = richText(text), files, broadcast }) => {
      const owner = ownerOf(channel);
      const ts = owner.nextTs();
      const message: DoubleMessage = {
        ts,
        text,
        blocks,
        user: user.id,
        reactions: [],
        ...(root ? { thread_ts: root } : {}),
        ...(files ? { files, subtype: 'file_share' } : broadcast ? { subtype: 'thread_broadcast' } : {}),
      };
      channel.messages.push(message);
      for (const file of files ?? []) file.shares.set(channel.id, [ts]);
      await double.event(messageEvent(channel, message), { workspace: owner });
      return message;
    },
    edit: async (channel, message, { text = '', blocks = richText(text) }) => {
      const before = { ...message };
      message.text = text;
      message.blocks = blocks;
      message.edited = { ts: workspace.nextTs(), user: message.user ?? '' };
      await double.event(
        {
          type: 'message',
          subtype: 'message_changed',
          hidden: true,
          channel: channel.id,
          ts: workspace.nextTs(),
          message: messageEvent(channel, message),
          previous_message: messageEvent(channel, before),
        },
        { workspace: ownerOf(channel) },
      );
    },
    remove: async (channel, message) => {
      channel.messages.splice(channel.messages.indexOf(message), 1);
      await double.event(
        {
          type: 'message',
          subtype: 'message_deleted',
          hidden: true,
          channel: channel.id,
          ts: workspace.nextTs(),
          deleted_ts: message.ts,
          previous_message: messageEvent(channel, message),
        },
        { workspace: ownerOf(channel) },
      );
    },
    event: async (event, { id = `Ev${++eventCount}`, workspace: owner = workspace } = {}) =>
      (await send(envelope(owner, event, id), 'events_api', false)).status,
    interact: (payload) =>
      send({ team: { id: workspace.team, domain: 'acme' }, ...payload }, 'interactive', true),
    command: (text, user, channel) =>
      send(
        {
          command: '/whatsapp',
          text,
          user_id: user.id,
          channel_id: channel.id,
          team_id: workspace.team,
          trigger_id: 'trigger',
        },
        'slash_commands',
        true,
      ),
    file: (name, mimetype, bytes, more = {}) => {
      const id = `F${workspace.nextTs().replace('.', '')}`;
      const file: DoubleFile = {
        id,
        name,
        title: name,
        mimetype,
        size: bytes.byteLength,
        mode: 'hosted',
        bytes,
        url_private_download: `${base}/files/${id}/${encodeURIComponent(name)}`,
        shares: new Map(),
        deleted: false,
        ...more,
      };
      workspace.files.set(id, file);
      return file;
    },
    stop: async () => {
      for (const socket of [...double.sockets]) socket.cut();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return double;
};

const envelope = (workspace: Workspace, event: object, id: string) => ({
  type: 'event_callback',
  event_id: id,
  event_time: Math.floor(Date.now() / 1000),
  team_id: workspace.team,
  api_app_id: 'A0',
  authorizations: [
    { team_id: workspace.team, user_id: workspace.botUser, is_bot: true, is_enterprise_install: false },
  ],
  event,
});

const messageEvent = (channel: DoubleChannel, { reactions: _, files, ...message }: DoubleMessage) => ({
  type: 'message',
  channel: channel.id,
  channel_type: 'channel',
  event_ts: message.ts,
  ...message,
  ...(files ? { files: files.map(fileView) } : {}),
});

/** As Slack's composer makes it of plain text; `<@U…>` becomes a mention. */
export const richText = (text: string): object[] =>
  text === ''
    ? []
    : [
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: text
                .split(/(<@[A-Z0-9]+>)/)
                .filter((part) => part !== '')
                .map((part) => {
                  const user = /^<@([A-Z0-9]+)>$/.exec(part)?.[1];
                  return user ? { type: 'user', user_id: user } : { type: 'text', text: part };
                }),
            },
          ],
        },
      ];

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
export const signed = (payload: object, form = false, at = Date.now(), secret = signingSecret): Request => {
  const isCommand = 'command' in payload;
  const body = !form
    ? JSON.stringify(payload)
    : isCommand
      ? new URLSearchParams(payload as Record<string, string>).toString()
      : new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(at / 1000));
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  return new Request('http://hub.example/ext/slack/events', {
    method: 'POST',
    body,
    headers: {
      'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
      'x-slack-signature': signature,
      'x-slack-request-timestamp': timestamp,
    },
  });
};

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** Objects and lists come as JSON inside the form. */
const argumentsOf = (body: Buffer, type: string | undefined): Arguments => {
  if (type?.includes('application/json')) return JSON.parse(body.toString()) as Arguments;
  return Object.fromEntries(
    [...new URLSearchParams(body.toString())].map(([name, value]) => [
      name,
      /^[[{]/.test(value) && name !== 'text' ? parsed(value) : value,
    ]),
  );
};

const parsed = (value: string): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};
