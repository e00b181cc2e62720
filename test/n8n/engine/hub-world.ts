import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { type PlayedCustomer, type RunningSandbox, startSandbox } from '../../../sandbox/src/testing.ts';
import {
  accessToken,
  apiKey,
  appSecret,
  freePort,
  type HubProcess,
  phoneNumberId,
  removeFolder,
  startHub,
  tempFolder,
  until,
  verifyToken,
  wabaId,
} from '../../support/hub-process.ts';
import { build } from '../support/build.ts';
import { type Engine, type Ran, startEngine } from '../support/engine.ts';
import { action, around } from '../support/flow.ts';
import { expectAsSampled } from '../support/samples.ts';

// biome-ignore lint/suspicious/noExplicitAny: items of every shape are looked into
export type Loose = any;

export { until };

const settings = `
users:
  ana: { name: Ana, email: ana@shop.example }
teams:
  sales: { name: Sales }
  support: { name: Support, members: [ana] }
routing:
  rules:
    - id: broken
      when: { text: { words: [broken, roto] } }
      to: { team: support }
  otherwise: { team: sales }
`;

/** The action node in n8n's engine with a hub of its own, both against the sandbox. Each test has a customer. */
export const hubWorld = () => {
  let engine: Engine;
  let sandbox: RunningSandbox;
  let hub: HubProcess;
  let options: Parameters<typeof startHub>[0];
  let customer: PlayedCustomer;
  let executions = 0;
  let last = 600_400_000;

  beforeAll(async () => {
    const port = await freePort();
    sandbox = await startSandbox({
      appSecret,
      verifyToken,
      accessToken,
      webhookUrl: `http://127.0.0.1:${port}/webhooks/meta/main`,
      numbers: [{ phoneNumberId, wabaId, displayPhone: '+34 910 000 001', verifiedName: 'Shop' }],
      settings: { retryDelaysMs: [200, 400, 800], pairBurst: 1000, throughput: 1000 },
    });
    options = { folder: tempFolder(), port, apiBaseUrl: sandbox.graphUrl, settings };
    [engine, hub] = await Promise.all([startEngine(build()), startHub(options)]);
  }, 120_000);
  afterAll(async () => {
    await engine?.stop();
    await hub?.end();
    await sandbox?.close();
    if (options) removeFolder(options.folder);
  });
  beforeEach(async () => {
    last += 1;
    await sandbox.clearFaults();
    customer = await sandbox.customer(`+34${last}`, { name: 'Luis' });
  });

  const credentials = (change: Loose = {}) => ({ centralitaHubApi: { url: hub.url, apiKey, ...change } });
  const to = () => `+${customer.id}`;
  const run = (
    parameters: Loose,
    more: Loose = {},
    input: readonly Loose[] = [{}],
    given: Loose = credentials(),
  ): Promise<Ran> => {
    executions += 1;
    const node = action({ connection: 'hub', ...parameters }, more);
    return engine.run(around(node, input, given, 4, String(executions)));
  };
  const items = async (parameters: Loose, ...rest: Loose[]): Promise<Loose[]> => {
    const ran = await run({ to: to(), ...parameters }, ...rest);
    expect(ran.error).toBeUndefined();
    const found = (ran.runs.Centralita?.[0]?.outputs ?? []).flat();
    const { resource = 'message', operation = 'sendText' } = parameters;
    expectAsSampled(resource, operation, found);
    return found;
  };
  /** Message and next step of the failure of the first item. */
  const refused = async (parameters: Loose, given?: Loose, input?: readonly Loose[]): Promise<string> => {
    const ran = await run({ to: to(), text: 'hi', ...parameters }, {}, input, given);
    expect(ran.status).toBe('error');
    const { message, description, itemIndex } = ran.error ?? {};
    expect(itemIndex).toBe(0);
    expect(description?.length).toBeGreaterThan(15);
    expect(`${message} ${description}`).not.toContain(apiKey);
    return `${message} | ${description}`;
  };
  /** The customer wrote, and the hub knows. */
  const written = async (message: string | Loose = 'hello'): Promise<Loose> => {
    const { id } = await customer.write(message);
    return until('the hub has the message', async () => {
      const [contact] = await contacts();
      if (!contact) return undefined;
      const { body } = await hub.api('GET', `/v1/conversations?contactId=${contact.id}`);
      const [conversation] = body.items;
      if (!conversation) return undefined;
      const messages = (await hub.api('GET', `/v1/conversations/${conversation.id}/messages`)).body.items;
      const message = messages?.find((each: Loose) => each.providerId === id);
      return message && { contact, conversation, message };
    });
  };
  const contacts = async (): Promise<Loose[]> =>
    (await hub.api('GET', `/v1/contacts?phone=${encodeURIComponent(to())}`)).body.items;
  /** Accepted sends to the customer of this test. */
  const sends = async (): Promise<Loose[]> =>
    (await sandbox.sends()).filter((send) => JSON.stringify(send).includes(customer.id));

  return {
    run,
    items,
    refused,
    written,
    sends,
    to,
    credentials,
    customer: () => customer,
    sandbox: () => sandbox,
    hub: () => hub,
    hubUp: async () => {
      hub = await startHub(options);
    },
    ask: (kind: 'listSearch' | 'resourceMapping', method: string, parameters: Loose = {}, filter?: string) =>
      engine.ask({
        kind,
        method,
        node: action({ connection: 'hub', operation: 'sendTemplate', ...parameters }),
        credentials: credentials(),
        ...(filter ? { filter } : {}),
      }),
  };
};
