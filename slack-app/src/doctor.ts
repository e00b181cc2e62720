import type { ExtensionHealth } from '@centralita/core/consumer';
import { scopeLine } from './checks.ts';
import { createClients } from './client/clients.ts';
import { attempt, type Outcome } from './client/outcome.ts';
import { type SlackSettings, slackDefaults } from './settings.ts';
import { wordsOf } from './words/index.ts';

type Line = ExtensionHealth['lines'][number];

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Tokens and scopes, asked of Slack without a running hub. Changes nothing and throws nothing. */
export const checkSlack = async (given: Partial<SlackSettings>): Promise<readonly Line[]> => {
  const { botToken, appToken, mode, apiUrl, language } = { ...slackDefaults, ...given };
  const clients = createClients({ fetch, log: silent, ...(apiUrl ? { apiUrl } : {}) });
  const steps: Readonly<Record<string, string>> = wordsOf(language).channelSteps;
  const amiss = (name: string, outcome: Exclude<Outcome<unknown>, { kind: 'done' }>): Line => {
    const reason = 'reason' in outcome ? outcome.reason : 'it asks to wait';
    const refused = outcome.kind === 'refused';
    return {
      name,
      ok: false,
      detail: reason,
      nextStep: refused
        ? (steps[reason] ?? steps.other)
        : 'See whether this machine reaches slack.com, then try again.',
    };
  };

  const lines: Line[] = [];
  if (botToken) {
    const outcome = await attempt(() => clients.read(botToken).auth.test());
    if (outcome.kind !== 'done') lines.push(amiss('Slack bot token', outcome));
    else {
      const { team = 'the workspace', response_metadata } = outcome.value;
      lines.push({ name: 'Slack bot token', ok: true, detail: `valid in ${team}` });
      // Slack says it in a header; a proxy may leave that out.
      const { scopes = [] } = response_metadata ?? {};
      if (scopes.length > 0) lines.push(scopeLine(team, scopes));
    }
  } else {
    lines.push({
      name: 'Slack workspaces',
      ok: true,
      detail: 'installed by OAuth: the running hub knows them',
    });
  }
  if (mode === 'socket' && appToken) {
    // Only hands out an address; nothing connects to it.
    const outcome = await attempt(() => clients.read(appToken).apps.connections.open());
    lines.push(
      outcome.kind === 'done'
        ? { name: 'Slack app-level token', ok: true, detail: 'opens a socket' }
        : amiss('Slack app-level token', outcome),
    );
  }
  return lines;
};
