import { createHmac, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ensureN8n } from '../scripts/lib/n8n-install.mjs';
import { pack } from '../test/n8n/support/build.ts';
import { type N8n, startN8n } from '../test/n8n/support/n8n-server.ts';
import { until } from '../test/support/hub-process.ts';
import { type Figure, median, print } from './figures.ts';
import { Traffic } from './traffic.ts';

/**
 * Our trigger beside n8n's bare Webhook node, and beside one that checks who posts, as ours does: one n8n, the same
 * webhooks, rounds by turns. Then how many executions a day's mix starts, ours counted in that n8n, the built-in
 * trigger's by its own code.
 */
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const perRound = Number(process.env.BENCH_REQUESTS ?? 150);
const connections = 16;
const roundLimitMs = 120_000;
const secret = 'app-secret-of-the-benchmark';
const key = { name: 'x-key', value: 'key-of-the-benchmark' };

// biome-ignore lint/suspicious/noExplicitAny: nodes and executions of every shape
type Loose = any;

const noOp = {
  id: randomUUID(),
  name: 'End',
  type: 'n8n-nodes-base.noOp',
  typeVersion: 1,
  position: [240, 0],
  parameters: {},
};
const flowOf = (start: Loose) => ({
  name: start.name,
  nodes: [start, noOp],
  connections: { [start.name]: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
  settings: { executionOrder: 'v1' },
});
const bare = {
  id: randomUUID(),
  webhookId: 'bare',
  name: 'Bare Webhook',
  type: 'n8n-nodes-base.webhook',
  typeVersion: 2,
  position: [0, 0],
  parameters: { httpMethod: 'POST', path: 'bare', responseMode: 'onReceived' },
};
const checking = {
  ...bare,
  id: randomUUID(),
  webhookId: 'checking',
  name: 'Webhook with Header Auth',
  parameters: { ...bare.parameters, path: 'checking', authentication: 'headerAuth' },
  credentials: { httpHeaderAuth: { id: 'bench00000000002', name: 'Bench header' } },
};
const ours = {
  id: randomUUID(),
  webhookId: randomUUID(),
  name: 'Centralita Trigger',
  type: 'n8n-nodes-centralita.centralitaTrigger',
  typeVersion: 2,
  position: [0, 0],
  parameters: { connection: 'direct', events: ['messageReceived'], registration: 'none' },
  credentials: { centralitaWhatsAppApi: { id: 'bench00000000001', name: 'Bench' } },
};

interface Contestant {
  readonly url: string;
  readonly id: string;
  readonly perSecond: number[];
}

const post = async (url: string, body: string): Promise<void> => {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': signature,
    [key.name]: key.value,
  };
  const answer = await fetch(url, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
};

const postAll = async (url: string, bodies: readonly string[]): Promise<void> => {
  const rest = bodies.values();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (const body of rest) await post(url, body);
    }),
  );
};

const finished = async (n8n: N8n, id: string, since: number): Promise<number> => {
  const { data } = await n8n.api('GET', `/executions?workflowId=${id}&limit=250`);
  return data.filter((each: Loose) => each.status === 'success' && Date.parse(each.startedAt) >= since)
    .length;
};

const round = async (
  n8n: N8n,
  of: Contestant,
  bodies: readonly string[],
  counted: boolean,
): Promise<void> => {
  const since = Date.now();
  await postAll(of.url, bodies);
  for (let done = 0; done < bodies.length; done = await finished(n8n, of.id, since)) {
    if (Date.now() - since > roundLimitMs)
      throw new Error(`${done} of ${bodies.length} finished in time: ${n8n.log().slice(-2000)}`);
    await new Promise((wait) => setTimeout(wait, 100));
  }
  if (counted) of.perSecond.push((bodies.length / (Date.now() - since)) * 1000);
};

/** A message, the three statuses of each of two answers, and every one of them a second time. */
const dayMix = (): string[] => {
  const value = (field: Loose) => ({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '1',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '34910000001', phone_number_id: '2' },
              ...field,
            },
          },
        ],
      },
    ],
  });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const from = '34600111222';
  const message = value({
    contacts: [{ profile: { name: 'Ana' }, wa_id: from }],
    messages: [{ from, id: `wamid.${randomUUID()}`, timestamp, type: 'text', text: { body: 'hello' } }],
  });
  const statuses = [1, 2].flatMap(() => {
    const id = `wamid.${randomUUID()}`;
    return ['sent', 'delivered', 'read'].map((status) =>
      value({ statuses: [{ id, status, timestamp, recipient_id: from }] }),
    );
  });
  return [message, ...statuses].flatMap((body) => [JSON.stringify(body), JSON.stringify(body)]);
};

