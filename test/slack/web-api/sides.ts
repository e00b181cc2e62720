import { createEmulator } from 'emulate';
import type { ExtensionLog } from '../../../core/src/consumer/extension.ts';
import { type Clients, createClients } from '../../../slack-app/src/client/clients.ts';
import { botScopes } from '../../../slack-app/src/scopes.ts';
import { botToken, startDouble } from '../../../slack-app/src/testing/double.ts';

/** Somewhere the script is played: the same workspace, under each side's own ids. */
export interface Side {
  readonly name: 'emulate' | 'double';
  readonly apiUrl: string;
  readonly clients: Clients;
  readonly token: string;
  /** One that was never handed out, and one without a single scope. */
  readonly otherToken: string;
  readonly poorToken: string;
  /** A person with an e-mail address. */
  readonly ana: string;
  readonly channels: { readonly own: string; readonly archived: string; readonly elsewhere: string };
  readonly group: string;
  trigger(): Promise<string>;
  /** What earlier steps learned. */
  readonly known: Map<string, string>;
  stop(): Promise<void>;
}

const silent: ExtensionLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
const userToken = 'xoxp-ana';
const poorToken = 'xoxb-poor';
export const oauthApp = {
  client_id: '123.456',
  client_secret: 'an-oauth-secret',
  redirect: 'https://hub.example/ext/slack/oauth',
};

/** emulate's Slack, for real, on a port of its own. */
export const startEmulate = async () => {
  const bot = { bot_id: 'B0CENTRAL', bot_user_id: 'U0CENTRAL' };
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        strict_scopes: true,
        team: { name: 'Acme', domain: 'acme' },
        users: [{ name: 'ana', real_name: 'Ana Ruiz', profile: { email: 'ana@example.com' } }],
        channels: [{ name: 'whatsapp' }, { name: 'old' }, { name: 'elsewhere' }],
        oauth_apps: [
          {
            ...bot,
            app_id: 'A0CENTRAL',
            client_id: oauthApp.client_id,
            client_secret: oauthApp.client_secret,
            name: 'Centralita',
            bot_name: 'centralita',
            redirect_uris: [oauthApp.redirect],
            scopes: [...botScopes],
          },
        ],
        tokens: [
          {
            token: botToken,
            type: 'bot',
            user: bot.bot_user_id,
            app_id: 'A0CENTRAL',
            ...bot,
            // Only to let the app into a channel: nothing of ours asks for it.
            scopes: [...botScopes, 'channels:join'],
          },
          {
            token: poorToken,
            type: 'bot',
            user: bot.bot_user_id,
            app_id: 'A0CENTRAL',
            ...bot,
            scopes: ['im:read'],
          },
          {
            token: userToken,
            type: 'user',
            user: 'ana',
            scopes: ['channels:manage', 'channels:read', 'channels:history', 'chat:write', 'users:read'],
          },
        ],
      },
    },
  });
  const apiUrl = `${emulator.url}/api/`;
  const clients = createClients({ fetch, log: silent, apiUrl });
  const people = clients.read(userToken);
  const channels = new Map(
    ((await people.conversations.list({})).channels ?? []).map(({ name, id }) => [name, id as string]),
  );
  const idOf = (name: string) => channels.get(name) as string;
  const app = clients.read(botToken);
  await app.conversations.join({ channel: idOf('whatsapp') });
  await app.conversations.join({ channel: idOf('old') });
  await people.conversations.archive({ channel: idOf('old') });
  const ana = (await people.auth.test()).user_id as string;
  return {
    emulator,
    apiUrl,
    clients,
    /** What a person does there. */
    people,
    app,
    ana,
    channels: { own: idOf('whatsapp'), archived: idOf('old'), elsewhere: idOf('elsewhere') },
  };
};

export const emulateSide = async (): Promise<Side> => {
  const { emulator, apiUrl, clients, ana, channels, app } = await startEmulate();
  return {
    name: 'emulate',
    apiUrl,
    clients,
    token: botToken,
    otherToken: 'xoxb-nobody',
    poorToken,
    ana,
    channels,
    group: 'S0AGENTS',
    trigger: async () => {
      const answer = await app.apiCall('views.generateTriggerId', { user_id: ana });
      return String('trigger_id' in answer ? answer.trigger_id : '');
    },
    known: new Map(),
    stop: () => emulator.close(),
  };
};

export const doubleSide = async (): Promise<Side> => {
  const double = await startDouble();
  const { workspace } = double;
  double.scopes = new Set(botScopes);
  double.tokens.add(poorToken);
  double.tokenScopes.set(poorToken, new Set(['im:read']));
  double.oauth.client = { id: oauthApp.client_id, secret: oauthApp.client_secret };
  const own = workspace.channel('whatsapp').id;
  const archived = workspace.channel('old', { archived: true }).id;
  const elsewhere = workspace.channel('elsewhere', { member: false }).id;
  const ana = workspace.user('Ana', { email: 'ana@example.com' }).id;
  workspace.groups.set('S0AGENTS', [ana]);
  let triggers = 0;
  return {
    name: 'double',
    apiUrl: double.apiUrl,
    clients: createClients({ fetch, log: silent, apiUrl: double.apiUrl }),
    token: botToken,
    otherToken: 'xoxb-nobody',
    poorToken,
    ana,
    channels: { own, archived, elsewhere },
    group: 'S0AGENTS',
    trigger: async () => `trigger-${++triggers}`,
    known: new Map(),
    stop: () => double.stop(),
  };
};
