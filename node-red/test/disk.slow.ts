import { createHmac, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type RunningSandbox, startSandbox } from '@centralita/sandbox/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
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
import {
  buildInPlace,
  collect,
  eventually,
  type NodeRed,
  startNodeRed,
  tempFolder,
} from './support/node-red.ts';
import { linkedDisk, mountedDisk, type SmallDisk } from './support/small-disk.ts';

jest.setTimeout(180_000);

const customer = '34600111222';
const ways = {
  // What a flow of these tests writes.
  'the kernel says so for our files': (folder: string) =>
    linkedDisk(folder, ['outcomes-source.jsonl', 'waits-source.json.new', 'cursor-source.json.new']),
  'a real file system of 256 kB': mountedDisk,
};
let userDir: string;
let disk: SmallDisk | undefined;
let sandbox: RunningSandbox;
let red: NodeRed;
let hub: HubProcess | undefined;

const inject = (id: string, to: string): FlowNode => ({
  id,
  type: 'inject',
  z: 'tab',
  props: [
    { p: 'topic', v: customer, vt: 'str' },
    { p: 'payload', v: 'hola', vt: 'str' },
  ],
  wires: [[to]],
});
const flow = (source: FlowNode, through: object): FlowNode[] => [
  { id: 'tab', type: 'tab', label: 'WhatsApp' },
  source,
  { id: 'in', type: 'centralita-message-in', z: 'tab', ...through, wires: [['seen']] },
  inject('go', 'send'),
  inject('goAsk', 'ask'),
  {
    id: 'send',
    type: 'centralita-send',
    z: 'tab',
    ...through,
    to: 'topic',
    toType: 'msg',
    wires: [['sent']],
  },
  {
    id: 'ask',
    type: 'centralita-send',
    z: 'tab',
    ...through,
    to: 'topic',
    toType: 'msg',
    kind: 'choices',
    text: '¿Viene?',
    textType: 'str',
    choices: [{ title: 'Sí' }],
    wait: true,
    wires: [['tapped'], []],
  },
  { id: 'c1', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['failed']] },
  { id: 's1', type: 'status', z: 'tab', scope: ['in', 'send'], wires: [['shown']] },
  ...['seen', 'sent', 'tapped', 'failed', 'shown'].map((id) => collect(id, userDir)),
];
const at = (id: string): Loose[] => red.seen().filter((each) => each.at === id);
const statusOf = (id: string) => at('shown').findLast(({ status }) => status.source.id === id)?.status;
const full = { fill: 'red', text: 'disk full: free some space' };

const start = async (way: keyof typeof ways) => {
  userDir = tempFolder();
  disk = ways[way](join(userDir, 'centralita'));
  if (!disk) return false;
  red = await startNodeRed({ userDir });
  return true;
};

beforeAll(async () => {
  await buildInPlace();
  sandbox = await startSandbox({ appSecret, verifyToken, accessToken });
});
afterEach(async () => {
  if (disk) await red.end();
  disk?.end();
  await hub?.end();
  hub = undefined;
  removeFolder(userDir);
  await sandbox.reset();
});
afterAll(() => sandbox.close());

