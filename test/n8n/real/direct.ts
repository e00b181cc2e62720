import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect } from '@jest/globals';
import type { PlayedCustomer } from '../../../sandbox/src/testing.ts';
import { appSecret, postWebhook, signatureOf, verifyToken } from '../../support/hub-process.ts';
import { scenariosIn } from './scenario.ts';
import {
  action,
  chain,
  credentials,
  directNumber,
  type Loose,
  noOp,
  outputOf,
  patience,
  trigger,
  until,
  type World,
  webhook,
} from './world.ts';

export const directScenarios = (of: () => World): void => {
  const scenario = scenariosIn(of);
  let world: World;
  let ana: PlayedCustomer;
  let made: string[] = [];

  beforeEach(async () => {
    world = of();
    ana = await world.sandbox.customer('+34600111222', { name: 'Ana' });
  });
  afterEach(async () => {
    for (const id of made) await world.unpublish(id);
    if (made.length > 0)
      await until('the address is given back', async () => (await callback()) === undefined, patience);
    made = [];
    await world.sandbox.clearFaults();
  }, 60_000);

  const callback = async (): Promise<string | undefined> => {
    const { webhook_configuration } = await world.sandbox.graph<Loose>(
      'GET',
      `/${directNumber}?fields=webhook_configuration`,
    );
    return webhook_configuration?.phone_number;
  };
  /** Published, with the address registered at the number. */
  const publish = async (start: Loose, flow: Pick<Parameters<World['make']>[0], 'nodes' | 'connections'>) => {
    const id = await world.make({ name: `Direct ${randomUUID()}`, ...flow });
    const url = `${world.n8n.url}/webhook/${start.webhookId}/webhook`;
    await world.publish(id);
    made.push(id);
    if (start.parameters.registration !== 'none')
      await until('the address is registered', async () => (await callback()) === url, patience);
    return { id, url };
  };
  const write = (message: string | Loose) =>
    world.sandbox.control<Loose>(
      'POST',
      `/customers/${ana.id}/messages?phone_number_id=${directNumber}`,
      typeof message === 'string' ? { type: 'text', text: { body: message } } : message,
    );
  const takeOver = { takeOver: true };

  /** Asks and waits: a workflow of its own, started from outside. */
  const ask = async (parameters: Loose, path: string) => {
    const start = webhook(path);
    const question = action({
      operation: 'sendAndWait',
      to: `+${ana.id}`,
      message: 'Shall we deliver on Monday?',
      ...parameters,
    });
    const ends = ['A', 'B', 'C'].map((name) => noOp(name, 3));
    const id = await world.make({
      name: `Ask ${path}`,
      nodes: [start, question, ...ends],
      connections: {
        Webhook: { main: [[{ node: question.name, type: 'main', index: 0 }]] },
        [question.name]: { main: ends.map(({ name }) => [{ node: name, type: 'main', index: 0 }]) },
      },
    });
    await world.publish(id);
    const run = () =>
      fetch(`${world.n8n.url}/webhook/${path}`, { method: 'POST' }).then((answer) => answer.ok);
    await until('the webhook answers', run);
    await until('it waits', async () => (await world.n8n.executions(id))[0]?.status === 'waiting', 20_000);
    return id;
  };

  const choice = {
    responseType: 'choice',
    choices: { values: [{ title: 'Monday' }, { title: 'Tuesday' }] },
    waitOutputs: 'each',
  };

  /** n8n looks once a minute for what has waited long enough, so this one is asked first and looked at last. */
  let unanswered = '';
  scenario('asks somebody who has two seconds', async () => {
    await write('hello');
    unanswered = await ask({ ...choice, limitWait: true, waitAmount: 2, waitUnit: 'seconds' }, randomUUID());
  });

  scenario(
    'registers the number, takes each message once, starts nothing on statuses, and answers',
    async () => {
      const start = trigger(takeOver);
      const answer = action({
        to: '={{ $json.data.contact.waId }}',
        text: '=You said {{ $json.data.message.content.text }}',
      });
      const { id, url } = await publish(start, chain(start, answer));

      const challenge = (token: string) =>
        fetch(`${url}?hub.mode=subscribe&hub.challenge=1234&hub.verify_token=${token}`);
      expect([(await challenge('wrong')).status, await (await challenge(verifyToken)).text()]).toEqual([
        403,
        '1234',
      ]);

      await world.sandbox.fault({ kind: 'duplicate_webhook', copies: 3, holding: 'messages' } as Loose);
      await write('hello');
      await ana.sees('You said hello');
      await ana.read();
      await world.sandbox.idle();
      const [execution, ...more] = await world.executions(id, 1);
      expect(more).toEqual([]);
      expect(execution.status).toBe('success');
      const [item] = outputOf(execution, 'Centralita Trigger')[0] as Loose[];
      expect(item.json).toMatchObject({
        type: 'message.received',
        id: expect.stringMatching(/^ev_/),
        data: { contact: { name: 'Ana' } },
      });
      expect(outputOf(execution, 'Centralita')[0]?.[0].json.state).toBe('accepted');
    },
  );

  scenario('answers a forged request with 401 and a log line, and nothing secret in it', async () => {
    const start = trigger(takeOver);
    const { id, url } = await publish(start, chain(start, noOp('End')));
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [] });
    expect(await postWebhook(url, body, signatureOf(body, 'another secret'))).toBe(401);
    expect(
      (await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status,
    ).toBe(401);
    expect(world.n8n.log()).toMatch(/refused with 401 \(wrong_signature\)/);
    expect(world.n8n.log()).toMatch(/refused with 401 \(missing_signature\)/);
    expect(world.n8n.log()).not.toContain(appSecret);
    expect(await world.n8n.executions(id)).toEqual([]);
  });

  scenario(
    'refuses to listen for a test while the number delivers elsewhere, and leaves it delivering there',
    async () => {
      const start = trigger(takeOver);
      const { id, url } = await publish(start, chain(start, noOp('End')));
      const workflowData = await world.n8n.rest('GET', `/workflows/${id}`);
      const run = world.n8n.rest('POST', `/workflows/${id}/run`, {
        workflowData,
        destinationNode: { nodeName: 'End', mode: 'inclusive' },
      });
      await expect(run).rejects.toThrow(/already delivers to another address/);
      expect(await callback()).toBe(url);
      await write('still here');
      expect(await world.executions(id, 1)).toHaveLength(1);
    },
  );

  scenario('does not take a number over unasked, and says what to do', async () => {
    const start = trigger();
    const id = await world.make({ name: 'Unasked', ...chain(start, noOp('End')) });
    await world.publish(id).catch(() => undefined);
    await until('the reason is told', () => world.n8n.log().includes('Switch on Take Over'), 20_000);
    expect(await callback()).toBeUndefined();
    await world.unpublish(id);
  });

  scenario('gives back what was there before', async () => {
    const first = trigger(takeOver);
    const { id: before, url } = await publish(first, chain(first, noOp('End')));
    const second = trigger(takeOver);
    const { id } = await publish(second, chain(second, noOp('End')));
    expect(await callback()).not.toBe(url);
    await world.unpublish(id);
    await until('the first address is back', async () => (await callback()) === url, patience);
    await world.unpublish(before);
    await until('nothing is registered', async () => (await callback()) === undefined, patience);
  });

  scenario(
    'gives opted in, opted out, taps and messages outputs of their own, one execution each',
    async () => {
      const start = trigger({
        ...takeOver,
        events: ['messageReceived', 'reply', 'optedIn', 'optedOut'],
        outputs: 'each',
      });
      const ends = ['Message', 'Reply', 'In', 'Out'].map((name) => noOp(name));
      const { id } = await publish(start, {
        nodes: [start, ...ends],
        connections: {
          [start.name]: { main: ends.map(({ name }) => [{ node: name, type: 'main', index: 0 }]) },
        },
      });
      await write('hello');
      await write('ALTA');
      await write('STOP');
      await write({
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } },
      });
      const executions = await world.executions(id, 4);
      expect(executions).toHaveLength(4);
      const ran = executions.map((each) =>
        Object.keys(each.data.resultData.runData).filter((name) => name !== start.name),
      );
      expect(ran.flat().sort()).toEqual(['In', 'Message', 'Out', 'Reply']);
    },
  );

  scenario('filters by words, kind and sender, and downloads media', async () => {
    const start = trigger({
      ...takeOver,
      filters: { keywords: 'precio, how much', kinds: ['text', 'image'], senders: '+34 600 111 222' },
      options: { downloadMedia: true },
    });
    const { id } = await publish(start, chain(start, noOp('End')));
    await write('nothing');
    await write('¿Qué PRÉCIO tiene?');
    await world.sandbox.control('POST', `/customers/34600999000/messages?phone_number_id=${directNumber}`, {
      type: 'text',
      text: { body: 'precio' },
    });
    await write({ type: 'image', image: { caption: 'precio' } });
    const executions = await world.executions(id, 2);
    expect(executions).toHaveLength(2);
    const [, picture] = executions.map((each) => outputOf(each, start.name)[0]?.[0]);
    expect(picture.binary.data.mimeType).toMatch(/^image\//);
    expect(picture.json.mediaError).toBeUndefined();

    // What cannot be fetched says so, and the workflow runs all the same.
    await world.sandbox.fault({ kind: 'token_expired', on: 'media', times: 5 } as Loose);
    await write({ type: 'image', image: { caption: 'precio' } });
    const last = (await world.executions(id, 3)).at(-1);
    const without = outputOf(last, start.name)[0]?.[0];
    expect(without.binary).toBeUndefined();
    expect(without.json.mediaError).toMatchObject({
      error: expect.stringMatching(/190/),
      details: { nextStep: expect.stringMatching(/token/i) },
    });
  });

  scenario('explains why a message failed', async () => {
    const start = trigger({ ...takeOver, events: ['messageStatus'], statuses: ['failed'] });
    const { id } = await publish(start, chain(start, noOp('End')));
    const send = (to: string, message: Loose = { type: 'text', text: { body: 'x' } }) =>
      world.sandbox.graph('POST', `/${directNumber}/messages`, {
        messaging_product: 'whatsapp',
        to,
        ...message,
      });
    // The window is closed, which the Cloud API tells afterwards only.
    await send('+34600787878');
    // Somebody who is not on WhatsApp.
    await world.sandbox.customer('+34600787879', { onWhatsApp: false } as Loose);
    await send('+34600787879');
    // Somebody who stopped offers in WhatsApp itself.
    const stopped = await world.sandbox.customer('+34600787880');
    await stopped.stopMarketing();
    await send('+34600787880', {
      type: 'template',
      template: {
        name: 'summer_offer',
        language: { code: 'en_US' },
        components: [
          { type: 'header', parameters: [{ type: 'image', image: { link: 'https://shop.example/a.jpg' } }] },
          { type: 'body', parameters: [{ type: 'text', text: 'Luis' }] },
          { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: 'a' }] },
        ],
      },
    });
    const failures = (await world.executions(id, 3)).map(
      (each) => outputOf(each, start.name)[0]?.[0].json.failure,
    );
    const of = (code: number) => failures.find(({ providerCode }: Loose) => providerCode === code);
    expect(of(131047)?.nextStep).toMatch(/template/i);
    expect(of(131026)?.nextStep).toEqual(expect.any(String));
    expect(of(131050)?.message).toMatch(/marketing|opted|stopp/i);
  });

  scenario('waits for a tap on a native button, which starts nothing else', async () => {
    const start = trigger(takeOver);
    const listener = await publish(start, chain(start, noOp('End')));
    await write('hello');
    await world.executions(listener.id, 1);
    const id = await ask({}, randomUUID());
    const shown = (await ana.sees('Shall we deliver')) as Loose;
    const path = shown.interactive.action.buttons[0].reply.id.slice(2);

    // Looking decides nothing, and a changed address is no good.
    const page = await fetch(world.n8n.url + path);
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'none'"),
    ]);
    expect(await page.text()).toContain('Shall we deliver on Monday?');
    expect(
      (await fetch(world.n8n.url + path.replace('approved=true', 'approved=false'), { method: 'POST' }))
        .status,
    ).toBe(401);
    expect((await world.n8n.executions(id))[0].status).toBe('waiting');

    const reply = shown.interactive.action.buttons[0].reply;
    await write({
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: reply },
      context: { id: shown.id },
    });
    const done = await until(
      'it goes on',
      async () => (await world.n8n.executions(id)).find((each: Loose) => each.status === 'success'),
      20_000,
    );
    const [[item]] = outputOf(done, 'Centralita') as [Loose[]];
    expect(item.json.data).toMatchObject({
      answered: true,
      approved: true,
      answer: 'Approve',
      responder: { waId: ana.id, name: 'Ana' },
    });
    expect(await world.n8n.executions(listener.id)).toHaveLength(1);
    await world.unpublish(id);
  });

  scenario('has an output for each choice', async () => {
    const start = trigger(takeOver);
    const listener = await publish(start, chain(start, noOp('End')));
    await write('hello');
    await world.executions(listener.id, 1);
    const id = await ask(choice, randomUUID());
    const shown = (await ana.sees('Tuesday')) as Loose;
    const reply = shown.interactive.action.buttons[1].reply;
    await write({
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: reply },
      context: { id: shown.id },
    });
    const done = await until(
      'it goes on',
      async () => (await world.n8n.executions(id)).find((each: Loose) => each.status === 'success'),
      20_000,
    );
    expect(Object.keys(done.data.resultData.runData)).toContain('C');
    expect(Object.keys(done.data.resultData.runData)).not.toContain('A');
    await world.unpublish(id);
  });

  scenario('tries both credentials when asked to', async () => {
    const test = async (id: string, type: string) => {
      const credential = await world.n8n.rest('GET', `/credentials/${id}?includeData=true`);
      return world.n8n.rest('POST', '/credentials/test', {
        credentials: { id, type, name: credential.name, data: credential.data },
      });
    };
    expect(await test(credentials.direct.centralitaWhatsAppApi.id, 'centralitaWhatsAppApi')).toMatchObject({
      status: 'OK',
    });
    expect(await test(credentials.wrong.centralitaWhatsAppApi.id, 'centralitaWhatsAppApi')).toMatchObject({
      status: 'Error',
      message: expect.stringMatching(/token/),
    });
    expect(await test(credentials.hub.centralitaHubApi.id, 'centralitaHubApi')).toMatchObject({
      status: 'OK',
    });
  });

  scenario('goes on by the output for no answer in time', async () => {
    const over = await until(
      'it goes on',
      async () => (await world.n8n.executions(unanswered)).find((each: Loose) => each.status === 'success'),
      110_000,
    );
    expect(Object.keys(over.data.resultData.runData)).toContain('A');
    expect(outputOf(over, 'A')[0]?.[0].json.data).toEqual({ answered: false });
    await world.unpublish(unanswered);
  });
};
