import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningSandbox, startSandbox } from '@centralita/sandbox/testing';
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import {
  accessToken,
  apiKey,
  appSecret,
  freePort,
  type HubProcess,
  tempFolder as hubFolder,
  postWebhook,
  removeFolder,
  startHub,
  verifyToken,
} from '../../test/support/hub-process.ts';
import type { FlowNode, Loose } from './harness.ts';
import {
  buildInPlace,
  collect,
  eventually,
  type NodeRed,
  startNodeRed,
  tempFolder,
} from './support/node-red.ts';

jest.setTimeout(180_000);

const customer = '34600111222';
let userDir: string;
let data: string;
let port: number;
let sandbox: RunningSandbox;
let hub: HubProcess;
let red: NodeRed;
let count = 0;

const tab: FlowNode = { id: 'tab', type: 'tab', label: 'WhatsApp' };
const through = { connection: 'hub', hub: 'hub1', z: 'tab' };
const hubNode = (more: object = {}): FlowNode => ({
  id: 'hub1',
  type: 'centralita-hub',
  url: `http://127.0.0.1:${port}`,
  delivery: 'pull',
  path: 'hub',
  credentials: { key: apiKey },
  ...more,
});
const messageIn: FlowNode = { id: 'in', type: 'centralita-message-in', ...through, wires: [['seen']] };
const write = async (text: string): Promise<void> => {
  count += 1;
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: sandbox.wabaId,
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '34910000001', phone_number_id: sandbox.phoneNumberId },
              contacts: [{ wa_id: customer, profile: { name: 'Ana' } }],
              messages: [
                {
                  from: customer,
                  id: `wamid.${count}.${Date.now()}`,
                  timestamp: String(Math.floor(Date.now() / 1000)),
                  type: 'text',
                  text: { body: text },
                },
              ],
            },
          },
        ],
      },
    ],
  });
  expect(await postWebhook(hub.webhook, body)).toBe(200);
};
const startTheHub = async () => {
  const settings = `
teams:
  reception: { name: Reception }
  support: { name: Support }
routing:
  rules:
    - { id: technical-problem, when: { text: { words: [funciona] } }, to: { team: support } }
  otherwise: { team: reception }
`;
  hub = await startHub({ folder: data, port, apiBaseUrl: sandbox.graphUrl, settings });
};
const startRed = async () => {
  red = await startNodeRed({ userDir });
};
/** Where "now" is has been learnt: what comes from here on counts. */
const cursorKept = () => existsSync(join(userDir, 'centralita', 'cursor-hub1.json'));
const payloads = () => red.seen().map(({ payload }: Loose) => payload);

beforeAll(async () => {
  await buildInPlace();
  sandbox = await startSandbox({ appSecret, verifyToken, accessToken });
  data = hubFolder();
  port = await freePort();
  await startTheHub();
  await sandbox
    .graph('POST', `/${sandbox.phoneNumberId}`, {
      webhook_configuration: {
        override_callback_uri: hub.webhook,
        verify_token: verifyToken,
      },
    })
    .catch(() => undefined);
});
afterEach(async () => {
  await red.end();
  removeFolder(userDir);
});
afterAll(async () => {
  await hub.end();
  await sandbox.close();
  removeFolder(data);
});

it('pull: misses nothing across deploys, a restart, and while the hub is away, and repeats nothing', async () => {
  userDir = tempFolder();
  await startRed();
  const flow = (name: string) => [tab, hubNode(), { ...messageIn, name }, collect('seen', userDir)];
  await red.deploy(flow('first'));
  // The cursor is kept once it is known where "now" is.
  await eventually('it follows', () => red.log().includes('Started flows') && cursorKept());
  await write('one');
  await eventually('one', () => payloads().includes('one'));
  await red.deploy(flow('second'));
  await write('two');
  await eventually('two', () => payloads().includes('two'));

  await red.end();
  await write('while Node-RED was off');
  await startRed();
  await eventually('what came meanwhile', () => payloads().includes('while Node-RED was off'));

  await hub.end();
  await new Promise((wait) => setTimeout(wait, 1500));
  await startTheHub();
  await write('after the hub was away');
  await eventually('it goes on', () => payloads().includes('after the hub was away'), 70_000);
  expect(payloads()).toEqual(['one', 'two', 'while Node-RED was off', 'after the hub was away']);
});

it('push: subscribes by itself, takes signed deliveries only, and gives back what nobody listens for', async () => {
  userDir = tempFolder();
  await startRed();
  const pushed = hubNode({ delivery: 'push', publicUrl: red.url });
  const flow = [tab, pushed, messageIn, collect('seen', userDir)];
  await red.deploy(flow);
  await eventually('the subscription', async () => {
    const { body } = await hub.api('GET', '/v1/subscriptions');
    return body.items.some(({ url }: Loose) => url === `${red.url}/centralita/hub`);
  });
  await write('pushed');
  await eventually('it came', () => payloads().includes('pushed'));

  const forged = await fetch(`${red.url}/centralita/hub`, {
    method: 'POST',
    body: JSON.stringify({ id: 'ev_1', type: 'message.received', data: {} }),
    headers: { 'webhook-id': 'ev_1', 'webhook-timestamp': '1790000000', 'webhook-signature': 'v1,AAAA' },
  });
  expect(forged.status).toBe(401);

  await red.deploy([tab, pushed, collect('seen', userDir)]);
  await write('kept by the hub');
  await red.deploy(flow);
  await eventually('it came later', () => payloads().includes('kept by the hub'), 90_000);
  await red.deploy([tab, collect('seen', userDir)]);
  await eventually('the subscription is gone', async () => {
    const { body } = await hub.api('GET', '/v1/subscriptions');
    return body.items.length === 0;
  });
});

