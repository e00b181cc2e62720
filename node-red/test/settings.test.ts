import { createHmac } from 'node:crypto';
import { type RunningSandbox, startSandbox } from '@centralita/sandbox/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { checkAccount } from '../src/admin/check.ts';
import { settingsOf } from '../src/direct/settings.ts';
import { type FlowNode, type Harness, type Loose, load, until } from './harness.ts';

const customer = '34600111222';
const tab: FlowNode = { id: 'tab', type: 'tab', label: 'WhatsApp' };
const box = (id: string): FlowNode => ({ id, type: 'helper', z: 'tab', wires: [] });
let sandbox: RunningSandbox;
let harness: Harness | undefined;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterEach(async () => {
  await harness?.close();
  harness = undefined;
  for (const name of Object.keys(process.env)) if (name.startsWith('NR_TEST_')) delete process.env[name];
});
afterAll(() => sandbox.close());

/** Each value out of the environment. */
const fromEnvironment = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      process.env[`NR_TEST_${name}`] = value;
      return [name, `\${NR_TEST_${name}}`];
    }),
  );

describe('fields out of the environment', () => {
  it('an account takes every one, secrets too', async () => {
    const { phoneNumberId, wabaId, graphUrl: apiBaseUrl, accessToken, appSecret, verifyToken } = sandbox;
    const fields = fromEnvironment({ phoneNumberId, wabaId, apiBaseUrl, apiVersion: 'v25.0', path: 'shop' });
    const secrets = fromEnvironment({ accessToken, appSecret, verifyToken });
    const { url, inbox, node } = await start(
      [
        { id: 'account', type: 'centralita-account', ...fields },
        { id: 'in', type: 'centralita-message-in', z: 'tab', account: 'account', wires: [['out']] },
        { id: 'send', type: 'centralita-send', z: 'tab', account: 'account', wires: [['sent']] },
      ],
      { account: secrets },
    );
    await sandbox.graph('POST', `/${phoneNumberId}`, {
      webhook_configuration: { override_callback_uri: `${url}/centralita/shop`, verify_token: verifyToken },
    });
    await (await sandbox.customer(customer)).write('hola');
    await until('the message', () => inbox('out')[0]);
    node('send').receive({ topic: customer, payload: 'buenas' });
    await until('the answer', () => inbox('sent')[0]);
  });

  it('a hub takes every one', async () => {
    const fields = fromEnvironment({
      url: 'http://127.0.0.1:9',
      publicUrl: 'https://shop.example',
      path: 'own',
    });
    const secrets = fromEnvironment({ key: 'key-of-the-tests' });
    const { url } = await start(
      [
        { id: 'hub1', type: 'centralita-hub', delivery: 'push', ...fields },
        {
          id: 'in',
          type: 'centralita-message-in',
          z: 'tab',
          connection: 'hub',
          hub: 'hub1',
          wires: [['out']],
        },
      ],
      { hub1: secrets },
    );
    // 401: there it listens, and this is not signed.
    const response = await fetch(`${url}/centralita/own`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
  });

  it('an action takes them in its fields', async () => {
    const { phoneNumberId, graphUrl: apiBaseUrl, accessToken } = sandbox;
    const fields = fromEnvironment({ to: customer, text: 'Del entorno' });
    const { inbox, node } = await start(
      [
        { id: 'account', type: 'centralita-account', phoneNumberId, apiBaseUrl },
        {
          id: 'send',
          type: 'centralita-send',
          z: 'tab',
          account: 'account',
          kind: 'text',
          ...fields,
          toType: 'str',
          textType: 'str',
          wires: [['sent']],
        },
      ],
      { account: { accessToken } },
    );
    await (await sandbox.customer(customer)).write('hola');
    node('send').receive({});
    await until('it is sent', () => inbox('sent')[0]);
    await (await sandbox.customer(customer)).sees('Del entorno');
  });
});

it('flows that were saved before a field existed work as with its default', async () => {
  const { phoneNumberId, graphUrl: apiBaseUrl, accessToken, appSecret, verifyToken } = sandbox;
  const bare = (name: string, more: object = {}): FlowNode => ({
    id: name,
    type: `centralita-${name}`,
    z: 'tab',
    account: 'account',
    wires: [['out']],
    ...more,
  });
  const { url, inbox, node, status } = await start(
    [
      { id: 'account', type: 'centralita-account', phoneNumberId, apiBaseUrl },
      bare('message-in', { wires: [['out', 'route']] }),
      bare('reply-in'),
      bare('consent-in', { wires: [['out'], ['out'], ['out']] }),
      bare('status-in'),
      bare('send', { wires: [['sent']] }),
      bare('route', { wires: [['routed']] }),
      bare('consent'),
      bare('conversation'),
      box('routed'),
      box('caught'),
      { id: 'c1', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['caught']] },
    ],
    { account: { accessToken, appSecret, verifyToken } },
  );
  const value = {
    metadata: { display_phone_number: '34910000001', phone_number_id: phoneNumberId },
    messages: [
      { from: customer, id: 'wamid.old', timestamp: '1790000000', type: 'text', text: { body: 'hola' } },
    ],
  };
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
  });
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  const response = await fetch(`${url}/centralita/whatsapp`, {
    method: 'POST',
    body,
    headers: { 'x-hub-signature-256': `sha256=${signature}` },
  });
  expect(response.status).toBe(200);
  await until('the message', () => inbox('out')[0]);
  expect(await until('its way', () => inbox('routed')[0])).toMatchObject({ route: { byDefault: true } });
  await (await sandbox.customer(customer)).write('hola');
  node('send').receive({ topic: customer, payload: 'buenas' });
  await until('it is sent', () => inbox('sent')[0]);
  for (const id of ['consent', 'conversation']) {
    expect(status(id)).toMatchObject({ fill: 'red' });
    node(id).receive({ topic: customer });
  }
  await until('both say which hub is missing', () => inbox('caught').length === 2);
  for (const { error } of inbox('caught')) {
    expect(error).toMatchObject({ code: 'config_invalid', cause: { field: 'hub' } });
  }
});

describe('a webhook nobody can reach', () => {
  it.each([
    [{ httpNodeAuth: { user: 'ana', pass: 'x' } }, 'check.nodeAuth', 'check.nodeAuthNext'],
    [{ httpNodeRoot: false }, 'check.noRoot', 'check.pullNext'],
  ])('is found by the check of the connection, with what to do: %j', async (settings, detail, nextStep) => {
    const { phoneNumberId, graphUrl: apiBaseUrl, accessToken } = sandbox;
    const runtime = { text: (key: string) => key, fetch } as Loose;
    const account = settingsOf({ phoneNumberId, apiBaseUrl }, { accessToken });
    const lines = await checkAccount(account, runtime, { settings } as Loose);
    expect(lines.find(({ name }) => name === 'webhook')).toEqual({
      name: 'webhook',
      ok: false,
      detail,
      nextStep,
    });
  });
});

async function start(nodes: readonly FlowNode[], secrets: Record<string, object>): Promise<Harness> {
  harness = await load([tab, ...nodes, box('out'), box('sent')], secrets);
  return harness;
}
