import { randomUUID } from 'node:crypto';
import { type RunningSandbox, startSandbox } from '../../../sandbox/src/testing.ts';
import {
  accessToken,
  apiKey,
  appSecret,
  freePort,
  type HubProcess,
  phoneNumberId as hubNumber,
  removeFolder,
  startHub,
  tempFolder,
  until,
  verifyToken,
  wabaId,
} from '../../support/hub-process.ts';
import { type Packed, pack } from '../support/build.ts';
import { type N8n, say, startN8n } from '../support/n8n-server.ts';

// biome-ignore lint/suspicious/noExplicitAny: workflows and executions of every shape
export type Loose = any;

export { until };

/** n8n publishes from a queue, in which what it could not publish before comes again by itself. */
export const patience = 30_000;

/** The number that n8n serves by itself; the other one is the hub's. */
export const directNumber = '2000000000002';

/** A real n8n with our package, a hub, and the platform both speak to. */
export interface World {
  readonly n8n: N8n;
  readonly sandbox: RunningSandbox;
  readonly hub: HubProcess;
  /** Makes a workflow and, with `publish`, waits until its trigger is registered. */
  make(workflow: Flow): Promise<string>;
  publish(id: string): Promise<void>;
  unpublish(id: string): Promise<void>;
  /** The executions of a workflow once there are `count`, oldest first. */
  executions(id: string, count: number): Promise<Loose[]>;
  hubUp(): Promise<void>;
  hubDown(signal?: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

export interface Flow {
  readonly name: string;
  readonly nodes: readonly Loose[];
  readonly connections: Loose;
}

const settings = `
users:
  ana: { name: Ana, email: ana@shop.example }
teams:
  sales: { name: Sales }
  support: { name: Support, members: [ana] }
routing:
  rules:
    - id: broken
      when: { text: { words: [broken, roto] } }
      to: { team: support }
  otherwise: { team: sales }
`;

/** As nodes name them; n8n gives the ids when they are made. */
export const credentials = {
  direct: { centralitaWhatsAppApi: { id: 'direct0000000001', name: 'WhatsApp' } },
  wrong: { centralitaWhatsAppApi: { id: '', name: 'Wrong token' } },
  hub: { centralitaHubApi: { id: '', name: 'Hub' } },
  limited: { centralitaHubApi: { id: '', name: 'Hub, read only' } },
};

export const whatsApp = (sandbox: RunningSandbox) => ({
  accessToken,
  phoneNumberId: directNumber,
  businessAccountId: wabaId,
  appSecret,
  verifyToken,
  appId: sandbox.appId,
  baseUrl: sandbox.graphUrl,
  version: 'v25.0',
});

const makeCredentials = async (
  n8n: N8n,
  sandbox: RunningSandbox,
  hubUrl: string,
  limitedKey: string,
): Promise<void> => {
  const data: Record<keyof typeof credentials, Loose> = {
    direct: whatsApp(sandbox),
    wrong: { ...whatsApp(sandbox), accessToken: 'wrong' },
    hub: { url: hubUrl, apiKey },
    limited: { url: hubUrl, apiKey: limitedKey },
  };
  for (const [key, of] of Object.entries(credentials)) {
    const [[type, credential]] = Object.entries(of) as [[string, { id: string; name: string }]];
    const made = await n8n.rest('POST', '/credentials', {
      name: credential.name,
      type,
      data: data[key as keyof typeof data],
    });
    credential.id = made.id;
  }
};

type Undo = (() => unknown)[];

/** `env`: more settings for n8n. */
export const startWorld = async (env: Readonly<Record<string, string>> = {}): Promise<World> => {
  const undo: Undo = [];
  const stop = async () => {
    for (const each of undo.splice(0).reverse()) await each();
  };
  try {
    return await raise(undo, stop, env);
  } catch (error) {
    await stop();
    throw error;
  }
};

const raise = async (
  undo: Undo,
  stop: () => Promise<void>,
  env: Readonly<Record<string, string>>,
): Promise<World> => {
  const packed: Packed = pack();
  undo.push(packed.remove);
  const hubPort = await freePort();
  const folder = tempFolder();
  undo.push(() => removeFolder(folder));
  const sandbox = await startSandbox({
    appSecret,
    verifyToken,
    accessToken,
    webhookUrl: `http://127.0.0.1:${hubPort}/webhooks/meta/main`,
    numbers: [
      { phoneNumberId: hubNumber, wabaId, displayPhone: '+34 910 000 001', verifiedName: 'Shop' },
      { phoneNumberId: directNumber, wabaId, displayPhone: '+34 910 000 002', verifiedName: 'Shop two' },
    ],
    settings: { retryDelaysMs: [200, 400, 800], pairBurst: 1000, throughput: 1000 },
  });
  undo.push(sandbox.close);
  say('Starting a hub…');
  const hubOptions = { folder, port: hubPort, apiBaseUrl: sandbox.graphUrl, settings };
  let hub = await startHub(hubOptions);
  undo.push(() => hub.end());
  const { body } = await hub.api('POST', '/v1/keys', { name: 'read only', scopes: ['events:read'] });
  say('Starting n8n…');
  const n8n = await startN8n({ packageFolder: packed.folder, env });
  undo.push(n8n.stop);
  await makeCredentials(n8n, sandbox, hub.url, body?.text ?? 'no-such-key');
  say('All is up.');

  const executions: World['executions'] = (id, count) =>
    until(
      `${count} executions`,
      async () => {
        const found = await n8n.executions(id);
        return found.length >= count && found.toReversed();
      },
      30_000,
    );

  return {
    n8n,
    sandbox,
    get hub() {
      return hub;
    },
    make: async ({ name, nodes, connections }) => {
      const { id } = await n8n.api('POST', '/workflows', {
        name,
        nodes,
        connections,
        settings: { executionOrder: 'v1' },
      });
      return id;
    },
    publish: async (id) => void (await n8n.api('POST', `/workflows/${id}/activate`, {})),
    unpublish: async (id) => void (await n8n.api('POST', `/workflows/${id}/deactivate`, {})),
    executions,
    hubUp: async () => {
      hub = await startHub(hubOptions);
    },
    hubDown: async (signal) => void (await hub.end(signal)),
    stop,
  };
};

/** Nodes one after the other. */
export const chain = (...nodes: Loose[]): Pick<Flow, 'nodes' | 'connections'> => ({
  nodes,
  connections: Object.fromEntries(
    nodes
      .slice(0, -1)
      .map((node, index) => [
        node.name,
        { main: [[{ node: nodes[index + 1].name, type: 'main', index: 0 }]] },
      ]),
  ),
});

const place = (index: number): [number, number] => [index * 220, 0];

export const trigger = (parameters: Loose = {}, using: Loose = credentials.direct): Loose => ({
  id: randomUUID(),
  webhookId: randomUUID(),
  name: 'Centralita Trigger',
  type: 'n8n-nodes-centralita.centralitaTrigger',
  typeVersion: 2,
  position: place(0),
  parameters: { connection: 'centralitaHubApi' in using ? 'hub' : 'direct', ...parameters },
  credentials: using,
});

export const action = (parameters: Loose, using: Loose = credentials.direct, more: Loose = {}): Loose => ({
  id: randomUUID(),
  name: 'Centralita',
  type: 'n8n-nodes-centralita.centralita',
  typeVersion: 1,
  position: place(1),
  parameters: {
    connection: 'centralitaHubApi' in using ? 'hub' : 'direct',
    resource: 'message',
    operation: 'sendText',
    ...parameters,
  },
  credentials: using,
  ...more,
});

export const noOp = (name: string, index = 2): Loose => ({
  id: randomUUID(),
  name,
  type: 'n8n-nodes-base.noOp',
  typeVersion: 1,
  position: place(index),
  parameters: {},
});

/** A plain webhook of n8n's own, to start a workflow from outside. */
export const webhook = (path: string): Loose => ({
  id: randomUUID(),
  webhookId: path,
  name: 'Webhook',
  type: 'n8n-nodes-base.webhook',
  typeVersion: 2,
  position: place(0),
  parameters: { httpMethod: 'POST', path, responseMode: 'onReceived' },
});

/** What left a node in an execution: items by output. */
export const outputOf = (execution: Loose, node: string): Loose[][] =>
  execution.data.resultData.runData[node]?.at(-1)?.data?.main ?? [];
