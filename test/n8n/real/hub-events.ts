import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { PlayedCustomer } from '../../../sandbox/src/testing.ts';
import { apiKey } from '../../support/hub-process.ts';
import { localServer } from '../../support/local-server.ts';
import { scenariosIn } from './scenario.ts';
import { credentials, type Loose, noOp, outputOf, trigger, until, type World } from './world.ts';

const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What only a hub tells, and what it keeps right when something dies. */
export const hubEventScenarios = (of: () => World): void => {
  const scenario = scenariosIn(of);
  let world: World;
  let luis: PlayedCustomer;
  let gate: Awaited<ReturnType<typeof localServer>>;
  /** Set: what happens once the hub has made a subscription, in place of its answer. */
  let onSubscribed: (() => Promise<unknown>) | undefined;
  let last = 600_500_000;
  const published: string[] = [];

  beforeAll(async () => {
    gate = await localServer(async ({ method, url, headers, body }, response) => {
      const { host: _, connection: __, 'content-length': ___, ...rest } = headers;
      const answer = await fetch(of().hub.url + url, {
        method,
        headers: rest as Record<string, string>,
        ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
      }).catch(() => undefined);
      const text = await answer?.text();
      const instead = onSubscribed;
      if (answer?.ok && method === 'PUT' && instead) {
        onSubscribed = undefined;
        await instead();
        response.destroy();
      } else if (answer) {
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
      } else response.destroy();
    });
  });
  afterAll(async () => gate?.stop());
  beforeEach(async () => {
    world = of();
    last += 1;
    luis = await world.sandbox.customer(`+34${last}`, { name: 'Luis' });
  });
  afterEach(async () => {
    for (const id of published.splice(0)) await world.unpublish(id);
    await world.sandbox.clearFaults();
  });

  const subscriptions = async (): Promise<Loose[]> =>
    (await world.hub.api('GET', '/v1/subscriptions')).body.items;
  const at = async (url: string) => (await subscriptions()).filter((each) => each.url === url);
  const make = async (parameters: Loose, using: Loose = credentials.hub) => {
    const start = trigger(parameters, using);
    const names = parameters.outputs === 'each' ? parameters.events : ['End'];
    const ends = names.map((name: string) => noOp(name));
    const id = await world.make({
      name: `Events ${randomUUID()}`,
      nodes: [start, ...ends],
      connections: {
        [start.name]: { main: ends.map(({ name }: Loose) => [{ node: name, type: 'main', index: 0 }]) },
      },
    });
    return { id, start, url: `${world.n8n.url}/webhook/${start.webhookId}/webhook` };
  };
  const publish = async (parameters: Loose, using?: Loose) => {
    const made = await make(parameters, using);
    await world.publish(made.id);
    published.push(made.id);
    await until('the subscription is made', async () => (await at(made.url)).length === 1, 20_000);
    return made;
  };

  scenario('an output for each kind of event, one execution for each event', async () => {
    const events = [
      'messageReceived',
      'reply',
      'optedIn',
      'optedOut',
      'messageStatus',
      'conversationOpened',
      'conversationRouted',
      'conversationAssigned',
      'conversationClosed',
      'templateChanged',
      'accountChanged',
    ];
    const { id, start } = await publish({ events, outputs: 'each', statuses: ['delivered'] });
    /** Which outputs ran so far. */
    const ran = async () =>
      (await world.n8n.executions(id)).flatMap((each) =>
        Object.keys(each.data.resultData.runData).filter((name) => name !== start.name),
      );
    const brings = (...names: string[]) =>
      until(
        `${names.join(', ')} ran`,
        async () => {
          const all = await ran();
          return names.every((name) => all.includes(name));
        },
        60_000,
      ).catch(async (error: Error) => {
        const all = await world.n8n.executions(id);
        const kinds = all.map((each) => outputOf(each, start.name).flat()[0]?.json.type);
        throw new Error(`${error.message}; ran: ${(await ran()).join(', ')}; of ${kinds.join(', ')}`);
      });
    await luis.write('it is broken');
    await brings('messageReceived', 'conversationOpened', 'conversationRouted');
    const contact = (await world.hub.api('GET', `/v1/contacts?phone=${encodeURIComponent(`+${luis.id}`)}`))
      .body.items[0];
    const [conversation] = (await world.hub.api('GET', `/v1/conversations?contactId=${contact.id}`)).body
      .items;
    await world.hub.api('POST', '/v1/messages', {
      conversationId: conversation.id,
      content: { kind: 'buttons', body: 'Well?', buttons: [{ id: 'yes', title: 'Yes' }] },
    });
    await luis.sees('Well?');
    await luis.tap('Yes');
    await luis.write('ALTA');
    await luis.write('STOP');
    await world.hub.api('POST', `/v1/conversations/${conversation.id}/assign`, { to: 'ana' });
    await world.hub.api('POST', `/v1/conversations/${conversation.id}/close`, {});
    await world.sandbox.control('POST', '/templates/appointment_reminder:en_US/quality', { score: 'YELLOW' });
    const rated = (qualityRating: string) =>
      world.sandbox.control('PUT', `/numbers/${world.sandbox.phoneNumberId}`, { qualityRating });
    await rated('RED');
    await brings(...events);
    const all = await world.n8n.executions(id);
    const ids = all.map((each) =>
      outputOf(each, start.name)
        .flat()
        .map(({ json }) => json.id),
    );
    expect(ids.every((each) => each.length === 1)).toBe(true);
    expect(new Set(ids.flat()).size).toBe(ids.length);
    await rated('GREEN');
  });

  scenario('filters by account, first contact and hours, and downloads media', async () => {
    const [account] = (await world.hub.api('GET', '/v1/accounts')).body.items;
    const first = await publish({
      filters: { firstContact: 'yes', accounts: account.id },
      options: { downloadMedia: true, binaryField: 'file' },
    });
    const never = await publish({ filters: { accounts: '999' } });
    const closed = await publish({ hoursFilter: 'closed', hours: { values: everyDay }, timeZone: 'UTC' });
    const open = await publish({ hoursFilter: 'open', hours: { values: everyDay }, timeZone: 'UTC' });
    await luis.write({ type: 'image', image: { data: png, mime_type: 'image/png' } });
    const [execution] = await world.executions(first.id, 1);
    const [item] = outputOf(execution, first.start.name)[0] as Loose[];
    expect(item.json.mediaError).toBeUndefined();
    expect(item.binary.file).toMatchObject({ mimeType: 'image/png' });
    await luis.write('again');
    await world.executions(open.id, 2);
    expect(await world.n8n.executions(first.id)).toHaveLength(1);
    expect(await world.n8n.executions(never.id)).toEqual([]);
    expect(await world.n8n.executions(closed.id)).toEqual([]);
  });

  scenario(
    'a hub that dies while a workflow is published leaves no second subscription, and none in the end',
    async () => {
      const { id } = await world.n8n.rest('POST', '/credentials', {
        name: 'Hub behind a gate',
        type: 'centralitaHubApi',
        data: { url: gate.url, apiKey },
      });
      const made = await make({}, { centralitaHubApi: { id, name: 'Hub behind a gate' } });
      const heard = world.n8n.listen();
      let died = false;
      onSubscribed = async () => {
        await world.hubDown('SIGKILL');
        died = true;
      };
      await world.publish(made.id).catch(() => undefined);
      await until('the hub has died', () => died, 20_000);
      await until('n8n says so', () => /hub does not answer/.test(heard()), 20_000);
      await world.hubUp();
      // It was stored before the hub died.
      const left = await at(made.url);
      expect(left).toHaveLength(1);
      await world.publish(made.id);
      published.push(made.id);
      await until(
        'n8n takes its events',
        async () => {
          await luis.write('hello');
          return (await world.n8n.executions(made.id)).length > 0;
        },
        30_000,
      );
      // The same key: n8n may have ended what it could not make before it made it again, but there are never two.
      expect((await at(made.url)).map(({ clientKey, state }) => [clientKey, state])).toEqual([
        [left[0].clientKey, 'active'],
      ]);
      published.splice(0);
      await world.unpublish(made.id);
      await until('it is gone', async () => (await at(made.url)).length === 0, 20_000);
    },
    120_000,
  );
};

const everyDay = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '24:00' }];
