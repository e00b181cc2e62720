import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../hub/src/config.ts';
import { type Hub, startHub } from '../../hub/src/hub.ts';
import { silentLog } from '../../hub/src/ops/log.ts';
import { createMetrics } from '../../hub/src/ops/metrics.ts';
import { parseSettings } from '../../hub/src/settings/index.ts';
import {
  appToken,
  botToken,
  type SlackDouble,
  signingSecret,
  startDouble,
} from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleMessage } from '../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../support/hub-process.ts';

export interface Kit {
  readonly slack: SlackDouble;
  readonly hub: Hub;
  readonly folder: string;
  /** The hub's own API and the sandbox's; throws what they refuse. */
  ask<T = Loose>(method: string, path: string, body?: unknown): Promise<T>;
  /** A customer writes; the sandbox's answer. */
  writes(from: string, said: string | object, name?: string): Promise<{ readonly id: string }>;
  /** What is on the customer's phone from the business, oldest first. */
  phone(customer: string): Promise<readonly Loose[]>;
  /** The thread of a channel whose root shows this name. */
  root(channel: DoubleChannel, name: string): Promise<DoubleMessage>;
  /** Ends the hub and starts another on the same folder. */
  restart(yaml?: string): Promise<void>;
  stop(): Promise<void>;
}

export interface KitOptions {
  /** Under `slack:`, beside the tokens and the address of the double. */
  readonly slack?: string;
  /** Other sections of `centralita.yaml`. */
  readonly more?: string;
  readonly double?: SlackDouble;
  readonly socket?: boolean;
  readonly log?: typeof silentLog;
  /** Workspaces install the app by OAuth; there is no bot token in the settings. */
  readonly oauth?: boolean;
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

const yamlOf = (apiUrl: string, { slack = '', more = '', socket, oauth }: KitOptions): string => `
slack:
  mode: ${socket ? 'socket' : 'http'}
${oauth ? '  oauth: { clientId: "123.456", clientSecret: { env: CLIENT } }' : '  botToken: { env: BOT }'}
  signingSecret: { env: SECRET }
${socket ? '  appToken: { env: APP }\n' : ''}  apiUrl: ${apiUrl}
${indent(slack)}
${more}
`;
const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');

/** A hub with its sandbox in this process, and a Slack to go with it. */
export const startKit = async (options: KitOptions = {}): Promise<Kit> => {
  const slack = options.double ?? (await startDouble());
  const folder = mkdtempSync(join(tmpdir(), 'centralita-slack-'));
  const env = {
    BOT: botToken,
    SECRET: signingSecret,
    APP: appToken,
    CLIENT: slack.oauth.client.secret,
    ...options.env,
  };
  let hub: Hub;
  const start = async (given: KitOptions): Promise<void> => {
    hub = await startHub({
      config: readConfig({ CENTRALITA_DATA: folder, PORT: '0', ...options.env }, { demo: true }),
      settings: parseSettings(yamlOf(slack.apiUrl, given), 'centralita.yaml', env),
      demo: true,
      log: options.log ?? silentLog,
      metrics: createMetrics(),
      version: '0.0.0-test',
    });
    if (!options.socket) {
      slack.deliver = async (request) =>
        fetch(`${hub.url}/ext/slack/events`, {
          method: request.method,
          body: await request.text(),
          headers: request.headers,
        });
    }
  };
  await start(options);
  const kit: Kit = {
    slack,
    folder,
    get hub() {
      return hub;
    },
    ask: async (method, path, body) => {
      const answer = await fetch(`${hub.url}${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    writes: async (from, said, name) => {
      if (name) await kit.ask('PUT', `/sandbox/customers/${from}`, { name });
      const body = typeof said === 'string' ? { type: 'text', text: { body: said } } : said;
      return kit.ask('POST', `/sandbox/customers/${from}/messages`, body);
    },
    phone: async (customer) =>
      (await kit.ask('GET', `/sandbox/customers/${customer}/messages`)).messages.filter(
        ({ from }: Loose) => from === 'business',
      ),
    root: async (channel, name) => {
      await until(() => slack.roots(channel).some((root) => textOf(root).includes(name)));
      return slack.roots(channel).find((root) => textOf(root).includes(name)) as DoubleMessage;
    },
    restart: async (yaml) => {
      await hub.stop();
      await start({ ...options, ...(yaml === undefined ? {} : { slack: yaml }) });
    },
    stop: async () => {
      await hub.stop();
      if (!options.double) await slack.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return kit;
};

/** Everything a message says, in one text. */
export const textOf = (message: Pick<DoubleMessage, 'text' | 'blocks'>): string =>
  `${message.text}\n${JSON.stringify(message.blocks)}`;

/** Waits until the condition holds; throws with its text when it never does. */
export const until = async (condition: () => unknown, ms = 25_000): Promise<void> => {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`never: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
