import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningSandbox, startSandbox } from '@centralita/sandbox/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
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
let sandbox: RunningSandbox;
let red: NodeRed;

const tab: FlowNode = { id: 'tab', type: 'tab', label: 'WhatsApp', env: [] };
const direct = { connection: 'direct', account: 'account', z: 'tab' };
const account = (more: object = {}): FlowNode => ({
  id: 'account',
  type: 'centralita-account',
  phoneNumberId: sandbox.phoneNumberId,
  wabaId: sandbox.wabaId,
  path: 'whatsapp',
  apiBaseUrl: sandbox.graphUrl,
  credentials: {
    accessToken: sandbox.accessToken,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Node-RED puts the variable in
    appSecret: '${APP_SECRET}',
    verifyToken: sandbox.verifyToken,
  },
  ...more,
});
const messageIn = (more: object = {}): FlowNode => ({
  id: 'in',
  type: 'centralita-message-in',
  ...direct,
  wires: [['seen']],
  ...more,
});
const inject: FlowNode = {
  id: 'go',
  type: 'inject',
  z: 'tab',
  props: [
    { p: 'topic', v: customer, vt: 'str' },
    { p: 'payload', v: 'hola', vt: 'str' },
  ],
  wires: [['send']],
};
const send = (more: object = {}): FlowNode => ({
  id: 'send',
  type: 'centralita-send',
  ...direct,
  to: 'topic',
  toType: 'msg',
  wires: [['seen'], ['seen']],
  ...more,
});

