import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import {
  type Receiver,
  type RunningSandbox,
  startReceiver,
  startSandbox,
} from '../../../sandbox/src/testing.ts';
import { appSecret, verifyToken } from '../../support/hub-process.ts';
import { scenariosIn } from './scenario.ts';
import { chain, type Loose, noOp, patience, trigger, until, type World, whatsApp } from './world.ts';

/** Where webhooks go while a workflow is published, and afterwards: a platform of their own for these. */
export const registrationScenarios = (of: () => World): void => {
  const scenario = scenariosIn(of);
  let world: World;
  let sandbox: RunningSandbox;
  /** Somebody else whose address is registered at first. */
  let other: Receiver;
  let credential: Loose;
  let withoutApp: Loose;
  const published: string[] = [];

  const makeCredential = async (change: Loose = {}): Promise<Loose> => {
    const data = { ...whatsApp(sandbox), phoneNumberId: sandbox.phoneNumberId, ...change };
    const { id } = await world.n8n.rest('POST', '/credentials', {
      name: `Registration ${randomUUID()}`,
      type: 'centralitaWhatsAppApi',
      data,
    });
    return { centralitaWhatsAppApi: { id, name: 'Registration' } };
  };
  beforeAll(async () => {
    world = of();
    other = await startReceiver(appSecret, verifyToken);
    sandbox = await startSandbox({ appSecret, verifyToken, accessToken: 'access-token-of-the-tests' });
    credential = await makeCredential();
    withoutApp = await makeCredential({ appId: '', businessAccountId: '' });
  }, 60_000);
  afterAll(async () => {
    await sandbox?.close();
    await other?.close();
  });
  afterEach(async () => {
    for (const id of published.splice(0)) await world.unpublish(id);
    other.token = verifyToken;
    await asApp('DELETE', '?object=whatsapp_business_account');
    await sandbox.graph('POST', `/${sandbox.phoneNumberId}`, {
      webhook_configuration: { override_callback_uri: '' },
    });
    await sandbox.graph('POST', `/${sandbox.wabaId}/subscribed_apps`, {});
    await sandbox.reset();
    other.clear();
  });

  const asApp = async (method: string, query = '', body?: Loose): Promise<Loose> => {
    const response = await fetch(`${sandbox.graphUrl}/v25.0/${sandbox.appId}/subscriptions${query}`, {
      method,
      headers: { authorization: `Bearer ${sandbox.appAccessToken}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${method} subscriptions: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const atApp = (url: string, fields = 'messages,flows') =>
    asApp('POST', '', {
      object: 'whatsapp_business_account',
      callback_url: url,
      verify_token: verifyToken,
      fields,
    });
  const atNumber = (url: string) =>
    sandbox.graph('POST', `/${sandbox.phoneNumberId}`, {
      webhook_configuration: { override_callback_uri: url, verify_token: verifyToken },
    });
  const addresses = async (): Promise<Loose> =>
    (await sandbox.graph<Loose>('GET', `/${sandbox.phoneNumberId}?fields=webhook_configuration`))
      .webhook_configuration ?? {};
  const write = (text: string) => sandbox.customer('+34600111222').then((customer) => customer.write(text));

  const publish = async (parameters: Loose, using = credential) => {
    const start = trigger(parameters, using);
    const id = await world.make({ name: `Register ${randomUUID()}`, ...chain(start, noOp('End')) });
    const url = `${world.n8n.url}/webhook/${start.webhookId}/webhook`;
    await world.publish(id).catch(() => undefined);
    published.push(id);
    return { id, url };
  };
  const registered = (level: string, url: string | undefined) =>
    until(`${level} delivers to ${url}`, async () => (await addresses())[level] === url, patience);
  const end = async (id: string) => {
    published.splice(published.indexOf(id), 1);
    await world.unpublish(id);
  };

  scenario(
    'the number: takes nothing from anybody where nobody is registered, and leaves nothing behind',
    async () => {
      const { id, url } = await publish({});
      await registered('phone_number', url);
      await write('hello');
      expect(await world.executions(id, 1)).toHaveLength(1);
      await end(id);
      await registered('phone_number', undefined);
    },
  );

  scenario(
    'the number, for a test: an address of its own, given back when the test is cancelled',
    async () => {
      const start = trigger({}, credential);
      const id = await world.make({ name: `Listen ${randomUUID()}`, ...chain(start, noOp('End')) });
      const workflowData = await world.n8n.rest('GET', `/workflows/${id}`);
      const answer = await world.n8n.rest('POST', `/workflows/${id}/run`, {
        workflowData,
        destinationNode: { nodeName: 'End', mode: 'inclusive' },
      });
      expect(answer.waitingForWebhook).toBe(true);
      await registered('phone_number', `${world.n8n.url}/webhook-test/${start.webhookId}/webhook`);
      await world.n8n.rest('DELETE', `/test-webhook/${id}`);
      await registered('phone_number', undefined);
    },
  );

  scenario('the account: takes over from the app and gives back', async () => {
    await atApp(other.url);
    const { id, url } = await publish({ registration: 'account', takeOver: true });
    await registered('whatsapp_business_account', url);
    await write('for n8n');
    expect(await world.executions(id, 1)).toHaveLength(1);
    expect(other.all('messages')).toEqual([]);
    await end(id);
    await registered('whatsapp_business_account', undefined);
    await write('for the other');
    await until('the other has it again', () => other.all('messages').length === 1);
  });

  scenario('the app: takes over from another address and gives back address and fields', async () => {
    await atApp(other.url);
    const { id, url } = await publish({ registration: 'app', takeOver: true });
    await registered('application', url);
    const { data } = await asApp('GET');
    expect(data[0].fields.map(({ name }: Loose) => name)).toEqual(
      expect.arrayContaining(['messages', 'flows', 'message_template_status_update']),
    );
    await write('for n8n');
    expect(await world.executions(id, 1)).toHaveLength(1);
    await end(id);
    await registered('application', other.url);
    const after = await asApp('GET');
    expect(after.data[0].fields.map(({ name }: Loose) => name)).toEqual(['messages', 'flows']);
    await write('for the other');
    await until('the other has it again', () => other.all('messages').length === 1);
  });

  scenario('the app, where nobody is registered: ends the registration', async () => {
    const { id, url } = await publish({ registration: 'app' });
    await registered('application', url);
    await end(id);
    await registered('application', undefined);
  });

  scenario('by hand: registers nothing, answers the check, and leaves what was pasted', async () => {
    const { id, url } = await publish({ registration: 'none' });
    await until('n8n answers the check of the platform', () =>
      atApp(url, 'messages').then(
        () => true,
        () => false,
      ),
    );
    await write('hello');
    expect(await world.executions(id, 1)).toHaveLength(1);
    await end(id);
    expect((await addresses()).application).toBe(url);
  });

  scenario('an address that somebody changed meanwhile is left alone', async () => {
    const { id, url } = await publish({});
    await registered('phone_number', url);
    await atNumber(other.url);
    await end(id);
    // One that n8n takes up after that: what it does for the first is done by then.
    const { id: next } = await publish({}, withoutApp);
    expect((await addresses()).phone_number).toBe(other.url);
    await end(next);
  });

  scenario('an address that no longer takes the token is cleared, with a line in the log', async () => {
    await atNumber(other.url);
    const { id, url } = await publish({ takeOver: true });
    await registered('phone_number', url);
    other.token = 'another';
    await end(id);
    await registered('phone_number', undefined);
    expect(world.n8n.log()).toMatch(/did not accept the verify token and was not set again/);
  });

  describe('is refused, and the reason told', () => {
    const told = (text: RegExp, heard: () => string) =>
      until(`the log has ${text}`, () => text.test(heard()), 20_000);

    scenario('where an address of the number goes before that of the account', async () => {
      await atNumber(other.url);
      const heard = world.n8n.listen();
      await publish({ registration: 'account', takeOver: true });
      await told(/goes before.*Register for the number/s, heard);
      expect(await addresses()).toEqual({ phone_number: other.url });
    });

    scenario('where the credential has no ID of the app or the account', async () => {
      const heard = world.n8n.listen();
      await publish({ registration: 'app' }, withoutApp);
      await told(/no App ID.*Enter it in the credential/s, heard);
      await publish({ registration: 'account' }, withoutApp);
      await told(/no WhatsApp Business Account ID.*Enter it in the credential/s, heard);
      expect(await addresses()).toEqual({});
    });
  });
};
