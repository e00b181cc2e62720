import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { PlayedCustomer } from '../../../sandbox/src/testing.ts';
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
  webhook,
} from './world.ts';

const minute = 60_000;

export const hubScenarios = (of: () => World): void => {
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
  /** One run of the action node, started from outside; what left it, or its error. */
  const act = async (parameters: Loose, using: Loose = credentials.hub, more: Loose = {}): Promise<Loose> => {
    const path = randomUUID();
    const start = webhook(path);
    const node = action(parameters, using, more);
    const id = await world.make({ name: `Act ${path}`, ...chain(start, node, noOp('End')) });
    await world.publish(id);
    const run = () =>
      fetch(`${world.n8n.url}/webhook/${path}`, { method: 'POST' }).then((answer) => answer.ok);
    await until('the webhook answers', run);
    const [execution] = await world.executions(id, 1);
    await world.unpublish(id);
    const { error } = execution.data.resultData;
    return error ? { error } : { items: outputOf(execution, node.name)[0]?.map(({ json }) => json) };
  };
  const to = () => `+${luis.id}`;

  it(
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

      // A new start of n8n subscribes nothing a second time and repeats nothing.
      const count = (await subscriptions()).length;
      await world.n8n.restart();
      await luis.write('again');
      await world.executions(one.id, 2);
      expect((await subscriptions()).length).toBe(count);
      await world.unpublish(one.id);
      await until('the subscription has ended', async () => !(await mine(one.url)));
      expect(await mine(two.url)).toBeDefined();
    },
    3 * minute,
  );

  it(
    'refuses what does not come from the hub',
    async () => {
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
      expect(await world.n8n.executions(id)).toEqual([]);
    },
    minute,
  );

  it(
    'listens for a test beside production, and ends only the test',
    async () => {
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
    },
    minute,
  );

  it(
    'tells on the item what the hub refuses, and what to do',
    async () => {
      await luis.write('hello');
      await until(
        'the hub has it',
        async () =>
          (await world.hub.api('GET', `/v1/contacts?phone=${encodeURIComponent(to())}`)).body.items.length >
          0,
      );
      const refused = async (parameters: Loose, using?: Loose) => {
        const { error } = await act({ to: to(), text: 'hi', ...parameters }, using);
        expect(error?.description?.length).toBeGreaterThan(15);
        return `${error.message} | ${error.description}`;
      };
      expect(await refused({ to: '+34600777666' })).toMatch(/24-hour window is closed.*template/s);
      expect(await refused({ to: '+5355512345' })).toMatch(/region.*blocked/is);
      expect(await refused({}, credentials.limited)).toMatch(/key does not allow.*scope/is);
      expect(await refused({ text: 'x'.repeat(5000) })).toMatch(/4096/);
      await luis.write('STOP');
      await until('the opt-out is known', async () =>
        JSON.stringify(
          (await world.hub.api('GET', '/v1/events?limit=200&types=consent.changed')).body,
        ).includes('withdrawn'),
      );
      const template = {
        operation: 'sendTemplate',
        template: { __rl: true, mode: 'id', value: 'summer_offer|en_US' },
        variables: {
          mappingMode: 'defineBelow',
          value: { 'header.image': 'https://shop.example/a.jpg', 'body.1': 'Luis', 'button.1.url': 'a' },
        },
      };
      expect(await refused({ ...template, options: { purpose: 'marketing' } })).toMatch(
        /withdrew consent.*Only the person/s,
      );
    },
    3 * minute,
  );

  it(
    'says when the hub is down, and sends once when it is back',
    async () => {
      await luis.write('hello');
      await world.hubDown();
      const { error } = await act({ to: to(), text: 'hi' });
      await world.hubUp();
      expect(error.message).toMatch(/hub does not answer \(ECONN/);
      expect(error.description).toMatch(/Check that the hub is running/);
    },
    2 * minute,
  );

  it(
    'sends nothing twice on retry, whatever became of the first try',
    async () => {
      await luis.write('hello');
      await until(
        'the window is open',
        async () =>
          (await world.hub.api('GET', `/v1/contacts?phone=${encodeURIComponent(to())}`)).body.items.length >
          0,
      );
      await world.sandbox.fault({ kind: 'reset', accepted: true, customer: luis.id } as Loose);
      await act({ to: to(), text: 'only once' }, credentials.hub, {
        retryOnFail: true,
        maxTries: 3,
        waitBetweenTries: 100,
      });
      const sent = (await world.sandbox.sends()).filter((send) => JSON.stringify(send).includes(luis.id));
      expect(sent.map(({ count }: Loose) => count)).toEqual([1]);
    },
    minute,
  );

  it(
    'reads and changes contacts and consent',
    async () => {
      await luis.write('hello');
      await until(
        'the hub has it',
        async () =>
          (await world.hub.api('GET', `/v1/contacts?phone=${encodeURIComponent(to())}`)).body.items.length >
          0,
      );
      const contact = { resource: 'contact', contact: to() };
      const got = await act({ ...contact, operation: 'getContact' });
      expect(got.items).toEqual([expect.objectContaining({ id: expect.stringMatching(/^ct_/) })]);
      const set = await act({
        ...contact,
        operation: 'setAttributes',
        attributes: '={{ { tier: "gold" } }}',
        contactChange: { tags: 'vip, madrid' },
      });
      expect(set.items[0]).toMatchObject({ attributes: { tier: 'gold' }, tags: ['vip', 'madrid'] });
      const granted = await act({
        ...contact,
        operation: 'grantConsent',
        purposes: ['marketing'],
        source: 'form',
        proof: 'https://shop.example/form/7',
      });
      expect(granted.items[0]).toMatchObject({ state: 'granted', purposes: ['marketing'] });
      await act({ ...contact, operation: 'withdrawConsent', purposes: [] });
      const history = await act({ ...contact, operation: 'consentHistory' });
      expect(history.items.map(({ state }: Loose) => state).sort()).toEqual(['granted', 'withdrawn']);
      expect(
        (await act({ ...contact, contact: '+34699999999', operation: 'getContact' })).error.description,
      ).toMatch(/country code/);
    },
    2 * minute,
  );

  it(
    'works on conversations and routes by the rules of the hub',
    async () => {
      await luis.write('it is broken');
      const contact = await until(
        'the hub has it',
        async () =>
          (await world.hub.api('GET', `/v1/contacts?phone=${encodeURIComponent(to())}`)).body.items[0],
      );
      const { body } = await world.hub.api('GET', `/v1/conversations?contactId=${contact.id}`);
      const [{ id, caseNumber }] = body.items;
      const conversation = { resource: 'conversation', conversation: id };
      expect(
        (await act({ ...conversation, operation: 'getConversation', conversation: caseNumber })).items[0].id,
      ).toBe(id);
      expect(
        (await act({ ...conversation, operation: 'tag', addTags: 'urgent, vip' })).items[0].tags,
      ).toEqual(['urgent', 'vip']);
      expect(
        (await act({ ...conversation, operation: 'addNote', note: 'Called back' })).items[0],
      ).toMatchObject({ text: 'Called back' });
      expect(
        (await act({ ...conversation, operation: 'assign', assignTo: 'team', assignee: 'support' })).items[0]
          .teamId,
      ).toMatch(/^tm_/);
      expect(
        (await act({ ...conversation, operation: 'assign', assignTo: 'user', assignee: 'ana' })).items[0]
          .assigneeId,
      ).toMatch(/^us_/);
      expect(
        (
          await act({
            ...conversation,
            operation: 'snooze',
            until: new Date(Date.now() + 3_600_000).toISOString(),
          })
        ).items[0].state,
      ).toBe('snoozed');
      expect((await act({ ...conversation, operation: 'close' })).items[0].state).toBe('closed');
      const listed = await act({
        resource: 'conversation',
        operation: 'listConversations',
        returnAll: true,
        filters: { contactId: contact.id, state: ['closed'] },
      });
      expect(listed.items.map((each: Loose) => each.id)).toEqual([id]);
    },
    3 * minute,
  );

  it(
    'routes by the rules of the hub, and moves the conversation',
    async () => {
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
    },
    minute,
  );
};
