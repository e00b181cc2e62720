import { type ExtensionHealth, healthLine } from '@centralita/core/consumer';
import type { CodeText, User } from '@centralita/core/model';
import { teamOf } from './channels.ts';
import { attempt } from './client/outcome.ts';
import { Stop } from './client/stop.ts';
import type { Installation } from './installations.ts';
import type { Parts } from './parts.ts';
import { botScopes, optionalScopes } from './scopes.ts';
import { channelReason, channelStep, inBoth } from './words/index.ts';

type Line = ExtensionHealth['lines'][number];

/** What has to be asked of Slack to be known: whether tokens, scopes, channels and people are as they must be. */
export interface Checks {
  lines(): Promise<readonly Line[]>;
}

const keepMs = 60_000;
const keepPeopleMs = 10 * 60_000;
/** Whoever looks at the health page does not wait longer; what comes later is there the next time. */
const patienceMs = 4_000;
const mostChannels = 50;
const mostPeople = 30;

export const createChecks = (parts: Parts): Checks => {
  const now = parts.realNow;
  const tokens = kept(() => tokenLines(parts), keepMs, now);
  const channels = kept(() => channelLines(parts), keepMs, now);
  const people = kept(() => peopleLines(parts), keepPeopleMs, now);
  return {
    lines: async () => (await Promise.all([tokens(), channels(), people()])).flat(),
  };
};

/** Asked once for everybody who looks within a while. */
const kept = (ask: () => Promise<readonly Line[]>, keep: number, now: () => number) => {
  let at = Number.NEGATIVE_INFINITY;
  let last: readonly Line[] = [];
  let running: Promise<void> | undefined;
  return async (): Promise<readonly Line[]> => {
    if (now() - at >= keep) {
      running ??= ask()
        .then((lines) => {
          last = lines;
          // What is amiss is being mended: it is looked at again soon.
          at = lines.every(({ ok }) => ok) ? now() : now() - keep + 5_000;
        })
        .catch(() => undefined)
        .finally(() => {
          running = undefined;
        });
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patienceMs);
      });
      await Promise.race([running, patience]);
      clearTimeout(timer);
    }
    return last;
  };
};

const tokenLines = async (parts: Parts): Promise<readonly Line[]> => {
  const lines: Line[] = [];
  for (const { team, name = team } of await parts.installations.all()) {
    const checked = await parts.installations.check(team);
    if (!checked || 'reason' in checked) continue;
    lines.push(healthLine({ name: tokenName(name), ok: true, detail: inBoth(({ health }) => health.valid) }));
    // Slack says it in a header; a proxy may leave that out.
    if (checked.scopes.length > 0) lines.push(scopeLine(name, checked.scopes));
  }
  return lines;
};

export const tokenName = (workspace: string): CodeText => inBoth(({ health }) => health.tokenOf(workspace));

export const scopeLine = (workspace: string, granted: readonly string[]): Line => {
  const missing = botScopes.filter((scope) => !granted.includes(scope));
  const needed = missing.filter((scope) => !optionalScopes.includes(scope));
  const name = inBoth(({ health }) => health.scopesOf(workspace));
  if (needed.length > 0)
    return healthLine({
      name,
      ok: false,
      detail: inBoth(({ health }) => health.scopesMissing(needed.join(', '))),
      nextStep: inBoth(({ health }) => health.reinstall),
    });
  const detail = inBoth(({ health }) =>
    missing.length > 0 ? health.scopesOptional(missing.join(', ')) : health.scopesGranted,
  );
  return healthLine({ name, ok: true, detail });
};

/** Every channel the settings name, with what names it. */
const namedChannels = async (parts: Parts): Promise<ReadonlyMap<string, string>> => {
  const { settings } = parts;
  const named = new Map<string, string>();
  const add = (reference: string | undefined, by: string) => {
    if (reference && !named.has(reference)) named.set(reference, by);
  };
  add(settings.defaultChannel, 'slack.defaultChannel');
  for (const team of await parts.directory.teams()) add(team.slackChannel, `teams.${team.key}.slackChannel`);
  add(settings.alertsChannel, 'slack.alertsChannel');
  add(settings.escalation?.channel, 'slack.escalation.channel');
  for (const reference of Object.keys(settings.channels)) add(reference, 'slack.channels');
  return named;
};

