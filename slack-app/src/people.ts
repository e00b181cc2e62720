import type { ExtensionContext } from '@centralita/core/consumer';
import type { Role, User } from '@centralita/core/model';
import type { Clients } from './client/clients.ts';
import { attempt } from './client/outcome.ts';
import { later } from './client/stop.ts';
import type { Directory } from './directory.ts';
import type { Installations } from './installations.ts';
import type { SlackSettings } from './settings.ts';

/** Somebody in Slack, and who that is in the hub. */
export interface Person {
  readonly slackId: string;
  readonly name: string;
  readonly email?: string;
  readonly guest: boolean;
  /** Of another company, in a shared channel. */
  readonly external: boolean;
  readonly bot: boolean;
  readonly user?: User;
  /** What they may do; absent: nothing. */
  readonly level?: Role;
}

/** Why somebody may not do something. */
export type Barred = 'guest' | 'external' | 'unmapped' | 'read_only';

export interface People {
  find(team: string, slackId: string): Promise<Person>;
  /** Undefined: may. */
  barred(person: Person, needed: Role): Barred | undefined;
  /** A name that is known without asking, for mentions. */
  known(team: string, slackId: string): string | undefined;
  forget(team: string, slackId: string): void;
}

const rank: Readonly<Record<Role, number>> = { read_only: 0, agent: 1, supervisor: 2, admin: 3 };
const keepMs = 5 * 60_000;
const most = 5_000;

interface Profile extends Omit<Person, 'user' | 'level'> {}

export interface PeopleOptions {
  readonly clients: Clients;
  readonly installations: Installations;
  readonly directory: Directory;
  readonly settings: Pick<SlackSettings, 'access' | 'allow'>;
  readonly now: () => number;
  readonly log: ExtensionContext['log'];
}

export const createPeople = (options: PeopleOptions): People => {
  const { clients, installations, directory, settings, now } = options;
  const profiles = new Map<string, { readonly profile: Profile; readonly at: number }>();
  const groups = new Map<string, { readonly members: ReadonlySet<string>; readonly at: number }>();

  const profileOf = async (team: string, slackId: string): Promise<Profile> => {
    const key = `${team}:${slackId}`;
    const known = profiles.get(key);
    if (known && now() - known.at < keepMs) return known.profile;
    const client = clients.read(await installations.token(team));
    const outcome = await attempt(() => client.users.info({ user: slackId }));
    if (outcome.kind === 'wait') throw later('Slack asked to wait before it says who this is', outcome.ms);
    if (outcome.kind === 'refused') {
      // Somebody the workspace does not know is a stranger, and strangers may nothing.
      if (outcome.reason === 'user_not_found' || outcome.reason === 'user_not_visible')
        return { slackId, name: slackId, guest: false, external: true, bot: false };
      throw later(`Slack does not say who ${slackId} is: ${outcome.reason}`, 30_000);
    }
    if (outcome.kind !== 'done') {
      if (known) return known.profile;
      throw later('Slack is not there to say who this is', 5_000);
    }
    const user = outcome.value.user ?? {};
    const { display_name: display, real_name: real, email } = user.profile ?? {};
    const profile: Profile = {
      slackId,
      name: display || real || user.real_name || user.name || slackId,
      ...(email ? { email: email.toLowerCase() } : {}),
      guest: user.is_restricted === true || user.is_ultra_restricted === true,
      external:
        (user as { is_stranger?: boolean }).is_stranger === true ||
        (user.team_id !== undefined &&
          user.team_id !== team &&
          !sameOrganisation(user, await installations.find(team))),
      bot: user.is_bot === true,
    };
    if (profiles.size >= most) profiles.clear();
    profiles.set(key, { profile, at: now() });
    return profile;
  };

  const inGroup = async (team: string, group: string, slackId: string): Promise<boolean> => {
    const key = `${team}:${group}`;
    const known = groups.get(key);
    if (known && now() - known.at < keepMs) return known.members.has(slackId);
    const client = clients.read(await installations.token(team));
    const outcome = await attempt(() => client.usergroups.users.list({ usergroup: group }));
    if (outcome.kind === 'done') {
      groups.set(key, { members: new Set(outcome.value.users ?? []), at: now() });
      return outcome.value.users?.includes(slackId) ?? false;
    }
    if (known) return known.members.has(slackId);
    if (outcome.kind !== 'refused') throw later('Slack is not there to say who is in a group', 5_000);
    options.log.warn('A user group of slack.access cannot be read; nobody counts as in it', {
      group,
      reason: outcome.reason,
    });
    return false;
  };

  const groupLevel = async (team: string, slackId: string): Promise<Role | undefined> => {
    for (const role of ['admin', 'supervisor', 'agent', 'read_only'] as const) {
      for (const group of settings.access[role] ?? []) if (await inGroup(team, group, slackId)) return role;
    }
    return undefined;
  };

  return {
    find: async (team, slackId) => {
      const profile = await profileOf(team, slackId);
      const users = profile.external || profile.bot ? [] : await directory.users();
      const user =
        users.find((each) => each.slackId === slackId) ??
        users.find((each) => each.email !== undefined && each.email.toLowerCase() === profile.email);
      const level = (await groupLevel(team, slackId)) ?? user?.role;
      return { ...profile, ...(user ? { user } : {}), ...(level ? { level } : {}) };
    },
    barred: (person, needed) => {
      if (person.bot || (person.external && !settings.allow.externals)) return 'external';
      if (person.guest && !settings.allow.guests) return 'guest';
      if (person.level !== undefined) return rank[person.level] >= rank[needed] ? undefined : 'read_only';
      // What was allowed to people without a level is answering, not handing out work.
      return settings.allow.unmapped && rank[needed] <= rank.agent ? undefined : 'unmapped';
    },
    known: (team, slackId) => profiles.get(`${team}:${slackId}`)?.profile.name,
    forget: (team, slackId) => void profiles.delete(`${team}:${slackId}`),
  };
};

const sameOrganisation = (
  user: object,
  installation: { readonly enterprise?: string } | undefined,
): boolean => {
  const enterprise = (user as { enterprise_user?: { enterprise_id?: string } }).enterprise_user
    ?.enterprise_id;
  return installation?.enterprise !== undefined && enterprise === installation.enterprise;
};
