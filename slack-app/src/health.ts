import { type ExtensionHealth, healthLine } from '@centralita/core/consumer';
import { type Checks, tokenName } from './checks.ts';
import type { Parts } from './parts.ts';
import type { Socket } from './socket.ts';
import { channelReason, channelStep, inBoth } from './words/index.ts';

/** How Slack stands, for the console's page of health and for `doctor`. */
export const healthOf = async (
  parts: Parts,
  socket: Socket | undefined,
  checks: Checks,
): Promise<ExtensionHealth> => {
  const lines: ExtensionHealth['lines'][number][] = [];
  const name = inBoth(({ health }) => health.workspaces);
  const installed = await parts.installations.all().catch(() => []);
  lines.push(
    installed.length > 0
      ? healthLine({ name, ok: true, detail: installed.map((each) => each.name ?? each.team).join(', ') })
      : healthLine({
          name,
          ok: false,
          detail: parts.installations.doubts.get('') ?? inBoth(({ health }) => health.noneYet),
          nextStep: inBoth(({ health }) =>
            parts.installations.doubts.has('')
              ? health.copyBotToken
              : parts.settings.oauth
                ? health.openInstall
                : health.waitForToken,
          ),
        }),
  );
  const nameOf = (team: string) => installed.find((each) => each.team === team)?.name ?? team;
  // First what is asked: it may find that a token is refused.
  const asked = await checks.lines();
  for (const [team, reason] of parts.installations.doubts) {
    if (team !== '')
      lines.push(
        healthLine({
          name: tokenName(nameOf(team)),
          ok: false,
          detail: reason,
          nextStep: parts.settings.oauth
            ? inBoth(({ health }) => health.installAgain)
            : channelStep('invalid_auth'),
        }),
      );
  }
  for (const [team, reason] of parts.installations.unrenewed) {
    lines.push(
      healthLine({
        name: tokenName(nameOf(team)),
        ok: false,
        detail: inBoth(({ health }) => health.notRenewed(reason)),
        nextStep: inBoth(({ health }) => health.installAgain),
      }),
    );
  }
  const amiss = new Set(lines.map((line) => line.name));
  lines.push(...asked.filter((line) => !amiss.has(line.name)));
  if (socket) lines.push(socketLine(socket));
  const { since } = parts.outage;
  if (since !== undefined) {
    lines.push(
      healthLine({
        name: inBoth(({ health }) => health.api),
        ok: false,
        detail: inBoth(({ health }) => health.noAnswerSince(new Date(since).toISOString())),
        nextStep: inBoth(({ health }) => health.slackIsDown),
      }),
    );
  }
  for (const channel of await parts.channels.paused()) {
    const reason = channel.paused ?? '';
    lines.push(
      healthLine({
        name: `Slack ${channel.name ? `#${channel.name}` : channel.id}`,
        ok: false,
        detail: channelReason(reason),
        nextStep: channelStep(reason),
      }),
    );
  }
  const [unshown] = await parts.store.query('select count(*) as count from slack_unshown');
  const count = Number(unshown?.count ?? 0);
  lines.push(
    healthLine({
      name: inBoth(({ health }) => health.unshown),
      ok: count === 0,
      detail: String(count),
      ...(count === 0 ? {} : { nextStep: inBoth(({ health }) => health.nameChannels) }),
    }),
  );
  return { ok: lines.every(({ ok }) => ok), lines };
};

const socketLine = ({ connected, lastError }: Socket): ExtensionHealth['lines'][number] => {
  const name = inBoth(({ health }) => health.socket);
  if (connected) return healthLine({ name, ok: true, detail: inBoth(({ health }) => health.connected) });
  return healthLine({
    name,
    ok: false,
    detail: lastError ?? inBoth(({ health }) => health.connecting),
    nextStep: inBoth(({ health }) => health.copyAppToken),
  });
};
