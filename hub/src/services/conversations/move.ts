import type { MoveRequest } from '@centralita/core/hub-client';
import { CentralitaError } from '@centralita/core/model';
import { type Place, type PlaceContext, placeIt } from '../routing/place.ts';
import { needRole, needUser } from '../team/acting.ts';
import type { Directory } from '../team/directory.ts';
import type { Change, ChangeScope } from './change.ts';
import { needOpen } from './hold.ts';
import { writeNote } from './notes.ts';

/** The one place a request names. */
export const placeOf = (directory: Directory, { team, user, slackChannel }: MoveRequest): Place => {
  const given = [team, user, slackChannel].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw new CentralitaError('invalid_request', 'give exactly one of team, user and slackChannel', {
      field: 'team',
    });
  if (slackChannel !== undefined) return { slackChannel };
  if (user !== undefined) {
    const found = needUser(directory, user, 'user');
    needRole(found, 'conversation.claimed', 'user');
    return { user: found };
  }
  const found = directory.team(team ?? '');
  if (!found)
    throw new CentralitaError('team_unknown', `"${team}" is no id or key of a team`, { field: 'team' });
  return { team: found };
};

/** A person puts it somewhere else; from then on rules leave it there. */
export const move =
  (context: PlaceContext, place: Place, note: string | undefined) =>
  (scope: ChangeScope): Change => {
    const { row, thread, actor, at } = scope;
    needOpen(row);
    const placed = placeIt(context, scope, place);
    const written = note === undefined ? undefined : writeNote(context.tables, thread, actor, note, at);
    return {
      set: { ...placed.set, routed: 'person', route: null, byDefault: 0 },
      events: [
        {
          type: 'conversation.routed',
          data: {
            route: placed.route,
            previous: placed.previous,
            ...(actor.userId ? { by: actor.userId } : {}),
            ...(written ? { note: written.id } : {}),
          },
        },
        ...placed.events,
      ],
      audit: { action: 'conversation.moved', detail: { to: placed.route, from: placed.previous } },
    };
  };
