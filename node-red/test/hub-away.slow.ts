import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type RunningSandbox, startSandbox } from '@centralita/sandbox/testing';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import {
  accessToken,
  apiKey,
  appSecret,
  freePort,
  type HubProcess,
  tempFolder as hubFolder,
  removeFolder,
  startHub,
  verifyToken,
} from '../../test/support/hub-process.ts';
import type { FlowNode, Loose } from './harness.ts';
import { type Front, startFront } from './support/front.ts';
import {
  buildInPlace,
  collect,
  eventually,
  type NodeRed,
  startNodeRed,
  tempFolder,
} from './support/node-red.ts';

jest.setTimeout(240_000);

/** Node-RED's clock runs this much faster than ours; the hub, the sandbox and the network do not. */
const factor = 120;
const minute = 60_000 / factor;
const customer = '34600111222';
const userDir = tempFolder();
const data = hubFolder();
let port: number;
let sandbox: RunningSandbox;
let hub: HubProcess;
let front: Front;
let red: NodeRed;

const startTheHub = async () => {
  hub = await startHub({ folder: data, port, apiBaseUrl: sandbox.graphUrl });
};
const startRed = async () => {
  const faster = pathToFileURL(join(import.meta.dirname, 'support/faster.mjs')).href;
  red = await startNodeRed({
    userDir,
    env: { NODE_OPTIONS: `--import=${faster}`, TIME_FACTOR: String(factor) },
  });
};
const minutes = (count: number) => new Promise((wait) => setTimeout(wait, count * minute));
const through = { connection: 'hub', hub: 'hub1', z: 'tab' };
const flow = (): FlowNode[] => [
  { id: 'tab', type: 'tab', label: 'WhatsApp' },
  {
    id: 'hub1',
    type: 'centralita-hub',
    url: `http://127.0.0.1:${front.port}`,
    delivery: 'pull',
    credentials: { key: apiKey },
  },
  { id: 'in', type: 'centralita-message-in', ...through, wires: [['seen']] },
  {
    id: 'go',
    type: 'inject',
    z: 'tab',
    props: [
      { p: 'topic', v: customer, vt: 'str' },
      { p: 'payload', v: 'Su pedido sale hoy', vt: 'str' },
      { p: 'idempotencyKey', v: 'order-9', vt: 'str' },
    ],
    wires: [['send', 'consent']],
  },
  { id: 'send', type: 'centralita-send', ...through, to: 'topic', toType: 'msg', wires: [['sent']] },
  {
    id: 'consent',
    type: 'centralita-consent',
    ...through,
    state: 'granted',
    to: 'topic',
    toType: 'msg',
    wires: [['sent']],
  },
  { id: 'c1', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['failed']] },
  { id: 's1', type: 'status', z: 'tab', scope: ['in'], wires: [['shown']] },
  ...['seen', 'sent', 'failed', 'shown'].map((id) => collect(id, userDir)),
];
const at = (id: string): Loose[] => red.seen().filter((each) => each.at === id);
const payloads = (): string[] => at('seen').map(({ payload }) => payload);
const lastStatus = () => at('shown').at(-1)?.status;

beforeAll(async () => {
  await buildInPlace();
  sandbox = await startSandbox({ appSecret, verifyToken, accessToken });
  port = await freePort();
  await startTheHub();
  await sandbox.graph('POST', `/${sandbox.phoneNumberId}`, {
    webhook_configuration: { override_callback_uri: hub.webhook, verify_token: verifyToken },
  });
  front = await startFront(port);
  await startRed();
});
afterAll(async () => {
  await red.end();
  await front.close();
  await hub.end();
  await sandbox.close();
  removeFolder(userDir);
  removeFolder(data);
});

it('a hub that is away for an hour: says what to do, loses nothing, repeats nothing, also across a restart', async () => {
  const person = await sandbox.customer(customer);
  await red.deploy(flow());
  await eventually('it follows', () => existsSync(join(userDir, 'centralita', 'cursor-hub1.json')));
  await person.write('before');
  await eventually('what came before', () => payloads().includes('before'));
  expect(lastStatus()).toMatchObject({ fill: 'green' });

  front.cut();
  await person.write('one');
  await eventually('it shows under the node', () => lastStatus()?.fill === 'red');
  expect(lastStatus()).toMatchObject({ shape: 'ring', text: expect.stringContaining('does the hub run') });
  expect(red.log()).toContain('Check that it runs, its address and the proxy');

  await red.admin('POST', '/inject/go');
  await eventually('both are told', () => at('failed').length === 2);
  for (const id of ['send', 'consent']) {
    const { error } = at('failed').find(({ error }) => error.source.id === id);
    expect(error).toMatchObject({
      code: 'store_unavailable',
      cause: { outcome: 'unknown', nextStep: expect.stringContaining('Check that the hub runs') },
    });
  }

  await minutes(20);
  await hub.end('SIGKILL');
  await red.end();
  const shownBefore = at('shown').length;
  await startRed();
  await eventually('it shows again', () => at('shown').length > shownBefore && lastStatus()?.fill === 'red');
  await minutes(20);
  await startTheHub();
  await person.write('two');
  await red.deploy(flow().map((node) => (node.id === 'in' ? { ...node, name: 'anew' } : node)));
  await minutes(20);
  expect(lastStatus()).toMatchObject({ fill: 'red', shape: 'ring' });
  expect(payloads()).toEqual(['before']);
  // Asked again all the while, and never in a storm.
  expect(front.refused).toBeGreaterThan(30);
  expect(front.refused).toBeLessThan(400);

  front.mend();
  await eventually('what came meanwhile', () => payloads().length >= 3);
  await person.write('after');
  await eventually('it goes on', () => payloads().includes('after'));
  expect(payloads()).toEqual(['before', 'one', 'two', 'after']);
  expect(lastStatus()).toMatchObject({ fill: 'green', shape: 'dot' });
  expect(red.log()).toContain('answers again');

  await red.admin('POST', '/inject/go');
  await eventually('both are done', () => at('sent').length === 2);
  await person.sees('Su pedido sale hoy');
  const shown = (await person.screen()).filter((each) => JSON.stringify(each).includes('sale hoy'));
  expect(shown).toHaveLength(1);
  expect(readFileSync(join(userDir, 'centralita', 'cursor-hub1.json'), 'utf8')).toContain('cursor');
});
