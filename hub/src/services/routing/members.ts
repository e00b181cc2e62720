import type { User } from '@centralita/core/model';
import type { Assignment } from '@centralita/core/routing';
import type { TeamSettings } from '../../settings/index.ts';
import type { Tables } from '../../store/tables.ts';
import { teamOf } from '../../store/team.ts';
import type { Directory } from '../team/directory.ts';

/** Who may be handed work: there, and allowed to answer. In the order of the settings. */
const available = (directory: Directory, team: TeamSettings): User[] =>
  team.members.flatMap((id) => {
    const user = directory.user(id);
    return user && !user.away && user.role !== 'read_only' ? [user] : [];
  });

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
  const members = available(directory, team);
  const last = remembered.lastTurn(team.id);
  const lastPlace = last === undefined ? -1 : team.members.indexOf(last);
  // Whoever comes after the last one first, also where that one is away now or gone.
  const place = (user: User): number => team.members.indexOf(user.id);
  const inTurn = [
    ...members.filter((user) => place(user) > lastPlace),
    ...members.filter((user) => place(user) <= lastPlace),
  ];
  const picked = pick(inTurn, habit, remembered, contact);
  if (picked) remembered.setTurn(team.id, picked.id);
  return picked;
};

const pick = (
  inTurn: readonly User[],
  habit: Assignment,
  remembered: ReturnType<typeof teamOf>,
  contact: number,
): User | undefined => {
  if (habit === 'last_agent') {
    const agent = remembered.lastAgent(contact);
    return inTurn.find((user) => user.id === agent) ?? inTurn[0];
  }
  if (habit === 'round_robin') return inTurn[0];
  const load = remembered.load(inTurn.map((user) => user.id));
  let best: User | undefined;
  for (const user of inTurn) {
    if (!best || (load.get(user.id) ?? 0) < (load.get(best.id) ?? 0)) best = user;
  }
  return best;
};

/** The team itself, or the nearest above it where somebody is there. Where nobody is anywhere: the team itself. */
export const teamWithSomebody = (directory: Directory, team: TeamSettings): TeamSettings => {
  const passed = new Set<string>();
  let at: TeamSettings | undefined = team;
  while (at && !passed.has(at.id)) {
    if (at.members.length === 0 || available(directory, at).length > 0) return at;
    passed.add(at.id);
    at = at.parentId && directory.team(at.parentId);
  }
  return team;
};