it('sends, writes down consent and works on the conversation, each failure with a code', async () => {
  userDir = tempFolder();
  await startRed();
  const caught: FlowNode = {
    id: 'c1',
    type: 'catch',
    z: 'tab',
    scope: null,
    uncaught: false,
    wires: [['failed']],
  };
  const node = (id: string, type: string, more: object): FlowNode => ({
    id,
    type: `centralita-${type}`,
    ...through,
    wires: [['seen']],
    ...more,
  });
  await red.deploy([
    tab,
    hubNode(),
    { ...messageIn, wires: [['note', 'answer']] },
    node('note', 'conversation', {
      action: 'note',
      value: 'Llamar mañana',
      valueType: 'str',
      wires: [['get']],
    }),
    node('get', 'conversation', { action: 'get', wires: [['seen']] }),
    node('answer', 'send', {
      kind: 'text',
      text: 'Gracias',
      textType: 'str',
      to: 'topic',
      toType: 'msg',
      wires: [['stop']],
    }),
    node('stop', 'consent', {
      state: 'withdrawn',
      to: 'topic',
      toType: 'msg',
      actor: 'person',
      source: 'form',
      wires: [['again']],
    }),
    node('again', 'send', {
      kind: 'text',
      text: 'Oferta',
      textType: 'str',
      to: 'topic',
      toType: 'msg',
      purpose: 'marketing',
    }),
    caught,
    collect('failed', userDir),
    collect('seen', userDir),
  ]);
  await eventually('it follows', cursorKept);
  await (await sandbox.customer(customer)).write('hola');
  const failed = await eventually('the refusal', () => red.seen().find(({ at }: Loose) => at === 'failed'));
  expect(failed.error).toMatchObject({ code: 'consent_withdrawn', source: { id: 'again' } });
  const seen = await eventually('the conversation', () => red.seen().find(({ at }: Loose) => at === 'seen'));
  expect(seen.note).toMatchObject({ text: 'Llamar mañana' });
  expect(seen.conversation).toMatchObject({ state: 'open', caseNumber: expect.stringMatching(/\w/) });
  await (await sandbox.customer(customer)).sees('Gracias');
  const { contactId } = seen.conversation;
  const { body: ledger } = await hub.api('GET', `/v1/consents?contactId=${contactId}`);
  expect(ledger.items).toContainEqual(
    expect.objectContaining({ state: 'withdrawn', actor: 'person', source: 'form' }),
  );
});

it('routes by the hub’s own rules, by tags and by attributes, with the explanation', async () => {
  userDir = tempFolder();
  await startRed();
  const route = (id: string, more: object): FlowNode => ({
    id,
    type: 'centralita-route',
    z: 'tab',
    hub: 'hub1',
    wires: [[`${id}-fits`], [`${id}-else`]],
    ...more,
  });
  const routes = [
    route('byTeam', { mode: 'hub', rules: [{ name: 'help', type: 'target', value: 'support' }] }),
    route('byTag', { mode: 'rules', rules: [{ type: 'tag', value: 'vip' }] }),
    route('byField', { mode: 'rules', rules: [{ type: 'attribute', value: 'orders.total >= 100' }] }),
  ];
  await red.deploy([
    tab,
    hubNode(),
    { ...messageIn, wires: [routes.map(({ id }) => id)] },
    ...routes,
    ...routes.flatMap(({ id }) => [collect(`${id}-fits`, userDir), collect(`${id}-else`, userDir)]),
  ]);
  await eventually('it follows', cursorKept);
  const at = (id: string) => red.seen().filter((each: Loose) => each.at === id);
  const person = await sandbox.customer('34600111333');
  await person.write('hola');
  for (const { id } of routes) {
    const [seen] = await eventually(`${id} decides`, () => at(`${id}-else`).length === 1 && at(`${id}-else`));
    expect(seen.route).toMatchObject({ output: 1, byDefault: true });
  }
  const { contactId } = at('byTag-else')[0].centralita.data.hub;
  const change = { tags: ['vip'], attributes: { orders: { total: 250 } } };
  expect((await hub.api('PATCH', `/v1/contacts/${contactId}`, change)).status).toBe(200);
  const helped = await sandbox.customer('34600111444');
  await helped.write('¡No funciona!');
  await eventually('the hub sent it to support', () => at('byTeam-fits').length === 1, 60_000);
  expect(at('byTeam-fits')[0].route).toMatchObject({ output: 0, rule: 'help', byDefault: false });
  expect(at('byTeam-fits')[0].route.explanation).toMatchObject({ rule: 'technical-problem' });
  await person.write('otra vez');
  for (const id of ['byTag', 'byField']) {
    const [seen] = await eventually(`${id} fits`, () => at(`${id}-fits`).length === 1 && at(`${id}-fits`));
    expect(seen.route).toMatchObject({ output: 0, byDefault: false, explanation: expect.anything() });
  }
});
