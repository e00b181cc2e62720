import type { JsonObject } from '../model/json.ts';
import type { Team, User } from '../model/team.ts';
import { attributeAt } from './contact-checks.ts';
import type { Assignment, Target } from './types.ts';
import { sameKey } from './words.ts';

/** What is known about a team's work when somebody is chosen. */
export interface AssignmentState {
  /** Open conversations of each member; nobody's count is 0. */
  readonly load?: ReadonlyMap<string, number>;
  /** Whom the team's last conversation was given to. */
  readonly lastAssigned?: string;
  /** Who looked after this contact last. */
  readonly lastAgent?: string;
  readonly away?: ReadonlySet<string>;
}

/**
 * Who of the members gets a conversation; undefined: nobody, because the habit says so or all are away. `members`
 * are any ids, in the team's order. `last_agent` falls back to `least_busy` when that person is away or has left.
 */
export const chooseAssignee = <Id extends string>(
  assign: Assignment,
  members: readonly Id[],
  { load = new Map(), lastAssigned, lastAgent, away = new Set() }: AssignmentState,
): Id | undefined => {
  const present = members.filter((member) => !away.has(member));
  switch (assign) {
    case 'nobody':
      return undefined;
    case 'round_robin':
      return present.length > 0 ? nextAfter(lastAssigned, members, away) : undefined;
    case 'least_busy':
      return leastBusy(present, load, lastAssigned, members, away);
    case 'last_agent':
      return (
        present.find((member) => member === lastAgent) ??
        leastBusy(present, load, lastAssigned, members, away)
      );
  }
};

/** The member after the last one in the team's order who is not away; the first when the last has left. */
const nextAfter = <Id extends string>(
  last: string | undefined,
  members: readonly Id[],
  away: ReadonlySet<string>,
): Id | undefined => {
  const begin = members.indexOf(last as Id) + 1;
  const order = [...members.slice(begin), ...members.slice(0, begin)];
  return order.find((member) => !away.has(member));
};

/** Of those with the least to do, the one whose turn it is. */
const leastBusy = <Id extends string>(
  present: readonly Id[],
  load: ReadonlyMap<string, number>,
  lastAssigned: string | undefined,
  members: readonly Id[],
  away: ReadonlySet<string>,
): Id | undefined => {
  const least = Math.min(...present.map((member) => load.get(member) ?? 0));
  const others = new Set(members.filter((member) => (load.get(member) ?? 0) > least || away.has(member)));
  return nextAfter(lastAssigned, members, others);
};

/** The teams to be asked when nobody of this one answers: its parent, that one's parent and so on. No team twice. */
export const escalationOf = (teams: readonly Team[], from: Team): readonly Team[] => {
  const chain: Team[] = [];
  for (let team = from; team.parentId !== undefined; ) {
    const parent = teams.find(({ id }) => id === team.parentId);
    if (!parent || parent.id === from.id || chain.includes(parent)) break;
    chain.push(parent);
    team = parent;
  }
  return chain;
};

/**
 * A target that names somebody: the contact's owner by the attribute `owner` (key, `us_` id, e-mail, name or HubSpot
 * owner id of a user), or else what the target says otherwise. Undefined: it says nothing, and the set's own
 * `otherwise` decides.
 */
export const settleTarget = (
  target: Target,
  attributes: JsonObject | undefined,
  users: readonly User[],
): Exclude<Target, { readonly owner: true }> | undefined => {
  if (!('owner' in target)) return target;
  const named = attributeAt(attributes, 'owner');
  const owner = typeof named === 'string' || typeof named === 'number' ? String(named).trim() : '';
  const wanted = sameKey(owner);
  const user =
    owner === ''
      ? undefined
      : users.find(({ id, key, email, name, hubspotOwnerId }) =>
          [id, key, email, name, hubspotOwnerId].some(
            (each) => each !== undefined && sameKey(each) === wanted,
          ),
        );
  return user ? { user: user.key } : target.otherwise;
};
