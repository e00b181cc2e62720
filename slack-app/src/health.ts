import type { ExtensionHealth } from '@centralita/core/consumer';
import type { Checks } from './checks.ts';
import { openInstall } from './installations.ts';
import type { Parts } from './parts.ts';
import type { Socket } from './socket.ts';

/** How Slack stands, for the console's page of health and for `doctor`. */
export const healthOf = async (
  parts: Parts,
  socket: Socket | undefined,
  checks: Checks,
): Promise<ExtensionHealth> => {
  const words = parts.words();
  const reasons: Readonly<Record<string, string>> = words.channelReasons;
  const steps: Readonly<Record<string, string>> = words.channelSteps;
  const lines: ExtensionHealth['lines'][number][] = [];
  const installed = await parts.installations.all().catch(() => []);
  lines.push(
    installed.length > 0
      ? {
          name: 'Slack workspaces',
          ok: true,
          detail: installed.map(({ name, team }) => name ?? team).join(', '),
        }
      : {
          name: 'Slack workspaces',
          ok: false,
          detail: parts.installations.doubts.get('') ?? 'none yet',
          nextStep: parts.installations.doubts.has('')
            ? 'Copy the “Bot User OAuth Token” of the app’s page “OAuth & Permissions” into the environment and start again.'
            : parts.settings.oauth
              ? 'Open /ext/slack/install at the hub’s public address.'
              : 'Wait for Slack to answer; the bot token is asked about as soon as it does.',
        },
  );
  const nameOf = (team: string) => installed.find((each) => each.team === team)?.name ?? team;
  // First what is asked: it may find that a token is refused.
  const asked = await checks.lines();
  for (const [team, reason] of parts.installations.doubts) {
    if (team !== '')
      lines.push({
        name: `Slack token of ${nameOf(team)}`,
        ok: false,
        detail: reason,
        nextStep: parts.settings.oauth ? openInstall : words.channelSteps.invalid_auth,
      });
  }
  for (const [team, reason] of parts.installations.unrenewed) {
    lines.push({
      name: `Slack token of ${nameOf(team)}`,
      ok: false,
      detail: `cannot be renewed: ${reason}`,
      nextStep: openInstall,
    });
  }
  const amiss = new Set(lines.map(({ name }) => name));
  lines.push(...asked.filter(({ name }) => !amiss.has(name)));
  if (socket) {
    lines.push({
      name: 'Slack socket',
      ok: socket.connected,
      detail: socket.connected ? 'connected' : (socket.lastError ?? 'connecting'),
      ...(socket.connected
        ? {}
        : {
            nextStep:
              'Copy the app-level token (“Basic Information”, “App-Level Tokens”, scope connections:write) into the environment, and let this machine reach slack.com.',
          }),
    });
  }
  const { since } = parts.outage;
  if (since !== undefined) {
    lines.push({
      name: 'Slack Web API',
      ok: false,
      detail: `no answer since ${new Date(since).toISOString()}`,
      nextStep: 'Nothing to do if Slack is down: what is to be shown waits.',
    });
  }
  for (const channel of await parts.channels.paused()) {
    lines.push({
      name: `Slack ${channel.name ? `#${channel.name}` : channel.id}`,
      ok: false,
      detail: reasons[channel.paused ?? ''] ?? channel.paused ?? '',
      nextStep: steps[channel.paused ?? ''] ?? words.channelSteps.other,
    });
  }
  const [unshown] = await parts.store.query('select count(*) as count from slack_unshown');
  const count = Number(unshown?.count ?? 0);
  lines.push({
    name: 'Slack conversations without a channel',
    ok: count === 0,
    detail: String(count),
    ...(count === 0 ? {} : { nextStep: 'Set slack.defaultChannel, or give their teams a slackChannel.' }),
  });
  return { ok: lines.every(({ ok }) => ok), lines };
};
