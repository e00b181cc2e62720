import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type RunningSandbox, startSandbox } from '@centralita/sandbox/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import {
  accessToken,
  apiKey,
  appSecret,
  freePort,
  type HubProcess,
  tempFolder as hubFolder,
  removeFolder,
  startHub,
  verifyToken,
} from '../../test/support/hub-process.ts';
import type { FlowNode, Loose } from './harness.ts';
import { buildInPlace, eventually, type NodeRed, packageRoot, startNodeRed } from './support/node-red.ts';

jest.setTimeout(240_000);

const files = globSync('examples/*/*.json', { cwd: packageRoot });
let data: string;
let sandbox: RunningSandbox;
let hub: HubProcess;
let red: NodeRed;
let people = 0;
let logged = 0;

const nextCustomer = () => {
  people += 1;
  return sandbox.customer(`3460011${String(1000 + people)}`);
};
const webhookTo = (address: string) =>
  sandbox.graph('POST', `/${sandbox.phoneNumberId}`, {
    webhook_configuration: { override_callback_uri: address, verify_token: verifyToken },
  });

/** As somebody fills it in after importing it. */
const filledIn = (file: string): FlowNode[] =>
  (JSON.parse(readFileSync(join(packageRoot, file), 'utf8')) as FlowNode[]).map((node) => {
    if (node.type === 'centralita-account') {
      const { phoneNumberId, wabaId, graphUrl: apiBaseUrl } = sandbox;
      return {
        ...node,
        phoneNumberId,
        wabaId,
        apiBaseUrl,
        credentials: { accessToken, appSecret, verifyToken },
      };
    }
    return node.type === 'centralita-hub' ? { ...node, url: hub.url, credentials: { key: apiKey } } : node;
  });
const textOf = (nodes: readonly FlowNode[], index: number): string =>
  nodes.filter(({ type }) => type === 'centralita-send').map(({ text }) => text as string)[index] ?? '';

beforeAll(async () => {
  await buildInPlace();
  sandbox = await startSandbox({ appSecret, verifyToken, accessToken });
  data = hubFolder();
  hub = await startHub({ folder: data, port: await freePort(), apiBaseUrl: sandbox.graphUrl });
  red = await startNodeRed({});
});
beforeEach(() => {
  logged = red.log().length;
});
afterEach(() => {
  expect(red.log().slice(logged)).not.toMatch(/TypeError|ReferenceError|uncaught/i);
});
afterAll(async () => {
  await red.end();
  await hub.end();
  await sandbox.close();
  removeFolder(data);
});

it('all stand in the import menu', async () => {
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const folder = basename(dirname(file));
    const menu = await red.admin('GET', `/library/examples/flows/@centralita/node-red/${folder}`);
    expect(menu).toContainEqual({ fn: basename(file, '.json') });
  }
});

it.each(files.map((file) => [basename(file, '.json'), file]))(
  '%s runs against the sandbox',
  async (name, file) => {
    const nodes = filledIn(file);
    await red.deploy(nodes);
    const person = await nextCustomer();
    if (!name.startsWith('6')) await webhookTo(`${red.url}/centralita/whatsapp`);
    switch (name[0]) {
      case '1':
        await person.write('hola');
        await person.sees(textOf(nodes, 0));
        break;
      case '2': {
        await person.write('hola');
        const question = nodes.find(({ kind }) => kind === 'choices') as Loose;
        await person.sees(question.text);
        await eventually('it waits', () =>
          readFileSync(join(red.userDir, 'centralita', `waits-${question.account}.json`), 'utf8').includes(
            'providerId',
          ),
        );
        await person.tap(question.choices[0].title);
        await person.sees(textOf(nodes, 0));
        break;
      }
      case '3':
        await person.write(file.includes('/en/') ? 'What is the price?' : '¿Qué precio tiene?');
        await person.sees(textOf(nodes, 0));
        await person.write(file.includes('/en/') ? 'It shows an error' : 'Sale un ERROR');
        await person.sees(textOf(nodes, 1));
        break;
      case '4':
        await person.write(file.includes('/en/') ? 'START' : 'ALTA');
        await person.sees(textOf(nodes, 0));
        await person.write(file.includes('/en/') ? 'STOP' : 'BAJA');
        await person.sees(textOf(nodes, 1));
        break;
      case '5':
        await person.write({
          type: 'interactive',
          interactive: { type: 'button_reply', button_reply: { id: 'appointment.yes', title: 'Sí' } },
        });
        await person.sees(textOf(nodes, 0));
        break;
      default: {
        const cursor = `cursor-${nodes.find(({ type }) => type === 'centralita-hub')?.id}.json`;
        await eventually(
          'it follows the hub',
          () => globSync(join(red.userDir, 'centralita', cursor)).length > 0,
        );
        await webhookTo(hub.webhook);
        await person.write(file.includes('/en/') ? 'Any offer?' : '¿Alguna oferta?');
        await person.sees(textOf(nodes, 0));
      }
    }
  },
);
