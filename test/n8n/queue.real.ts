import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlayedCustomer } from '../../sandbox/src/testing.ts';
import { freePort, postWebhook } from '../support/hub-process.ts';
import {
  type Balancer,
  missingForQueue,
  type QueueServers,
  startBalancer,
  startQueueServers,
} from './queue-servers.ts';
import {
  action,
  chain,
  credentials,
  directNumber,
  type Loose,
  noOp,
  outputOf,
  startWorld,
  trigger,
  until,
  type World,
  webhook,
} from './real/world.ts';
import { say } from './support/n8n-server.ts';

const minute = 60_000;
const start = missingForQueue.length > 0 ? describe.skip : describe;
if (missingForQueue.length > 0)
  say(
    `Queue mode is skipped. It needs ${missingForQueue.join(' and ')}: apt-get install redis-server postgresql`,
  );

/** Main, which takes no webhooks; a worker; two webhook processors behind a load balancer. */
start('n8n in queue mode', () => {
  let servers: QueueServers;
  let balancer: Balancer;
  let world: World;
  let ana: PlayedCustomer;
  let last = 600_400_000;

  beforeAll(async () => {
    servers = await startQueueServers();
    balancer = await startBalancer();
    world = await startWorld({
      ...servers.env,
      WEBHOOK_URL: `${balancer.url}/`,
      N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
    });
    const health = await freePort();
    world.n8n.spawn(['worker', '--concurrency=5'], {
      N8N_RUNNERS_BROKER_PORT: String(await freePort()),
      QUEUE_HEALTH_CHECK_ACTIVE: 'true',
      QUEUE_HEALTH_CHECK_PORT: String(health),
    });
    const processors = [await freePort(), await freePort()];
    for (const port of processors) world.n8n.spawn(['webhook'], { N8N_PORT: String(port) });
    for (const port of [health, ...processors])
      await until(
        `the process at ${port} is ready`,
        () =>
          fetch(`http://127.0.0.1:${port}/healthz/readiness`).then(
            ({ ok }) => ok,
            () => false,
          ),
        6 * minute,
      );
    balancer.targets.push(...processors);
  }, 12 * minute);
  afterAll(async () => {
    await world?.stop();
    await balancer?.stop();
    await servers?.stop();
  }, minute);

  const customer = async () => {
    last += 1;
    ana = await world.sandbox.customer(`+34${last}`, { name: 'Ana' });
  };
  const write = (message: Loose) =>
    world.sandbox.control<Loose>(
      'POST',
      `/customers/${ana.id}/messages?phone_number_id=${directNumber}`,
      message,
    );
  const text = (body: string) => write({ type: 'text', text: { body } });
  const listen = async (node: Loose, ...then: Loose[]): Promise<string> => {
    const id = await world.make({ name: `Queue ${randomUUID()}`, ...chain(node, ...then) });
    await world.publish(id);
    return id;
  };
  const registered = (node: Loose) =>
    until(
      'the address is registered',
      async () => {
        const { webhook_configuration } = await world.sandbox.graph<Loose>(
          'GET',
          `/${directNumber}?fields=webhook_configuration`,
        );
        return webhook_configuration?.phone_number === `${balancer.url}/webhook/${node.webhookId}/webhook`;
      },
      30_000,
    );
  const free = (id: string) => world.unpublish(id);

  it(
    'starts an execution in the worker for each processor that a repeated webhook reaches, and no more',
    async () => {
      await customer();
      const node = trigger({ takeOver: true });
      const id = await listen(node, noOp('End'));
      await registered(node);
      const before = balancer.targets.map((port) => balancer.counts.get(port) ?? 0);
      await world.sandbox.fault({ kind: 'duplicate_webhook', copies: 4, holding: 'messages' } as Loose);
      await text('hello');
      await world.sandbox.idle();
      expect(balancer.targets.map((port, n) => (balancer.counts.get(port) ?? 0) - (before[n] ?? 0))).toEqual([
        2, 2,
      ]);
      const executions = await world.executions(id, 2);
      expect(executions.map(({ status, mode }) => [status, mode])).toEqual([
        ['success', 'webhook'],
        ['success', 'webhook'],
      ]);
      for (const execution of executions)
        expect(world.n8n.log()).toMatch(new RegExp(`Worker started execution ${execution.id}\\b`));

      const forged = balancer.targets.map((port) =>
        postWebhook(`http://127.0.0.1:${port}/webhook/${node.webhookId}/webhook`, '{}', 'sha256=00'),
      );
      expect(await Promise.all(forged)).toEqual([401, 401]);
      expect(await world.n8n.executions(id)).toHaveLength(2);
      await free(id);
    },
    2 * minute,
  );

  it(
    'starts one execution behind a hub, whichever processor the event reaches',
    async () => {
      await customer();
      const node = trigger({}, credentials.hub);
      const answer = action(
        { to: '={{ $json.data.hub.conversationId }}', text: 'Hello from the queue' },
        credentials.hub,
      );
      const id = await listen(node, answer);
      await until(
        'the subscription is made',
        async () =>
          (await world.hub.api('GET', '/v1/subscriptions')).body.items.some(({ url }: Loose) =>
            url.includes(node.webhookId),
          ),
        30_000,
      );
      for (const body of ['one', 'two']) {
        await world.sandbox.fault({ kind: 'duplicate_webhook', copies: 4, holding: 'messages' } as Loose);
        await ana.write(body);
      }
      await world.executions(id, 2);
      await world.sandbox.idle();
      const executions = await world.executions(id, 2);
      expect(executions.map(({ status }) => status)).toEqual(['success', 'success']);
      const answers = (await ana.screen()).filter(({ from }: Loose) => from === 'business');
      expect(answers).toHaveLength(2);
      await free(id);
    },
    2 * minute,
  );

  it(
    'hands a tap over to the execution that waits, whichever processor gets it',
    async () => {
      await customer();
      const node = trigger({ takeOver: true });
      const listener = await listen(node, noOp('End'));
      await registered(node);
      await text('hello');
      await world.executions(listener, 1);

      const path = randomUUID();
      const question = action({ operation: 'sendAndWait', to: `+${ana.id}`, message: 'Shall we deliver?' });
      const id = await listen(webhook(path), question, noOp('A'));
      await until(
        'the webhook answers',
        async () => (await fetch(`${balancer.url}/webhook/${path}`, { method: 'POST' })).ok,
      );
      const asked = (await ana.sees('Shall we deliver', 30_000)) as Loose;
      await until('it waits', async () => (await world.n8n.executions(id))[0]?.status === 'waiting', 30_000);
      await write({
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: asked.interactive.action.buttons[0].reply },
        context: { id: asked.id },
      });
      const done = await until(
        'it goes on',
        async () => (await world.n8n.executions(id)).find((each: Loose) => each.status === 'success'),
        30_000,
      );
      expect(outputOf(done, 'A')[0]?.[0].json.data).toMatchObject({ answered: true });
      expect(await world.n8n.executions(listener)).toHaveLength(1);
      await free(id);
      await free(listener);
    },
    2 * minute,
  );
});
