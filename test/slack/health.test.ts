import type { HealthLine } from '@centralita/core/hub-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { botScopes } from '../../slack-app/src/scopes.ts';
import { type SlackDouble, startDouble } from '../../slack-app/src/testing/double.ts';
import type { Loose } from '../support/hub-process.ts';
import { untranslated } from '../support/untranslated.ts';
import { type Kit, type KitOptions, startKit, until } from './kit.ts';

/** What the health page and `centralita doctor` say of Slack: each thing that can be amiss, with what to do. */
describe('health', () => {
  let slack: SlackDouble;
  let kit: Kit | undefined;
  beforeEach(async () => {
    slack = await startDouble();
    slack.scopes = new Set(botScopes);
    slack.workspace.user('Ana', { email: 'ana@example.com' });
  });
  afterEach(async () => {
    await kit?.stop();
    await slack.stop();
  });

  const people = `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
  teo: { name: Teo Paz, role: agent, slackId: U0UNKNOWN }
teams:
  support: { name: Support, members: [ana], slackChannel: "#support" }
`;
  const begin = async (options: KitOptions) => {
    kit = await startKit({ double: slack, ...options });
  };
  /** Slack's word for what is wrong, a workspace, a count. */
  const nobodys = (text: string) => /^(invalid_auth|Acme|\d+)$/.test(text);
  /** Every line, which says all it says in both languages. */
  const lines = async (): Promise<Loose[]> => {
    const { items } = (await kit?.ask<{ items: Loose[] }>('GET', '/v1/health')) ?? { items: [] };
    const slacks = items.filter(({ name }) => name.startsWith('Slack '));
    expect(untranslated(slacks as unknown as HealthLine[], nobodys)).toEqual([]);
    return slacks;
  };
  const isSaid = (line: Loose, name: string, detail: string, step: string): boolean =>
    line.name.includes(name) && line.detail.includes(detail) && line.nextStep?.includes(step);
  /** Waits for a line that is not well and says this, with this next step; and so in Spanish. */
  const amiss = (
    name: string,
    detail: string,
    step: string,
    es: readonly [name: string, detail: string, step: string],
  ) =>
    until(async () =>
      (await lines()).some(
        (line) => !line.ok && isSaid(line, name, detail, step) && isSaid({ ...line, ...line.es }, ...es),
      ),
    );

  it('a bot token that Slack does not know', async () => {
    await begin({ env: { BOT: 'xoxb-wrong' } });
    await amiss('workspaces', 'invalid_auth', 'Bot User OAuth Token', [
      'Espacios de Slack',
      'invalid_auth',
      'Copie el «Bot User OAuth Token»',
    ]);
  });

  it('an app token that Slack does not know', async () => {
    await begin({ socket: true, env: { APP: 'xapp-wrong' } });
    await amiss('socket', 'invalid_auth', 'App-Level Tokens', [
      'Socket de Slack',
      'invalid_auth',
      'Copie el token de la aplicación',
    ]);
  });

  it('a token that was good, and is no more', async () => {
    await begin({});
    await until(async () => (await lines()).some(({ name, ok }) => ok && name.includes('workspaces')));
    slack.tokens.clear();
    await kit?.restart();
    await amiss('token of Acme', 'invalid_auth', 'Install the app again', [
      'Token de Slack de Acme',
      'invalid_auth',
      'Instale de nuevo',
    ]);
  });

  it('scopes that are missing, and those it does without', async () => {
    slack.scopes = new Set(botScopes.filter((scope) => !['files:read', 'groups:read'].includes(scope)));
    await begin({});
    await amiss('scopes of Acme', 'files:read', 'manifest', [
      'Permisos de Slack de Acme',
      'faltan: files:read',
      'manifiesto',
    ]);
    slack.scopes = new Set(botScopes.filter((scope) => scope !== 'groups:read'));
    // Installed again: the token is the same, and nobody has to start the hub anew.
    await until(
      async () =>
        (await lines()).some(
          ({ name, ok, detail }) => ok && name.includes('scopes') && /without: groups:read/.test(detail),
        ),
      10_000,
    );
  });

  it('channels of the settings: gone, archived, without the app; and when all is well', async () => {
    const support = slack.workspace.channel('support', { member: false });
    const alerts = slack.workspace.channel('alerts', { archived: true });
    await begin({
      slack:
        'defaultChannel: "#whatsapp"\nalertsChannel: "#alerts"\nescalation: { afterMinutes: 5, channel: "T0OTHER/#leads" }',
      more: people,
    });
    await amiss('#whatsapp', 'does not exist', '/invite', ['#whatsapp', 'no existe', '/invite']);
    await amiss('#support', 'not in it (teams.support.slackChannel)', '/invite', [
      '#support',
      'no está en él (teams.support.slackChannel)',
      '/invite',
    ]);
    await amiss('#alerts', 'archived', 'Unarchive', ['#alerts', 'archivado', 'Desarchívelo']);
    await amiss('T0OTHER/#leads', 'removed from the workspace', 'Install', [
      'T0OTHER/#leads',
      'retirada del espacio',
      'Instale',
    ]);
    await amiss('people', 'Teo Paz', 'slackId', [
      'Personas en Slack',
      'no están en Slack: Teo Paz',
      'slackId',
    ]);
    support.member = true;
    alerts.archived = false;
    const channel = slack.workspace.channel('whatsapp');
    await slack.event({ type: 'member_joined_channel', user: slack.workspace.botUser, channel: channel.id });
    await until(async () => {
      const failing = (await lines()).filter(({ ok }) => !ok).map(({ name }) => name);
      return failing.length === 2 && failing.every((name) => /leads|people/.test(name));
    }, 50_000);
    expect(slack.violations).toEqual([]);
  }, 60_000);

  it('nobody may answer', async () => {
    await begin({});
    await amiss('people', 'nobody may answer', 'users', [
      'Personas en Slack',
      'nadie puede responder',
      'Añada a quienes responden',
    ]);
  });

  it('does not ask Slack at every look', async () => {
    await begin({
      slack: 'defaultChannel: "#whatsapp"',
      more: people.replace('U0UNKNOWN', slack.workspace.user('Teo').id),
    });
    slack.workspace.channel('whatsapp');
    slack.workspace.channel('support');
    await until(async () => {
      const all = await lines();
      return all.length > 5 && all.every(({ ok }) => ok);
    });
    const before = slack.calls.length;
    for (let look = 0; look < 20; look++) await lines();
    expect(slack.calls.length - before).toBe(0);
  });
});
