import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { accessToken, type Bench, phoneNumberId, startBench, wabaId } from '../../../sandbox/src/testing.ts';
import { build } from '../support/build.ts';
import { type Engine, type Ran, startEngine } from '../support/engine.ts';
import { action, around } from '../support/flow.ts';
import { expectAsSampled } from '../support/samples.ts';

// biome-ignore lint/suspicious/noExplicitAny: items of every shape are looked into
export type Loose = any;

export const customer = '34600111222';
export const to = `+${customer}`;

/** The action node without a hub, in n8n's engine, against the sandbox. One for a file of tests. */
export const directWorld = () => {
  let engine: Engine;
  let bench: Bench;
  let executions = 0;

  beforeAll(async () => {
    [engine, bench] = await Promise.all([startEngine(build()), startBench()]);
  }, 120_000);
  afterAll(async () => {
    await engine?.stop();
    await bench?.close();
  });
  beforeEach(async () => {
    await bench.control('POST', '/reset');
    await bench.write(customer);
  });

  const credentials = (change: Loose = {}) => ({
    centralitaWhatsAppApi: {
      accessToken,
      phoneNumberId,
      businessAccountId: wabaId,
      baseUrl: `${bench.base}/graph`,
      version: 'v25.0',
      ...change,
    },
  });
  const run = (
    parameters: Loose,
    more: Loose = {},
    input: readonly Loose[] = [{}],
    given: Loose = credentials(),
  ): Promise<Ran> => {
    executions += 1;
    return engine.run(around(action(parameters, more), input, given, 1, String(executions)));
  };
  /** The items that left the node, which have to be as its samples say. */
  const items = async (parameters: Loose, ...rest: Loose[]): Promise<Loose[]> => {
    const ran = await run(parameters, ...rest);
    expect(ran.error).toBeUndefined();
    const found = ran.runs.Centralita?.[0]?.outputs?.[0] ?? [];
    const { resource = 'message', operation = 'sendText' } = parameters;
    const fine = found.filter(({ json }: Loose) => !json.error);
    expectAsSampled(resource, operation, fine);
    return found;
  };
  /** Why the first item failed. Never tells the token. */
  const failure = async (
    parameters: Loose,
    given: Loose = credentials(),
    input: readonly Loose[] = [{}],
    more: Loose = {},
  ) => {
    const ran = await run({ to, text: 'hi', ...parameters }, more, input, given);
    expect(ran.status).toBe('error');
    const told = ran.error as NonNullable<typeof ran.error>;
    expect(told.itemIndex).toBe(0);
    expect(`${told.message} ${told.description}`).not.toContain(accessToken);
    return told;
  };
  /** What the customer's phone shows of the business, oldest first. */
  const phone = async (who = customer): Promise<Loose[]> => {
    const { body } = await bench.control('GET', `/customers/${who}/messages`);
    return body.messages.filter((each: Loose) => each.from === 'business');
  };
  const sends = async (): Promise<Loose[]> => {
    const { body } = await bench.control('GET', '/sends');
    return body.sends ?? body.items ?? body;
  };
  /** What the editor asks the node for. */
  const ask = (
    kind: 'listSearch' | 'resourceMapping',
    method: string,
    parameters: Loose = {},
    filter?: string,
    given: Loose = credentials(),
  ): Promise<Loose> =>
    engine.ask({
      kind,
      method,
      node: action({ operation: 'sendTemplate', ...parameters }),
      credentials: given,
      ...(filter ? { filter } : {}),
    });

  return {
    run,
    items,
    failure,
    phone,
    sends,
    ask,
    credentials,
    bench: () => bench,
  };
};
