import type { User, UserId } from '@centralita/core/model';
import { type Assignment, chooseAssignee, escalationOf } from '@centralita/core/routing';
import type { TeamSettings } from '../../settings/index.ts';
import type { Tables } from '../../store/tables.ts';
import { teamOf } from '../../store/team.ts';
import type { Directory } from '../team/directory.ts';

/** Who may be handed no work: away, not allowed to answer, or no longer in the settings. */
const unavailable = (directory: Directory, team: TeamSettings): ReadonlySet<UserId> =>
  new Set(
    team.members.filter((id) => {
      const user = directory.user(id);
      return !user || user.away === true || user.role === 'read_only';
    }),
  );

/**
 * Who of the team gets a conversation by its habit; undefined where it is handed to nobody. Only inside a write:
 * the turn is remembered.
 */
export const pickMember = (
  tables: Tables,
  directory: Directory,
  team: TeamSettings,
  habit: Assignment,
  contact: number,
): User | undefined => {
  if (habit === 'nobody') return undefined;
  const remembered = teamOf(tables.store.db);
  const lastAssigned = remembered.lastTurn(team.id);
  const lastAgent = remembered.lastAgent(contact);
  const picked = chooseAssignee(habit, team.members, {
    away: unavailable(directory, team),
    ...(habit === 'round_robin' ? {} : { load: remembered.load(team.members) }),
    ...(lastAssigned ? { lastAssigned } : {}),
    ...(lastAgent ? { lastAgent } : {}),
  });
  if (picked) remembered.setTurn(team.id, picked);
  return picked && directory.user(picked);
};

/** The team itself, or the nearest above it where somebody is there. Where nobody is anywhere: the team itself. */
export const teamWithSomebody = (directory: Directory, team: TeamSettings): TeamSettings => {
  const chain = [
    team,
    ...escalationOf(directory.teams(), team).flatMap(({ id }) => directory.team(id) ?? []),
  ];
  const staffed = (one: TeamSettings): boolean =>
    one.members.length === 0 || unavailable(directory, one).size < one.members.length;
  return chain.find(staffed) ?? team;
};
