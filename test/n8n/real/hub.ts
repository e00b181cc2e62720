import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect } from '@jest/globals';
import type { PlayedCustomer } from '../../../sandbox/src/testing.ts';
import { scenariosIn } from './scenario.ts';
import {
  action,
  chain,
  credentials,
  type Loose,
  noOp,
  outputOf,
  trigger,
  until,
  type World,
} from './world.ts';

export const hubScenarios = (of: () => World): void => {
  const scenario = scenariosIn(of);
  let world: World;
  let luis: PlayedCustomer;
  let made: string[] = [];
  let last = 600_200_000;

  beforeEach(async () => {
    world = of();
    last += 1;
    luis = await world.sandbox.customer(`+34${last}`, { name: 'Luis' });
  });
  afterEach(async () => {
    for (const id of made) await world.unpublish(id);
    made = [];
    await world.sandbox.clearFaults();
  });

  const subscriptions = async (): Promise<Loose[]> =>
    (await world.hub.api('GET', '/v1/subscriptions')).body.items;
  const mine = async (url: string) => (await subscriptions()).find((each) => each.url === url);
  const publish = async (start: Loose, flow: Pick<Parameters<World['make']>[0], 'nodes' | 'connections'>) => {
    const id = await world.make({ name: `Hub ${randomUUID()}`, ...flow });
    const url = `${world.n8n.url}/webhook/${start.webhookId}/webhook`;
    await world.publish(id);
    made.push(id);
    await until('the subscription is made', () => mine(url), 20_000);
    return { id, url };
  };
  scenario(
    'subscribes, gets each event once with what the hub knows, beside any number of workflows',
    async () => {
      const [first, second] = [trigger({}, credentials.hub), trigger({}, credentials.hub)];
      const answer = action(
        { to: '={{ $json.data.hub.conversationId }}', text: 'Hello from n8n' },
        credentials.hub,
      );
      const one = await publish(first, chain(first, answer));
      const two = await publish(second, chain(second, noOp('End')));
      await world.sandbox.fault({ kind: 'duplicate_webhook', copies: 3, holding: 'messages' } as Loose);
      await luis.write('hello');
      await luis.sees('Hello from n8n', 20_000);
      const [execution, ...more] = await world.executions(one.id, 1);
      expect(more).toEqual([]);
      const [item] = outputOf(execution, first.name)[0] as Loose[];
      expect(item.json.data.hub).toMatchObject({
        conversationId: expect.stringMatching(/^cv_/),
        firstContact: true,
      });
      expect(outputOf(execution, 'Centralita')[0]?.[0].json).toMatchObject({ state: 'accepted' });
      expect(await world.executions(two.id, 1)).toHaveLength(1);

      // Killed and started again n8n subscribes nothing a second time and repeats nothing.
      const count = (await subscriptions()).length;
      await world.n8n.restart('SIGKILL');
      await luis.write('again');
      await world.executions(one.id, 2);
      expect((await subscriptions()).length).toBe(count);
      await world.unpublish(one.id);
      await until('the subscription has ended', async () => !(await mine(one.url)));
      expect(await mine(two.url)).toBeDefined();
    },
    180_000,
  );

  scenario('refuses what does not come from the hub', async () => {
    const start = trigger({}, credentials.hub);
    const { id, url } = await publish(start, chain(start, noOp('End')));
    const body = JSON.stringify({ id: 'ev_1', type: 'message.received', timestamp: '', data: {} });
    const headers = {
      'content-type': 'application/json',
      'webhook-id': 'ev_1',
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
    };
    expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(401);
    expect(world.n8n.log()).toMatch(/refused with 401 \(wrong_signature\)/);
    expect(await world.n8n.executions(id)).toEqual([]);
  });

  scenario('listens for a test beside production, and ends only the test', async () => {
    const start = trigger({}, credentials.hub);
    const { id, url } = await publish(start, chain(start, noOp('End')));
    const workflowData = await world.n8n.rest('GET', `/workflows/${id}`);
    const answer = await world.n8n.rest('POST', `/workflows/${id}/run`, {
      workflowData,
      destinationNode: { nodeName: 'End', mode: 'inclusive' },
    });
    expect(answer.waitingForWebhook).toBe(true);
    const testUrl = url.replace('/webhook/', '/webhook-test/');
    await until('the test has a subscription of its own', () => mine(testUrl), 20_000);
    await luis.write('hello');
    await until('the test has ended its own', async () => !(await mine(testUrl)), 20_000);
    expect(await mine(url)).toMatchObject({ state: 'active' });
    const modes = (
      await until(
        'both ran',
        async () => {
          const all = await world.n8n.executions(id);
          return all.length >= 2 && all;
        },
        20_000,
      )
    ).map((each: Loose) => each.mode);
    expect(modes.sort()).toEqual(['manual', 'webhook']);
  });

  scenario('routes by the rules of the hub, and moves the conversation', async () => {
    const start = trigger({}, credentials.hub);
    const route = action(
      {
        resource: 'routing',
        operation: 'route',
        rulesFrom: 'hub',
        teams: { values: [{ name: 'support' }, { name: 'sales' }] },
        assignInHub: true,
      },
      credentials.hub,
    );
    const ends = ['Support', 'Sales', 'Default'].map((name) => noOp(name, 3));
    const { id } = await publish(start, {
      nodes: [start, route, ...ends],
      connections: {
        [start.name]: { main: [[{ node: route.name, type: 'main', index: 0 }]] },
        [route.name]: { main: ends.map(({ name }) => [{ node: name, type: 'main', index: 0 }]) },
      },
    });
    await luis.write('it is broken');
    const [execution] = await world.executions(id, 1);
    expect(execution.status).toBe('success');
    const [[item]] = outputOf(execution, 'Support') as [Loose[]];
    expect(item.json.route).toMatchObject({
      to: 'support',
      byDefault: false,
      explanation: { summary: { en: expect.stringContaining('broken') } },
    });
    const { body } = await world.hub.api('GET', `/v1/conversations/${item.json.data.hub.conversationId}`);
    expect(body.teamId).toMatch(/^tm_/);
  });
};