const start = async (more: object = {}) => {
  userDir = tempFolder();
  red = await startNodeRed({
    userDir,
    env: { APP_SECRET: sandbox.appSecret },
    ...more,
  });
};
const bodyOf = (text: string) =>
  JSON.stringify({
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
                  id: `wamid.${randomUUID()}`,
                  timestamp: '1790000000',
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
const post = async (body: string) => {
  const signature = createHmac('sha256', sandbox.appSecret).update(body).digest('hex');
  const response = await fetch(`${red.url}/centralita/whatsapp`, {
    method: 'POST',
    body,
    headers: { 'x-hub-signature-256': `sha256=${signature}` },
  });
  await response.arrayBuffer();
  return response.status;
};
const registerWebhook = () =>
  sandbox.graph('POST', `/${sandbox.phoneNumberId}`, {
    webhook_configuration: {
      override_callback_uri: `${red.url}/centralita/whatsapp`,
      verify_token: sandbox.verifyToken,
    },
  });

beforeAll(async () => {
  await buildInPlace();
  sandbox = await startSandbox();
});
afterEach(async () => {
  await red.end();
  await sandbox.clearFaults();
  await sandbox.reset();
  rmSync(userDir, { recursive: true, force: true });
});
afterAll(async () => {
  await sandbox.close();
});

describe('a real runtime', () => {
  it.each(['full', 'flows', 'nodes'] as const)(
    'loses nothing it said 200 to, through %s deploys',
    async (type) => {
      await start();
      const flow = (name: string) => [
        tab,
        account(),
        messageIn({ name }),
        collect('seen', userDir, { name }),
      ];
      await red.deploy(flow('first'));
      const answered: string[] = [];
      const refused: number[] = [];
      let going = true;
      // As the platform does: the same bytes again until they are taken.
      const traffic = Array.from({ length: 4 }, async (_, lane) => {
        for (let number = 0; going; number += 1) {
          const text = `${lane}-${number}`;
          const body = bodyOf(text);
          for (;;) {
            const status = await post(body);
            if (status === 200) break;
            refused.push(status);
          }
          answered.push(text);
        }
      });
      for (let round = 0; round < 6; round += 1) {
        const before = answered.length;
        await eventually('traffic between two deploys', () => answered.length > before + 20);
        await red.deploy(flow(`round ${round}`), type);
      }
      going = false;
      await Promise.all(traffic);
      await eventually('the last came', () => red.seen().length >= answered.length);
      const seen = red.seen().map(({ payload }: Loose) => payload as string);
      expect(seen.toSorted()).toEqual(answered.toSorted());
      expect(refused.filter((status) => status !== 503)).toEqual([]);
      for (const lane of [0, 1, 2, 3]) {
        const own = seen.filter((text) => text.startsWith(`${lane}-`)).map((text) => Number(text.slice(2)));
        expect(own).toEqual(own.toSorted((a, b) => a - b));
      }
    },
  );

  it('a send goes on through a full deploy and its outcome comes out of the new node', async () => {
    await start();
    const flow = (name: string) => [
      tab,
      account(),
      inject,
      send({ name }),
      collect('seen', userDir, { name }),
    ];
    await red.deploy(flow('first'));
    await (await sandbox.customer(customer)).write('hola');
    await sandbox.fault({ kind: 'slow', ms: 800 } as Loose);
    await red.admin('POST', '/inject/go');
    await eventually('it has left', async () => (await sandbox.sends()).length === 1 || undefined);
    await red.deploy(flow('second'));
    const [seen] = await eventually('the outcome', () => red.seen().length > 0 && red.seen());
    expect(seen).toMatchObject({ payload: 'hola', centralita: { sent: { state: 'accepted' } } });
    expect(await sandbox.sends()).toHaveLength(1);
  });

  it('a send whose node was deleted meanwhile stays in the outcome log, and is said in the log', async () => {
    await start();
    await red.deploy([tab, account(), messageIn(), inject, send(), collect('seen', userDir)]);
    await (await sandbox.customer(customer)).write('hola');
    await sandbox.fault({ kind: 'slow', ms: 600 } as Loose);
    await red.admin('POST', '/inject/go');
    await eventually('it has left', async () => (await sandbox.sends()).length === 1 || undefined);
    await red.deploy([tab, account(), messageIn(), collect('seen', userDir)]);
    const outcome = await eventually('the outcome', async () => {
      const { outcomes } = await red.admin('GET', '/centralita/account/outcomes');
      return outcomes.find(({ state }: Loose) => state === 'accepted');
    });
    expect(outcome).toMatchObject({ told: false, to: expect.stringMatching(/^…/) });
    await eventually('the warning', () => red.log().includes('outcome')).catch((error) => {
      throw new Error(`${error.message}: ${red.log()}`);
    });
    expect(red.seen()).toEqual([]);
  });

  it('after a kill knows what it had sent, and an uncertain send is not repeated', async () => {
    await start();
    const flow = [
      tab,
      account(),
      messageIn(),
      inject,
      send({ key: 'order-1', keyType: 'str' }),
      collect('seen', userDir),
    ];
    await red.deploy(flow);
    await (await sandbox.customer(customer)).write('hola');
    await sandbox.fault({ kind: 'slow', ms: 5000 } as Loose);
    await red.admin('POST', '/inject/go');
    await eventually('it has left', async () => (await sandbox.sends()).length === 1 || undefined);
    await red.end('SIGKILL');
    await sandbox.clearFaults();
    red = await startNodeRed({ userDir, env: { APP_SECRET: sandbox.appSecret } });
    const { outcomes } = await red.admin('GET', '/centralita/account/outcomes');
    expect(outcomes[0]).toMatchObject({ key: 'order-1', state: 'unknown', told: false });
    await red.admin('POST', '/inject/go');
    await eventually('it is refused', () => red.log().includes('Nobody knows whether the provider took it'));
    expect(await sandbox.sends()).toHaveLength(1);
  });

  it('waits for a tap through a restart', async () => {
    await start();
    const question = {
      kind: 'choices',
      text: '¿Viene?',
      textType: 'str',
      choices: [{ title: 'Sí' }],
      wait: true,
    };
    await red.deploy([tab, account(), inject, send(question), collect('seen', userDir)]);
    const person = await sandbox.customer(customer);
    await person.write('hola');
    await red.admin('POST', '/inject/go');
    await person.sees('¿Viene?');
    await eventually('it is written down', () =>
      readFileSync(join(userDir, 'centralita', 'waits-account.json'), 'utf8').includes('providerId'),
    );
    await red.end();
    red = await startNodeRed({ userDir, env: { APP_SECRET: sandbox.appSecret } });
    await registerWebhook();
    await person.tap('Sí');
    const [seen] = await eventually('the answer', () => red.seen().length > 0 && red.seen());
    expect(seen).toMatchObject({ payload: 'Sí', original: { payload: 'hola' } });
  });

  it('shows no secret in flows, logs or answers, and takes them from the environment', async () => {
    await start();
    await red.deploy([tab, account(), messageIn(), collect('seen', userDir)]);
    expect(await post(bodyOf('hola'))).toBe(200);
    const told = JSON.stringify([
      await red.admin('GET', '/flows'),
      await red.admin('GET', '/credentials/centralita-account/account'),
      await red.admin('GET', '/centralita/account/outcomes'),
      await red.admin('POST', '/centralita/check/account', {
        id: 'account',
        values: {
          phoneNumberId: sandbox.phoneNumberId,
          wabaId: sandbox.wabaId,
          apiBaseUrl: sandbox.graphUrl,
        },
        secrets: { accessToken: '__PWRD__', appSecret: '__PWRD__', verifyToken: '__PWRD__' },
      }),
      red.log(),
    ]);
    for (const secret of [sandbox.accessToken, sandbox.appSecret, sandbox.verifyToken]) {
      expect(told).not.toContain(`"${secret}"`);
    }
    expect(told).toContain('access token');
  });

  it('checks a connection with what is typed: right, and wrong with the next step', async () => {
    await start();
    await red.deploy([tab, account()]);
    const check = (secrets: object) =>
      red.admin('POST', '/centralita/check/account', {
        id: 'account',
        values: {
          phoneNumberId: sandbox.phoneNumberId,
          wabaId: sandbox.wabaId,
          apiBaseUrl: sandbox.graphUrl,
        },
        secrets,
      });
    const right = await check({ accessToken: '__PWRD__', appSecret: 'x', verifyToken: 'y' });
    expect(right.lines.find(({ name }: Loose) => name === 'access token')).toMatchObject({ ok: true });
    const wrong = await check({ accessToken: 'nonsense', appSecret: '', verifyToken: '' });
    for (const name of ['access token', 'app secret', 'verify token']) {
      expect(wrong.lines.find((line: Loose) => line.name === name)).toMatchObject({
        ok: false,
        nextStep: expect.stringMatching(/\w/),
      });
    }
  });

  it('serves the webhook without an editor', async () => {
    await start();
    await red.deploy([tab, account(), messageIn(), collect('seen', userDir)]);
    await red.end();
    red = await startNodeRed({
      userDir,
      env: { APP_SECRET: sandbox.appSecret },
      settings: { httpAdminRoot: false },
    });
    expect(await post(bodyOf('headless'))).toBe(200);
    await eventually('it came', () => red.seen().length > 0);
  });
});
