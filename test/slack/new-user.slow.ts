import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { botToken, type SlackDouble, startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import {
  freePort,
  type HubProcess,
  type Loose,
  removeFolder,
  run,
  startHub,
  tempFolder,
} from '../support/hub-process.ts';
import { textOf, until } from './kit.ts';

const root = join(import.meta.dirname, '../..');
const guide = readFileSync(join(root, 'docs/slack.md'), 'utf8');
const setUp = guide.slice(guide.indexOf('## Set-up'), guide.indexOf('## What you see'));
const block = (language: string): string =>
  (new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(setUp)?.[1] ?? '').replace(/^ {3}/gm, '');

/** The steps of the guide, one after the other, by somebody who has nothing but the guide. */
describe('a new user, from the manifest on', () => {
  let slack: SlackDouble;
  let channel: DoubleChannel;
  let ana: DoubleUser;
  let hub: HubProcess | undefined;
  const folder = tempFolder();
  const environment: Record<string, string> = {};
  beforeAll(async () => {
    slack = await startDouble();
    ana = slack.workspace.user('Ana', { email: 'ana@example.com' });
  });
  afterAll(async () => {
    await hub?.end('SIGKILL');
    await slack.stop();
    removeFolder(folder);
  });

  const centralita = async (...args: string[]) => {
    const program = run(['hub/src/main.ts', ...args], {
      CENTRALITA_DATA: join(folder, 'data'),
      CENTRALITA_CONFIG: join(folder, 'centralita.yaml'),
      ...environment,
    });
    const { code } = await program.exited;
    return { code, out: program.out(), err: program.err() };
  };
  interface Said {
    readonly line: string;
    readonly ok: boolean;
    readonly next: string;
  }
  /** What doctor says of Slack, as it is printed. */
  const doctor = async (): Promise<Said[]> =>
    (await centralita('doctor')).out
      .split(/\n {2}(?=ok {4}|FAIL {2})/)
      .map((entry) => (entry.split('\n\n')[0] ?? '').replace(/\s+/g, ' '))
      .filter((entry) => entry.includes(' Slack '))
      .map((entry) => {
        const [line = '', next = ''] = entry.split(' → ');
        return { line, ok: line.startsWith('ok '), next };
      });
  /** The same of the running hub, which is where doctor has it from. */
  const health = async (): Promise<Said[]> => {
    const answer = await hub?.api('GET', '/v1/health');
    return answer?.body.items.map(({ name, ok, detail = '', nextStep = '' }: Loose) => ({
      line: `${name}: ${detail}`,
      ok,
      next: nextStep,
    }));
  };
  const says = (lines: readonly Said[], what: string, step: string): boolean =>
    lines.some(({ line, ok, next }) => !ok && line.includes(what) && next.includes(step));

  it('1: the manifest is the one that is printed, and what it asks for is granted', async () => {
    const file = /\.\.\/(slack-app\/manifest\.socket\.json)/.exec(setUp)?.[1] ?? '';
    const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'));
    const printed = await centralita('slack', 'manifest');
    expect(printed.code).toBe(0);
    expect(JSON.parse(printed.out)).toEqual(manifest);
    const http = await centralita('slack', 'manifest', '--url', 'https://hub.acme.example/', '--oauth');
    expect(JSON.parse(http.out)).toMatchObject({
      oauth_config: { redirect_urls: ['https://hub.acme.example/ext/slack/oauth'] },
      settings: {
        socket_mode_enabled: false,
        token_rotation_enabled: true,
        event_subscriptions: { request_url: 'https://hub.acme.example/ext/slack/events' },
      },
    });
    expect((await centralita('slack', 'manifest', '--url', 'http://hub.acme.example')).code).toBe(2);
    slack.scopes = new Set(manifest.oauth_config.scopes.bot);
  });

  it('2 to 5: tokens into the environment, lines into the settings', () => {
    for (const [, name = '', begin = ''] of block('sh').matchAll(/^export ([A-Z_]+)=([a-z]+-)/gm)) {
      environment[name] = begin === 'xapp-' ? 'xapp-double' : botToken;
    }
    expect(Object.keys(environment)).toEqual(['SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN']);
    // All that is not in the guide: where this Slack answers.
    const settings = block('yaml').replace(/^slack:\n/, `slack:\n  apiUrl: ${slack.apiUrl}\n`);
    expect(settings).toContain('apiUrl');
    writeFileSync(join(folder, 'centralita.yaml'), settings);
  });

  it('7, before 6: whoever forgot the channel is told by doctor, step by step', async () => {
    hub = await startHub({ folder, port: await freePort(), demo: true, env: environment });
    await until(() => slack.sockets.length === 1);
    await until(async () => says(await health(), '#whatsapp', '/invite @Centralita'));
    const lines = await doctor();
    expect(says(lines, '#whatsapp: it does not exist', '/invite @Centralita')).toBe(true);
    const well = [
      'workspaces: Acme',
      'token of Acme: valid',
      'scopes of Acme: all',
      'socket: connected',
      'people: 1',
    ];
    for (const said of well) {
      expect(lines.filter(({ line, ok }) => ok && line.includes(said))).toHaveLength(1);
    }
  }, 90_000);

  it('6: the channel is made: the app has yet to be invited; then it says what the channel shows', async () => {
    channel = slack.workspace.channel('whatsapp', { member: false });
    await until(async () => says(await health(), '#whatsapp: the app is not in it', '/invite'), 60_000);
    channel.member = true;
    await slack.event({
      type: 'member_joined_channel',
      user: slack.workspace.botUser,
      channel: channel.id,
      channel_type: 'C',
      team: slack.workspace.team,
    });
    await until(() => slack.roots(channel).some(({ text }) => text.includes('Support')));
    await until(async () => (await health()).every(({ ok }) => ok));
    const lines = await doctor();
    expect(lines.filter(({ ok }) => !ok)).toEqual([]);
    expect(lines.length).toBeGreaterThan(5);
  }, 120_000);

  it('8: a customer writes, a card appears, the reply arrives', async () => {
    const ask = (method: string, path: string, body?: object) =>
      hub?.api(method, path, body) as Promise<Loose>;
    await ask('PUT', '/sandbox/customers/34600111222', { name: 'Lucía' });
    await ask('POST', '/sandbox/customers/34600111222/messages', { type: 'text', text: { body: 'Hola' } });
    const isCard = (post: Parameters<typeof textOf>[0]) => textOf(post).includes('Lucía');
    await until(() => slack.roots(channel).some(isCard));
    const card = slack.roots(channel).find(isCard);
    await slack.say(ana, channel, card?.ts, { text: 'Buenos días' });
    await until(async () =>
      JSON.stringify((await ask('GET', '/sandbox/customers/34600111222/messages')).body).includes(
        'Buenos días',
      ),
    );
    expect(slack.violations).toEqual([]);
  });
});
