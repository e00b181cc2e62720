import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { PlayedCustomer } from '../../../sandbox/src/testing.ts';
import { answerJson, localServer } from '../../support/local-server.ts';
import { root } from '../support/build.ts';
import { scenariosIn } from './scenario.ts';
import { credentials, directNumber, type Loose, outputOf, until, type World } from './world.ts';

/** Every workflow of `examples/n8n`, imported, published and driven as a customer or a shop would. */
export const exampleScenarios = (of: () => World): void => {
  const scenario = scenariosIn(of);
  let world: World;
  let customer: PlayedCustomer;
  let outside: Awaited<ReturnType<typeof localServer>>;
  let last = 600_300_000;
  const published: string[] = [];

  beforeAll(async () => {
    outside = await localServer((seen, response) => {
      if (seen.url.startsWith('/carts/')) return answerJson(200, { status: 'open' })(seen, response);
      if (seen.url.endsWith('/search')) return answerJson(200, { total: 0, results: [] })(seen, response);
      return answerJson(200, { id: '1' })(seen, response);
    });
  });
  afterAll(async () => outside?.stop());
  beforeEach(async () => {
    world = of();
    last += 1;
    customer = await world.sandbox.customer(`+34${last}`, { name: 'Ana' });
    outside.seen.length = 0;
  });
  afterEach(async () => {
    for (const id of published.splice(0)) await world.unpublish(id);
    await until('the number is free', async () => {
      const { webhook_configuration } = await world.sandbox.graph<Loose>(
        'GET',
        `/${directNumber}?fields=webhook_configuration`,
      );
      return webhook_configuration?.phone_number === undefined;
    });
  });

  /** As a user does it: import, choose the credentials, fill in Settings, publish. Waits of hours last a second. */
  const imported = async (file: string, settings: Record<string, string> = {}) => {
    const flow = JSON.parse(readFileSync(join(root, 'examples/n8n', `${file}.json`), 'utf8'));
    for (const node of flow.nodes) {
      for (const type of Object.keys(node.credentials ?? {}))
        node.credentials = type === 'centralitaHubApi' ? credentials.hub : credentials.direct;
      for (const setting of node.parameters.assignments?.assignments ?? []) {
        const value = settings[setting.name.replace('settings.', '')];
        if (value !== undefined) setting.value = value;
      }
      if (node.type === 'n8n-nodes-base.wait') Object.assign(node.parameters, { amount: 1, unit: 'seconds' });
      if (
        node.parameters.takeOver !== undefined ||
        (node.type.endsWith('Trigger') && node.parameters.connection === 'direct')
      )
        node.parameters.takeOver = true;
    }
    const { name, nodes, connections } = flow;
    const id = await world.make({ name, nodes, connections });
    await world.publish(id);
    published.push(id);
    const start = nodes.find((node: Loose) => node.webhookId && !node.type.endsWith('wait'));
    const address = `${world.n8n.url}/webhook/${start.type.endsWith('Trigger') ? `${start.webhookId}/webhook` : start.parameters.path}`;
    if (start.type.endsWith('Trigger'))
      await until('it is registered', () => isRegistered(address, start.parameters.connection), 20_000);
    const post = (body: Loose) =>
      until('the webhook answers', async () => {
        const answer = await fetch(address, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        return answer.ok;
      });
    return { id, post };
  };
  const isRegistered = async (address: string, connection: string): Promise<boolean> => {
    if (connection === 'hub') {
      const { body } = await world.hub.api('GET', '/v1/subscriptions');
      return body.items.some(({ url }: Loose) => url === address);
    }
    const { webhook_configuration } = await world.sandbox.graph<Loose>(
      'GET',
      `/${directNumber}?fields=webhook_configuration`,
    );
    return webhook_configuration?.phone_number === address;
  };
  const write = (message: string | Loose, who = customer) =>
    world.sandbox.control<Loose>(
      'POST',
      `/customers/${who.id}/messages?phone_number_id=${directNumber}`,
      typeof message === 'string' ? { type: 'text', text: { body: message } } : message,
    );
  const phone = () => `+${customer.id}`;
  const sent = (path: string) => outside.seen.find(({ url }) => url.startsWith(path));
  const settled = async (id: string, count = 1): Promise<Loose> => {
    const [execution] = (await until(
      `${count} executions`,
      async () => {
        const found = (await world.n8n.executions(id)).filter(
          (each) => each.status === 'success' || each.status === 'error',
        );
        return found.length >= count && found;
      },
      30_000,
    )) as Loose[];
    expect(execution.data.resultData.error).toBeUndefined();
    return execution;
  };

  scenario('welcome on opt-in, once per opt-in', async () => {
    const { id } = await imported('welcome-on-opt-in');
    await write('hello');
    await world.sandbox.fault({ kind: 'duplicate_webhook', copies: 2, holding: 'messages' } as Loose);
    await write('ALTA');
    await customer.sees('Welcome, Ana!', 20_000);
    await world.sandbox.idle();
    expect(await world.n8n.executions(id)).toHaveLength(1);
    const welcomes = (await customer.screen()).filter(({ from }) => from === 'business');
    expect(welcomes).toHaveLength(1);
  });

  scenario('shipping update', async () => {
    const { post } = await imported('shipping-update');
    await post({ phone: phone(), name: 'Ana', order: 'A-17' });
    await customer.sees('A-17', 20_000);
  });

  scenario('abandoned cart, to those who agreed', async () => {
    const { id, post } = await imported('abandoned-cart', { shopUrl: `${outside.url}/carts` });
    await world.hub.api('POST', '/v1/consents', {
      to: phone(),
      state: 'granted',
      purposes: ['marketing'],
      source: 'form',
    });
    await post({ phone: phone(), name: 'Ana', cart: 'c7' });
    await settled(id);
    expect(sent('/carts/c7')).toBeDefined();
    await customer.sees('20 %', 20_000);
  });

  scenario('parcel arrived', async () => {
    const { post } = await imported('arrival');
    await write('hello');
    await post({ phone: phone(), order: 'A-17' });
    expect(await customer.sees('A-17', 20_000)).toMatchObject({
      interactive: {
        action: {
          buttons: [{ reply: { id: 'arrived:A-17:ok' } }, { reply: { title: 'Something is wrong' } }],
        },
      },
    });
  });

  scenario('answers by keyword', async () => {
    await imported('answers-by-keyword');
    await write('¿Cuál es su HORARIO?');
    await customer.sees('Monday to Friday', 20_000);
    await write('how much is it?');
    await customer.sees('shop.example/prices', 20_000);
    await write('something else');
    await customer.sees('Somebody of us answers', 20_000);
  });

  scenario('ticket with case number', async () => {
    const { id } = await imported('ticket-with-case-number', {
      hubspotUrl: outside.url,
      hubspotToken: 'pat-test',
    });
    await customer.write('it is broken');
    await settled(id);
    const ticket = sent('/crm/v3/objects/tickets');
    expect(ticket?.headers.authorization).toBe('Bearer pat-test');
    const [, number] = /Case number (\S+)"/.exec(String(ticket?.body)) ?? [];
    await customer.sees(`Your case number is ${number}`, 20_000);
  });

  scenario('order confirmation, then a follow-up only where it was not read', async () => {
    await world.hub.api('POST', '/v1/consents', {
      to: phone(),
      state: 'granted',
      purposes: ['utility'],
      source: 'form',
    });
    const { id, post } = await imported('order-confirmation-follow-up');
    await post({ phone: phone(), name: 'Ana', order: 'A-18' });
    await settled(id);
    const count = async () =>
      (await customer.screen()).filter((message) => JSON.stringify(message).includes('A-18')).length;
    await until('the follow-up is there', async () => (await count()) === 2);
    await customer.change({ autoRead: true } as Loose);
    await customer.read();
    await post({ phone: phone(), name: 'Ana', order: 'A-19' });
    const execution = await settled(id, 2);
    expect(outputOf(execution, 'What Became of It?')[0]?.[0].json.state).toBe('read');
    expect(execution.data.resultData.runData['Follow Up']).toBeUndefined();
  });

  scenario('appointment confirmed by button', async () => {
    const listener = await imported('answers-by-keyword');
    const { id, post } = await imported('appointment-by-button', {
      calendarUrl: `${outside.url}/appointments`,
    });
    await post({ phone: phone(), appointment: 'ap-1', day: '3 May', time: '10:30' });
    const asked = (await customer.sees('3 May', 20_000)) as Loose;
    await until('it waits', async () => (await world.n8n.executions(id))[0]?.status === 'waiting', 20_000);
    const [button] = asked.rendered.buttons;
    await write({
      type: 'button',
      button: { payload: button.payload, text: button.text },
      context: { id: asked.id },
    });
    await settled(id);
    expect(String(sent('/appointments/ap-1')?.body)).toBe('{"confirmed":true}');
    expect(await world.n8n.executions(listener.id)).toEqual([]);
  });

  scenario('marketing to opted-in only', async () => {
    const { id, post } = await imported('marketing-to-opted-in');
    await world.hub.api('POST', '/v1/consents', {
      to: phone(),
      state: 'granted',
      purposes: ['marketing'],
      source: 'form',
    });
    await post({
      contacts: [
        { phone: phone(), name: 'Ana' },
        { phone: '+34600888777', name: 'Luis' },
      ],
    });
    const execution = await settled(id);
    expect(outputOf(execution, 'Sent')[0]).toHaveLength(1);
    expect(outputOf(execution, 'Not Sent, With the Reason')[0]?.map(({ json }) => json.error)).toEqual([
      expect.stringMatching(/consent/i),
    ]);
    await customer.sees('20 %', 20_000);
  });

  scenario('route by keyword and hours to Slack', async () => {
    const { id } = await imported('route-to-slack', {
      support: `${outside.url}/support`,
      sales: `${outside.url}/sales`,
      night: `${outside.url}/night`,
    });
    await write('it is broken');
    await settled(id);
    const [call] = outside.seen;
    const at = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Madrid',
      weekday: 'short',
      hour: 'numeric',
      hourCycle: 'h23',
    }).formatToParts(new Date());
    const part = (type: string) => at.find((each) => each.type === type)?.value ?? '';
    const open =
      !['Sat', 'Sun'].includes(part('weekday')) && Number(part('hour')) >= 9 && Number(part('hour')) < 18;
    expect(call?.url).toBe(open ? '/support' : '/night');
    expect(JSON.parse(String(call?.body)).text).toMatch(/^Ana: it is broken\n_Rule/);
  });

  scenario('sync to HubSpot', async () => {
    const { id } = await imported('sync-to-hubspot', { hubspotUrl: outside.url, hubspotToken: 'pat-test' });
    await write('hello');
    await settled(id);
    const made = outside.seen.find(
      ({ method, url }) => method === 'POST' && url === '/crm/v3/objects/contacts',
    );
    expect(JSON.parse(String(made?.body))).toEqual({ properties: { phone: phone(), firstname: 'Ana' } });
  });

  scenario('ask a human and wait', async () => {
    const supervisor = await world.sandbox.customer('+34600400400', { name: 'Eva' });
    const { id } = await imported('ask-a-human', { supervisor: '+34600400400' });
    await write('hello', supervisor);
    await write('I want a refund');
    const asked = (await supervisor.sees('asks for a refund', 20_000)) as Loose;
    await until('it waits', async () => (await world.n8n.executions(id))[0]?.status === 'waiting', 20_000);
    const { reply } = asked.interactive.action.buttons[0];
    await write(
      {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: reply },
        context: { id: asked.id },
      },
      supervisor,
    );
    await customer.sees('within three days', 20_000);
    expect(await world.executions(id, 1)).toHaveLength(1);
  });
};