/** How often the code of the built-in trigger starts an execution, with n8n's default for statuses. */
const builtIn = async (modules: string, bodies: readonly string[]): Promise<number> => {
  const load = createRequire(join(modules, 'n8n-nodes-base', 'package.json'));
  const { WhatsAppTrigger } = load('./dist/nodes/WhatsApp/WhatsAppTrigger.node.js');
  const node = new WhatsAppTrigger();
  let started = 0;
  for (const body of bodies) {
    const answer = await node.webhook.call({
      getBodyData: () => JSON.parse(body),
      getQueryData: () => ({}),
      getResponseObject: () => ({}),
      getRequestObject: () => ({ rawBody: Buffer.from(body) }),
      getHeaderData: () => ({
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      }),
      getCredentials: async () => ({ clientSecret: secret }),
      getWebhookName: () => 'default',
      getNode: () => ({ id: '1' }),
      getNodeParameter: (_name: string, fallback: unknown) => fallback,
      helpers: { returnJsonArray: (items: unknown[]) => items.map((json) => ({ json })) },
    });
    if (answer.workflowData) started += 1;
  }
  return started;
};

const packed = pack();
const data = {
  accessToken: 'none',
  phoneNumberId: '2',
  appSecret: secret,
  verifyToken: 'token',
  baseUrl: 'http://127.0.0.1:9',
  version: 'v25.0',
};
const credentials = [
  { id: 'bench00000000001', name: 'Bench', type: 'centralitaWhatsAppApi', data },
  { id: 'bench00000000002', name: 'Bench header', type: 'httpHeaderAuth', data: key },
];

/**
 * n8n makes a virtual machine for expressions for each webhook, each execution and each credential it reads, and spares
 * its own Webhook node the first (n8n 2.41, `LiveWebhooks.webhookPhaseNeedsIsolate`). The settings: as n8n comes; no
 * node spared; none made before it is needed.
 */
const settings: readonly (readonly [said: string, env: Readonly<Record<string, string>>])[] = [
  ['as n8n comes', {}],
  ['no node spared', { N8N_EXPRESSION_ENGINE_ALLOW_WEBHOOK_ISOLATE_SKIP: 'false' }],
  ['made when needed', { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' }],
];

const make = async (n8n: N8n, start: Loose, path: string): Promise<Contestant> => {
  const { id } = await n8n.api('POST', '/workflows', flowOf(start));
  await n8n.api('POST', `/workflows/${id}/activate`, {});
  return { id, url: `${n8n.url}/webhook/${path}`, perSecond: [] };
};

const traffic = new Traffic({ customers: 500, mix: ['text'] });
const bodies = () => Array.from({ length: perRound }, () => traffic.next());

const measure = async (n8n: N8n): Promise<readonly [Contestant, Contestant, Contestant]> => {
  const contestants = [
    await make(n8n, bare, 'bare'),
    await make(n8n, checking, 'checking'),
    await make(n8n, ours, `${ours.webhookId}/webhook`),
  ] as const;
  // Publishing answers before the address does.
  for (const { url } of contestants)
    await until(
      'the webhook answers',
      () =>
        post(url, traffic.next()).then(
          () => true,
          () => false,
        ),
      roundLimitMs,
    );
  for (let number = 0; number <= rounds; number += 1)
    for (const contestant of number % 2 ? contestants : contestants.toReversed())
      await round(n8n, contestant, bodies(), number > 0);
  return contestants;
};

const figures: Figure[] = [];
try {
  for (const [said, env] of settings) {
    const n8n = await startN8n({ packageFolder: packed.folder, credentials, env });
    try {
      const [plain, checked, trigger] = await measure(n8n);
      const to = (other: Contestant) =>
        median(trigger.perSecond.map((rate, index) => rate / (other.perSecond[index] ?? Number.NaN)));
      figures.push(
        {
          name: `our trigger, of the bare Webhook node, ${said}`,
          value: to(plain),
          unit: 'of bare',
          target: { atLeast: 0.95 },
        },
        { name: 'the same, of one with Header Auth', value: to(checked), unit: 'of it' },
        { name: 'bare Webhook node', value: median(plain.perSecond), unit: '/s' },
        { name: 'Webhook node with Header Auth', value: median(checked.perSecond), unit: '/s' },
        { name: 'Centralita Trigger', value: median(trigger.perSecond), unit: '/s' },
      );
      if (said !== settings[0]?.[0]) continue;
      const mix = dayMix();
      const since = Date.now();
      for (const body of mix) await post(trigger.url, body);
      await new Promise((wait) => setTimeout(wait, 1000));
      const { modules } = await ensureN8n();
      figures.push(
        {
          name: `a day’s mix of ${mix.length} webhooks: Centralita Trigger`,
          value: await finished(n8n, trigger.id, since),
          unit: 'started',
          target: { atMost: 1 },
        },
        {
          name: 'the same: built-in WhatsApp Trigger, by its code',
          value: await builtIn(modules, mix),
          unit: 'started',
        },
      );
    } finally {
      await n8n.stop();
    }
  }
  print('n8n: executions', figures);
} finally {
  packed.remove();
}