const channelLines = async (parts: Parts): Promise<readonly Line[]> => {
  const lines: Line[] = [];
  for (const [reference, by] of [...(await namedChannels(parts))].slice(0, mostChannels)) {
    const line = await channelLine(parts, reference, by).catch(unknownYet);
    if (line) lines.push(line);
  }
  return lines;
};

const channelLine = async (parts: Parts, reference: string, by: string): Promise<Line | undefined> => {
  const name = `Slack ${reference}`;
  const amiss = (reason: string): Line => {
    const { en, es } = channelReason(reason);
    const detail = { en: `${en} (${by})`, es: `${es} (${by})` };
    return healthLine({ name, ok: false, detail, nextStep: channelStep(reason) });
  };
  const workspace = teamOf(reference);
  if (workspace !== undefined && !(await parts.installations.find(workspace)))
    return amiss('account_inactive');
  const channel = await parts.channels.resolve(reference);
  if (!channel) return amiss('channel_not_found');
  // Said by the line of the pause itself.
  if (channel.paused) return undefined;
  const client = parts.clients.read(await parts.installations.token(channel.team));
  const outcome = await attempt(() => client.conversations.info({ channel: channel.id }));
  if (outcome.kind === 'refused') return amiss(outcome.reason);
  if (outcome.kind !== 'done') return undefined;
  if (outcome.value.channel?.is_archived) return amiss('is_archived');
  if (outcome.value.channel?.is_member === false) return amiss('not_in_channel');
  return healthLine({ name, ok: true, detail: inBoth(({ health }) => health.appIsIn(by)) });
};

/** Whether those who are to answer can be told apart in Slack: everybody else is refused there. */
const peopleLines = async (parts: Parts): Promise<readonly Line[]> => {
  const installed = await parts.installations.all();
  const users = await parts.directory.users();
  if (installed.length === 0) return [];
  const name = inBoth(({ health }) => health.people);
  if (users.length === 0) {
    const open = parts.settings.allow.unmapped || Object.keys(parts.settings.access).length > 0;
    return [
      open
        ? healthLine({ name, ok: true, detail: inBoth(({ health }) => health.openToAll) })
        : healthLine({
            name,
            ok: false,
            detail: inBoth(({ health }) => health.nobodyMay),
            nextStep: inBoth(({ health }) => health.addUsers),
          }),
    ];
  }
  const missing: string[] = [];
  let asked = 0;
  for (const user of users.slice(0, mostPeople)) {
    const found = await isThere(parts, installed, user).catch(unknownYet);
    if (found === undefined) continue;
    asked++;
    if (!found) missing.push(user.name);
  }
  if (missing.length === 0)
    return [healthLine({ name, ok: true, detail: inBoth(({ health }) => health.found(asked)) })];
  return [
    healthLine({
      name,
      ok: false,
      detail: inBoth(({ health }) => health.notFound(missing.join(', '))),
      nextStep: inBoth(({ health }) => health.identify),
    }),
  ];
};

const isThere = async (
  parts: Parts,
  installed: readonly Installation[],
  { slackId, email }: User,
): Promise<boolean | undefined> => {
  let certain = true;
  for (const { team } of installed) {
    const client = parts.clients.read(await parts.installations.token(team));
    const outcome = slackId
      ? await attempt(() => client.users.info({ user: slackId }))
      : email
        ? await attempt(() => client.users.lookupByEmail({ email }))
        : undefined;
    if (outcome?.kind === 'done') return true;
    if (outcome && !(outcome.kind === 'refused' && outcome.reason.endsWith('_not_found'))) certain = false;
  }
  return certain ? false : undefined;
};

/** Slack is away or asks to wait: nothing is known, which is no fault of the settings. */
const unknownYet = (error: unknown): undefined => {
  if (!(error instanceof Stop)) throw error;
  return undefined;
};
