import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../hub/src/config.ts';
import { type Hub, startHub } from '../../hub/src/hub.ts';
import { silentLog } from '../../hub/src/ops/log.ts';
import { createMetrics } from '../../hub/src/ops/metrics.ts';
import { parseSettings } from '../../hub/src/settings/index.ts';
import { botToken, richText, signed, signingSecret } from '../../slack-app/src/testing/double.ts';
import type { Loose } from '../support/hub-process.ts';
import { until } from './kit.ts';
import { startEmulate } from './web-api/sides.ts';

/**
 * The plain way there and back through a Slack that is not ours. emulate delivers no events: what a person writes is
 * posted there with their own token, and the event of it is signed and delivered by the test, from what emulate stored.
 */
describe('a hub whose Slack is emulate', () => {
  let emulate: Awaited<ReturnType<typeof startEmulate>>;
  let hub: Hub;
  const folder = mkdtempSync(join(tmpdir(), 'centralita-emulate-'));
  beforeAll(async () => {
    emulate = await startEmulate();
    const yaml = `
slack:
  mode: http
  botToken: { env: BOT }
  signingSecret: { env: SECRET }
  apiUrl: ${emulate.apiUrl}
  defaultChannel: "#whatsapp"
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
teams:
  support: { name: Support, members: [ana] }
`;
    hub = await startHub({
      config: readConfig({ CENTRALITA_DATA: folder, PORT: '0' }, { demo: true }),
      settings: parseSettings(yaml, 'centralita.yaml', { BOT: botToken, SECRET: signingSecret }),
      demo: true,
      log: silentLog,
      metrics: createMetrics(),
      version: '0.0.0-test',
    });
  }, 30_000);
  afterAll(async () => {
    await hub?.stop();
    await emulate?.emulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = async (method: string, path: string, body?: object): Promise<Loose> => {
    const answer = await fetch(`${hub.url}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return answer.json();
  };
  const channel = () => emulate.channels.own;
  const roots = async (): Promise<Loose[]> =>
    ((await emulate.people.conversations.history({ channel: channel() })).messages ?? []).filter(({ text }) =>
      text?.startsWith('Lucía'),
    );
  const thread = async (root: string): Promise<Loose[]> =>
    ((await emulate.people.conversations.replies({ channel: channel(), ts: root })).messages ?? []).slice(1);

  it('shows a customer’s messages in one thread, and takes a reply to them', async () => {
    await ask('PUT', '/sandbox/customers/34600111222', { name: 'Lucía' });
    for (const body of ['Hola', '¿Tienen mesas?']) {
      await ask('POST', '/sandbox/customers/34600111222/messages', { type: 'text', text: { body } });
    }
    await until(async () => (await roots()).length === 1);
    const [root] = await roots();
    await until(async () => (await thread(root.ts)).length === 2);
    expect((await thread(root.ts)).map(({ text }) => text)).toEqual(['Lucía: Hola', 'Lucía: ¿Tienen mesas?']);
    // The card has its buttons and the posts their keys, as emulate stored them.
    await until(async () => JSON.stringify((await roots())[0]).includes('centralita_claim'));
    expect((await thread(root.ts)).map(({ metadata }) => metadata.event_type)).toEqual([
      'centralita_message',
      'centralita_message',
    ]);

    const said = 'Sí, de roble y de haya.';
    const { ts } = await emulate.people.chat.postMessage({
      channel: channel(),
      thread_ts: root.ts,
      text: said,
    });
    const [stored] = (await thread(root.ts)).filter((message) => message.ts === ts);
    const event = { ...stored, channel: channel(), channel_type: 'channel', blocks: richText(said) };
    const team_id = (await emulate.app.auth.test()).team_id as string;
    const deliver = async () => {
      const request = signed({
        type: 'event_callback',
        event_id: 'Ev1',
        team_id,
        authorizations: [{ team_id, is_bot: true }],
        event,
      });
      return fetch(`${hub.url}/ext/slack/events`, {
        method: 'POST',
        body: await request.text(),
        headers: request.headers,
      });
    };
    expect((await deliver()).status).toBe(200);
    const phone = async (): Promise<Loose[]> =>
      (await ask('GET', '/sandbox/customers/34600111222/messages')).messages.filter(
        ({ from }: Loose) => from === 'business',
      );
    await until(async () => (await phone()).length === 1);
    expect((await deliver()).status).toBe(200);
    const marks = async () =>
      JSON.stringify((await thread(root.ts)).find((message) => message.ts === ts)?.reactions ?? []);
    await until(async () => (await marks()).includes('"name"'));
    expect((await phone()).map(({ text }) => text.body)).toEqual([said]);
    expect(await roots()).toHaveLength(1);
    // What was written in the thread is not shown there a second time.
    expect((await thread(root.ts)).filter(({ text }) => text === said)).toHaveLength(1);
  });

  it('uploads a customer’s file into the thread', async () => {
    await ask('POST', '/sandbox/customers/34600111222/messages', {
      type: 'image',
      image: { caption: 'así' },
    });
    const [root] = await roots();
    await until(async () => (await thread(root.ts)).some(({ files }) => files?.length === 1));
    await until(async () => (await thread(root.ts)).some(({ text }) => text.includes('así')));
  });
});
