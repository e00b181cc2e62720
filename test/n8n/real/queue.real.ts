import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../../../sandbox/src/testing.ts';
import {
  accessToken,
  appSecret,
  freePort,
  phoneNumberId,
  postWebhook,
  until,
  verifyToken,
  wabaId,
} from '../../support/hub-process.ts';
import { type Packed, pack } from '../support/build.ts';
import { type N8n, say, startN8n } from '../support/n8n-server.ts';
import { action, chain, credentials, type Loose, noOp, trigger, webhook } from './world.ts';

const minute = 60_000;
const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis) say('Skipped the queue mode: it needs redis-server (Debian: apt-get install redis-server).');

/** A Redis of its own that keeps nothing. */
const startRedis = async (port: number) => {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-redis-'));
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
};

/** What holds with a main process, a worker and two webhook processors. */
(hasRedis ? describe : describe.skip)('n8n in queue mode', () => {
  let packed: Packed;
  let sandbox: RunningSandbox;
  let n8n: N8n;
  let stopRedis: () => Promise<void>;
  let processors: string[];

  beforeAll(async () => {
    packed = pack();
    sandbox = await startSandbox({ appSecret, verifyToken, accessToken });
    const redis = await freePort();
    stopRedis = await startRedis(redis);
    const data = {
      accessToken,
      phoneNumberId,
      businessAccountId: wabaId,
      appSecret,
      verifyToken,
      baseUrl: sandbox.graphUrl,
      version: 'v25.0',
    };
    const { id, name } = credentials.direct.centralitaWhatsAppApi;
    n8n = await startN8n({
      packageFolder: packed.folder,
      credentials: [{ id, name, type: 'centralitaWhatsAppApi', data }],
      env: {
        EXECUTIONS_MODE: 'queue',
        QUEUE_BULL_REDIS_HOST: '127.0.0.1',
        QUEUE_BULL_REDIS_PORT: String(redis),
        OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'false',
      },
    });
    const ports = [await freePort(), await freePort()];
    n8n.spawn(['worker'], {
      N8N_RUNNERS_BROKER_PORT: String(await freePort()),
      QUEUE_HEALTH_CHECK_PORT: String(await freePort()),
    });
    for (const port of ports) n8n.spawn(['webhook'], { N8N_PORT: String(port) });
    processors = ports.map((port) => `http://127.0.0.1:${port}`);
    for (const url of processors)
      await until(
        'the webhook processor is up',
        async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok,
        180_000,
      );
  }, 600_000);
  afterAll(async () => {
    await n8n?.stop();
    await stopRedis?.();
    await sandbox?.close();
    packed?.remove();
  }, minute);

  const make = async (flow: Loose): Promise<string> => {
    const { id } = await n8n.api('POST', '/workflows', {
      name: 'Queue',
      ...flow,
      settings: { executionOrder: 'v1' },
    });
    await n8n.api('POST', `/workflows/${id}/activate`, {});
    return id;
  };
  const body = (id: string) =>
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: wabaId,
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '34910000001', phone_number_id: phoneNumberId },
                contacts: [{ profile: { name: 'Ana' }, wa_id: '34600111222' }],
                messages: [
                  {
                    from: '34600111222',
                    id,
                    timestamp: String(Math.floor(Date.now() / 1000)),
                    type: 'text',
                    text: { body: 'hello' },
                  },
                ],
              },
            },
          ],
        },
      ],
    });

  it(
    'each processor leaves out repeats for itself; forged ones get 401 from both',
    async () => {
      const start = trigger({ registration: 'none' });
      const id = await make(chain(start, noOp('End')));
      const path = `/webhook/${start.webhookId}/webhook`;
      const [one, two] = processors as [string, string];
      await until('the webhook is known', async () => (await postWebhook(one + path, '{}')) === 200);
      expect([
        await postWebhook(one + path, '{}', 'sha256=00'),
        await postWebhook(two + path, '{}', 'sha256=00'),
      ]).toEqual([401, 401]);
      for (const url of [one, one, two, two])
        expect(await postWebhook(url + path, body('wamid.q1'))).toBe(200);
      const executions = await until(
        'the executions',
        async () => {
          const found = await n8n.executions(id);
          return found.length >= 2 && found;
        },
        60_000,
      );
      // One for each processor: only a hub leaves out repeats across processes.
      expect(executions).toHaveLength(2);
    },
    3 * minute,
  );

  it(
    'a worker that retries repeats nothing that was sent',
    async () => {
      await sandbox.control('POST', '/customers/34600111222/messages', {
        type: 'text',
        text: { body: 'hello' },
      });
      const start = webhook('queue-send');
      const node = action(
        { to: '={{ ["+34600111222", "+5355512345"][$itemIndex] }}', text: 'once' },
        credentials.direct,
        { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 },
      );
      const two = {
        id: 'two',
        name: 'Two',
        type: 'n8n-nodes-base.code',
        typeVersion: 2,
        position: [0, 0],
        parameters: { jsCode: 'return [{ json: {} }, { json: {} }];' },
      };
      const id = await make(chain(start, two, node));
      await until(
        'it starts',
        async () => (await fetch(`${processors[0]}/webhook/queue-send`, { method: 'POST' })).ok,
      );
      await until('it has failed', async () => (await n8n.executions(id))[0]?.status === 'error', 90_000);
      expect((await sandbox.sends()).map(({ count }) => count)).toEqual([1]);
    },
    3 * minute,
  );

  it(
    'a tap that one processor takes resumes the execution that a worker began',
    async () => {
      const start = webhook('queue-ask');
      const ask = action({ operation: 'sendAndWait', to: '+34600111222', message: 'Shall we?' });
      const id = await make(chain(start, ask, noOp('End')));
      const listener = trigger({ registration: 'none' });
      const listening = await make(chain(listener, noOp('End')));
      await until(
        'it starts',
        async () => (await fetch(`${processors[0]}/webhook/queue-ask`, { method: 'POST' })).ok,
      );
      await until('it waits', async () => (await n8n.executions(id))[0]?.status === 'waiting', 60_000);
      const ana = await sandbox.customer('+34600111222');
      const shown = (await ana.sees('Shall we?')) as Loose;
      const { reply } = shown.interactive.action.buttons[0];
      const tap = JSON.stringify({
        object: 'whatsapp_business_account',
        entry: [
          {
            id: wabaId,
            changes: [
              {
                field: 'messages',
                value: {
                  messaging_product: 'whatsapp',
                  metadata: { display_phone_number: '34910000001', phone_number_id: phoneNumberId },
                  contacts: [{ profile: { name: 'Ana' }, wa_id: '34600111222' }],
                  messages: [
                    {
                      from: '34600111222',
                      id: 'wamid.tap1',
                      timestamp: String(Math.floor(Date.now() / 1000)),
                      type: 'interactive',
                      interactive: { type: 'button_reply', button_reply: reply },
                    },
                  ],
                },
              },
            ],
          },
        ],
      });
      const path = `/webhook/${listener.webhookId}/webhook`;
      await until(
        'the webhook is known',
        async () => (await postWebhook(processors[1] + path, '{}')) === 200,
      );
      expect(await postWebhook(processors[1] + path, tap)).toBe(200);
      await until('it has gone on', async () => (await n8n.executions(id))[0]?.status === 'success', 90_000);
      expect(await n8n.executions(listening)).toEqual([]);
    },
    4 * minute,
  );
});
