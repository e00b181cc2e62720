import type { TeamId, User, UserId } from '@centralita/core/model';
import type { Assignment } from '@centralita/core/routing';
import type { TeamSettings } from '../../settings/index.ts';
import type { ConversationRow, ConversationSet } from '../../store/conversation-row.ts';
import type { Tables } from '../../store/tables.ts';
import type { ChangeScope, Told } from '../conversations/change.ts';
import { assignTo } from '../conversations/hold.ts';
import type { Directory } from '../team/directory.ts';
import { pickMember, teamWithSomebody } from './members.ts';

/** Where a conversation goes. */
export type Place =
  | { readonly team: TeamSettings; readonly assign?: Assignment }
  | { readonly user: User }
  | { readonly slackChannel: string };

export interface PlaceContext {
  readonly tables: Tables;
  readonly directory: Directory;
  /** Until when the first answer is due, for a conversation that a team has from `from` on. */
  readonly dueAt: (team: TeamSettings, from: number) => number | undefined;
}

export interface Placed {
  readonly set: ConversationSet;
  /** `conversation.assigned`, where that changed. */
  readonly events: readonly Told[];
  readonly route: { readonly teamId?: TeamId; readonly userId?: UserId; readonly slackChannel?: string };
  readonly previous: { readonly teamId?: TeamId; readonly userId?: UserId; readonly slackChannel?: string };
}

/** Puts a conversation somewhere. Only inside a write. */
export const placeIt = (context: PlaceContext, scope: ChangeScope, place: Place): Placed => {
  const { row } = scope;
  const previous = {
    ...(row.team ? { teamId: row.team } : {}),
    ...(row.assignee ? { userId: row.assignee } : {}),
    ...(row.slackChannel ? { slackChannel: row.slackChannel } : {}),
  };
  if ('slackChannel' in place) {
    const assigned = assignTo(context.tables, scope, null);
    return {
      set: { team: null, slackChannel: place.slackChannel, dueAt: null, overdue: 0, ...assigned?.set },
      events: assigned?.events ?? [],
      route: { slackChannel: place.slackChannel },
      previous,
    };
  }
  const { team, user } = whoIn(context, scope, place);
  const assigned = assignTo(context.tables, scope, user?.id ?? null);
  return {
    set: {
      team: team?.id ?? null,
      slackChannel: null,
      ...dueIn(context, scope, team),
      ...assigned?.set,
    },
    events: assigned?.events ?? [],
    route: { ...(team ? { teamId: team.id } : {}), ...(user ? { userId: user.id } : {}) },
    previous,
  };
};

const whoIn = (
  { tables, directory }: PlaceContext,
  { row }: ChangeScope,
  place: Exclude<Place, { readonly slackChannel: string }>,
): { readonly team?: TeamSettings | undefined; readonly user?: User | undefined } => {
  if ('user' in place) {
    // A person's conversation stays with the team it has, where they belong to it.
    const teams = directory.teams().filter((team) => team.members.includes(place.user.id));
    const id = teams.find((team) => team.id === row.team)?.id ?? teams[0]?.id;
    return { team: id && directory.team(id), user: place.user };
  }
  const habit = place.assign ?? place.team.assign;
  const team = habit === 'nobody' ? place.team : teamWithSomebody(directory, place.team);
  const ownHabit = team === place.team ? habit : team.assign;
  return { team, user: pickMember(tables, directory, team, ownHabit, row.contact) };
};

export type Due = Pick<ConversationSet, 'dueAt' | 'overdue'>;

/** Only while somebody waits for the first answer. */
const dueIn = (
  { dueAt }: Pick<PlaceContext, 'dueAt'>,
  { row, at }: Pick<ChangeScope, 'at'> & { readonly row: Pick<ConversationRow, 'firstResponseAt'> },
  team: TeamSettings | undefined,
): Due => {
  if (!team || row.firstResponseAt !== null) return { dueAt: null, overdue: 0 };
  return { dueAt: dueAt(team, at) ?? null, overdue: 0 };
};

/** A closed conversation is open again and stays where it is: an answer that is still to come is due anew. */
export const dueAgain = (
  context: Pick<PlaceContext, 'directory' | 'dueAt'>,
  row: Pick<ConversationRow, 'team' | 'firstResponseAt'>,
  at: number,
): Due => dueIn(context, { row, at }, row.team ? context.directory.team(row.team) : undefined);
