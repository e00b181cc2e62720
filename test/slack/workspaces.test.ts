import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { botScopes } from '../../slack-app/src/scopes.ts';
import { type SlackDouble, startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleUser, Workspace } from '../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../support/hub-process.ts';
import { type Kit, startKit, textOf, until } from './kit.ts';

const publicUrl = 'https://hub.example';

/** The app in two workspaces whose ids are the same: whoever looks one up without its workspace takes the wrong one. */
describe('several workspaces by OAuth', () => {
  let kit: Kit;
  let slack: SlackDouble;
  let acme: Workspace;
  let other: Workspace;
  let acmeChannel: DoubleChannel;
  let otherChannel: DoubleChannel;
  let ana: DoubleUser;
  let bea: DoubleUser;
  beforeAll(async () => {
    slack = await startDouble();
    slack.scopes = new Set(botScopes);
    slack.tokens.clear();
    acme = slack.workspace;
    other = slack.addWorkspace('T0OTHER', 'Otra');
    acmeChannel = acme.channel('whatsapp');
    otherChannel = other.channel('whatsapp');
    ana = acme.user('Ana', { email: 'ana@example.com' });
    bea = other.user('Bea', { email: 'bea@example.com', teamId: 'T0OTHER' });
    kit = await startKit({
      double: slack,
      oauth: true,
      env: { PUBLIC_URL: publicUrl },
      slack: 'defaultChannel: "T0CENTRAL/#whatsapp"',
      more: `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
  bea: { name: Bea Soto, role: agent, email: bea@example.com }
teams:
  support: { name: Support, members: [ana] }
  other: { name: Otra, members: [bea], slackChannel: "T0OTHER/#whatsapp" }
routing:
  rules:
    - { id: other, when: { text: { words: [precio] } }, to: { team: other } }
  otherwise: { team: support }
`,
    });
  }, 30_000);
  afterAll(async () => {
    await kit?.stop();
    await slack?.stop();
  });
  afterEach(() => {
    slack.fault = () => undefined;
    slack.oauth.refuseRenewal = undefined;
    expect(slack.violations).toEqual([]);
  });

  const door = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${kit.hub.url}/ext/slack/${path}`, { redirect: 'manual', headers });
  const begin = async () => {
    const answer = await door('install');
    expect(answer.status).toBe(302);
    const to = new URL(answer.headers.get('location') ?? '');
    return {
      to,
      state: to.searchParams.get('state') ?? '',
      cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] as string,
    };
  };
  let codes = 0;
  const install = async (workspace: Workspace, seconds?: number) => {
    const code = `code-${++codes}`;
    slack.oauth.codes.set(code, { workspace, ...(seconds === undefined ? {} : { seconds }) });
    const { state, cookie } = await begin();
    return door(`oauth?code=${code}&state=${encodeURIComponent(state)}`, { cookie });
  };
  const renewals = () =>
    slack.calls.filter(
      ({ method, args }) => method === 'oauth.v2.access' && args.grant_type === 'refresh_token',
    ).length;
  const health = async (): Promise<Loose[]> => (await kit.ask('GET', '/v1/health')).items;

  it('says in health that nobody installed it yet, and where to', async () => {
    const line = (await health()).find(({ name }) => name.includes('workspaces'));
    expect(line).toMatchObject({ ok: false, nextStep: expect.stringContaining('/ext/slack/install') });
  });

  it('asks for the least scopes, and installs only what this browser began', async () => {
    const { to, state, cookie } = await begin();
    expect(to.origin + to.pathname).toBe('https://slack.com/oauth/v2/authorize');
    expect(to.searchParams.get('scope')?.split(',').sort()).toEqual([...botScopes].sort());
    expect(to.searchParams.get('redirect_uri')).toBe(`${publicUrl}/ext/slack/oauth`);
    slack.oauth.codes.set('stolen', { workspace: acme });
    const good = encodeURIComponent(state);
    const again = await begin();
    for (const [path, headers] of [
      [`oauth?code=stolen&state=${good}`, {}],
      [`oauth?code=stolen&state=${good}`, { cookie: again.cookie }],
      [`oauth?code=stolen&state=${good}x`, { cookie }],
      [`oauth?code=stolen&state=1.${good.split('.')[1]}`, { cookie }],
      ['oauth?code=stolen', { cookie }],
    ] as const) {
      const answer = await door(path, headers);
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining('/ext/slack/install'),
      ]);
    }
    expect((await door(`oauth?error=access_denied&state=${good}`, { cookie })).status).toBe(400);
    const wrong = await door(`oauth?code=no-such&state=${good}`, { cookie });
    expect([wrong.status, await wrong.text()]).toEqual([502, expect.stringContaining('invalid_code')]);
    // No refused try used it up.
    expect(slack.oauth.codes.has('stolen')).toBe(true);
    expect(slack.oauth.issued.count).toBe(0);
  });

  it('installs in both, and says how to go on', async () => {
    for (const [workspace, name] of [
      [acme, 'Acme'],
      [other, 'Otra'],
    ] as const) {
      const answer = await install(workspace);
      expect(answer.status).toBe(200);
      const page = await answer.text();
      expect(page).toContain(name);
      expect(page).toContain('/invite');
    }
    const line = (await health()).find(({ name }) => name.includes('workspaces'));
    expect(line).toMatchObject({ ok: true, detail: 'Acme, Otra' });
  });

  it('shows each conversation in its own workspace, and takes replies only from there', async () => {
    expect(otherChannel.id).toBe(acmeChannel.id);
    await kit.writes('34600111222', 'Hola', 'Lucía');
    await kit.writes('34600333444', '¿Qué precio tiene?', 'Marta');
    const lucia = await kit.root(acmeChannel, 'Lucía');
    const marta = await kit.root(otherChannel, 'Marta');
    await until(() => slack.posts(otherChannel, marta.ts).length === 1);
    await until(() => slack.posts(acmeChannel, lucia.ts).length === 1);
    expect(acmeChannel.messages.map(textOf).join()).not.toContain('Marta');
    expect(otherChannel.messages.map(textOf).join()).not.toContain('Lucía');

    // Somebody of one workspace in a thread of the other: the timestamp and the channel fit, the workspace does not.
    await slack.event({
      type: 'message',
      channel: acmeChannel.id,
      user: ana.id,
      ts: acme.nextTs(),
      thread_ts: marta.ts,
      text: 'No es para Marta',
    });
    const reply = await slack.say(bea, otherChannel, marta.ts, { text: 'Doce euros' });
    await until(() => reply.reactions.length > 0);
    const own = await slack.say(ana, acmeChannel, lucia.ts, { text: 'Buenas' });
    await until(() => own.reactions.length > 0);
    expect((await kit.phone('34600333444')).map(({ text }) => text.body)).toEqual(['Doce euros']);
    expect((await kit.phone('34600111222')).map(({ text }) => text.body)).toEqual(['Buenas']);
  });

  it('renews a token that ends soon: once for everybody, sealed, and for good', async () => {
    // Handed out with an hour left, which is less than is waited for.
    expect((await install(acme, 3_600)).status).toBe(200);
    const before = renewals();
    slack.fault = ({ method, args }) =>
      method === 'oauth.v2.access' && args.grant_type ? { kind: 'slow', ms: 300 } : undefined;
    const people = Array.from({ length: 12 }, (_, index) => `3460099${String(index).padStart(4, '0')}`);
    await Promise.all(people.map((phone, index) => kit.writes(phone, 'Hola', `Cliente ${index}.`)));
    for (const index of people.keys()) await kit.root(acmeChannel, `Cliente ${index}.`);
    expect(renewals() - before).toBe(1);
    const tokens = [...slack.tokens].filter((token) => token.includes('T0CENTRAL'));
    expect(tokens.length).toBeGreaterThan(1);
    const stored = readdirSync(kit.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'))
      .join('\n');
    expect(stored).toContain('T0CENTRAL');
    expect(stored).not.toContain('xoxb-issued');
    expect(stored).not.toContain('xoxe-1-issued');
    // The refresh token is spent: a hub that had forgotten the new one could not go on.
    await kit.restart();
    await kit.writes(people[0] as string, 'Otra vez');
    const root = await kit.root(acmeChannel, 'Cliente 0.');
    await until(() => slack.posts(acmeChannel, root.ts).some(({ text }) => text.includes('Otra vez')));
    expect(renewals() - before).toBe(1);
  });

  it('goes on with a token that still holds when it cannot be renewed, and says what to do', async () => {
    expect((await install(acme, 3_600)).status).toBe(200);
    slack.oauth.refuseRenewal = 'invalid_refresh_token';
    const before = renewals();
    for (const text of ['uno', 'dos', 'tres']) await kit.writes('34600111222', `sigue ${text}`);
    const lucia = await kit.root(acmeChannel, 'Lucía');
    await until(
      () => slack.posts(acmeChannel, lucia.ts).filter(({ text }) => text.includes('sigue')).length === 3,
      5_000,
    );
    // Not asked again for every post.
    expect(renewals() - before).toBe(1);
    const line = (await health()).find(({ name }) => name.includes('token'));
    expect(line).toMatchObject({
      ok: false,
      name: expect.stringContaining('Acme'),
      detail: expect.stringContaining('invalid_refresh_token'),
      nextStep: expect.stringContaining('/ext/slack/install'),
    });
    expect((await install(acme)).status).toBe(200);
    expect((await health()).filter(({ name, ok }) => name.includes('token') && !ok)).toEqual([]);
  });

  it('keeps what is to be shown while a token has ended, and shows it after a new installation', async () => {
    expect((await install(acme, 20)).status).toBe(200);
    slack.oauth.refuseRenewal = 'token_expired';
    await kit.writes('34600111222', 'mientras tanto');
    const lucia = await kit.root(acmeChannel, 'Lucía');
    await until(async () =>
      (await health()).some(({ name, detail }) => name.includes('token') && detail.includes('token_expired')),
    );
    const shown = () => slack.posts(acmeChannel, lucia.ts).filter(({ text }) => text.includes('mientras'));
    expect(shown()).toHaveLength(0);
    // The other workspace has its own token.
    await kit.writes('34600333444', 'y aquí nada cambia');
    const marta = await kit.root(otherChannel, 'Marta');
    await until(() => slack.posts(otherChannel, marta.ts).some(({ text }) => text.includes('nada cambia')));
    expect((await install(acme)).status).toBe(200);
    await until(() => shown().length === 1);
  });

  it('is taken out of one workspace: the other goes on, and nothing of it is said to the first', async () => {
    await slack.event({ type: 'app_uninstalled' }, { workspace: other });
    await until(
      async () => (await health()).find(({ name }) => name.includes('workspaces'))?.detail === 'Acme',
    );
    const before = otherChannel.messages.length;
    await kit.writes('34600555666', 'otro precio', 'Nuria');
    const root = await kit.root(acmeChannel, 'Nuria');
    await until(() => textOf(root).includes('T0OTHER/#whatsapp'));
    expect(otherChannel.messages).toHaveLength(before);
  });
});