describe.each(Object.keys(ways) as (keyof typeof ways)[])('a full disk: %s', (way) => {
  it('directly: what was answered 200 was handed over, nothing is sent that is not written down', async () => {
    // Only root may mount.
    if (!(await start(way))) return;
    const source: FlowNode = {
      id: 'source',
      type: 'centralita-account',
      phoneNumberId: sandbox.phoneNumberId,
      wabaId: sandbox.wabaId,
      path: 'whatsapp',
      apiBaseUrl: sandbox.graphUrl,
      credentials: { accessToken, appSecret, verifyToken },
    };
    await red.deploy(flow(source, { connection: 'direct', account: 'source' }));
    const person = await sandbox.customer(customer);
    await person.write('hola');
    disk?.fill();
    const before = (await sandbox.sends()).length;
    await red.admin('POST', '/inject/go');
    await red.admin('POST', '/inject/goAsk');
    await eventually('both are told', () => at('failed').length === 2);
    for (const { error } of at('failed')) {
      expect(error).toMatchObject({
        code: 'store_unavailable',
        cause: { disk: 'full', outcome: 'not-sent', nextStep: expect.stringContaining('Free some space') },
      });
    }
    expect(await sandbox.sends()).toHaveLength(before);
    await eventually('it shows', () => statusOf('in')?.fill === 'red' && statusOf('send')?.fill === 'red');
    expect(statusOf('in')).toMatchObject(full);
    expect(statusOf('send').text).toContain('disk full');

    const answers: string[] = [];
    for (let number = 0; number < 30; number += 1) {
      const text = `while full ${number}`;
      if ((await post(text)) === 200) answers.push(text);
    }
    await eventually('all came', () => at('seen').length >= answers.length);
    const seen = at('seen').map(({ payload }) => payload);
    expect(seen.filter((text) => text.startsWith('while'))).toEqual(answers);
    expect(answers).toHaveLength(30);

    disk?.free();
    await red.admin('POST', '/inject/goAsk');
    await person.sees('¿Viene?');
    await red.admin('POST', '/inject/go');
    await eventually('it is sent', () => at('sent').length === 1);
    await eventually('it shows no more', () => statusOf('in')?.fill === 'green');
    await eventually('the question is known', async () => {
      const { outcomes } = await red.admin('GET', '/centralita/source/outcomes');
      return (
        outcomes.filter(({ state }: Loose) => ['accepted', 'sent', 'delivered'].includes(state)).length === 2
      );
    });
  });

  it('through a hub: events go on, and after a restart those since the last kept cursor come again', async () => {
    if (!(await start(way))) return;
    const data = hubFolder();
    hub = await startHub({ folder: data, port: await freePort(), apiBaseUrl: sandbox.graphUrl });
    await sandbox.graph('POST', `/${sandbox.phoneNumberId}`, {
      webhook_configuration: { override_callback_uri: hub.webhook, verify_token: verifyToken },
    });
    const source: FlowNode = {
      id: 'source',
      type: 'centralita-hub',
      url: hub.url,
      delivery: 'pull',
      credentials: { key: apiKey },
    };
    await red.deploy(flow(source, { connection: 'hub', hub: 'source' }));
    await eventually('it follows', () => statusOf('in')?.fill === 'green');
    const person = await sandbox.customer(customer);
    await person.write('kept');
    await eventually('it came', () => at('seen').length === 1);
    await new Promise((later) => setTimeout(later, 500));
    disk?.fill();
    await person.write('while full');
    await eventually('it came all the same', () => at('seen').length === 2);
    await eventually('it shows', () => statusOf('in')?.fill === 'red');
    expect(statusOf('in')).toMatchObject(full);
    await red.admin('POST', '/inject/go');
    await eventually('it is told', () => at('failed').length === 1);
    expect(at('failed')[0].error).toMatchObject({ code: 'store_unavailable', cause: { disk: 'full' } });

    await red.end('SIGKILL');
    disk?.restart();
    red = await startNodeRed({ userDir });
    await eventually('again what no cursor is past', () => at('seen').length === 3);
    expect(at('seen').map(({ payload }) => payload)).toEqual(['kept', 'while full', 'while full']);
    disk?.free();
    await eventually('it shows no more', () => statusOf('in')?.fill === 'green', 60_000);
    await person.write('after');
    await eventually('it goes on', () => at('seen').length === 4);
    removeFolder(data);
  });
});

const post = async (text: string): Promise<number> => {
  const message = {
    from: customer,
    id: `wamid.${randomUUID()}`,
    timestamp: '1790000000',
    type: 'text',
    text: { body: text },
  };
  const metadata = { display_phone_number: '34910000001', phone_number_id: sandbox.phoneNumberId };
  const value = { messaging_product: 'whatsapp', metadata, messages: [message] };
  const changes = [{ field: 'messages', value }];
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: sandbox.wabaId, changes }],
  });
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  const response = await fetch(`${red.url}/centralita/whatsapp`, {
    method: 'POST',
    body,
    headers: { 'x-hub-signature-256': `sha256=${signature}` },
  });
  await response.arrayBuffer();
  return response.status;
};
