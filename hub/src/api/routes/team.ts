import { json, type Route, route } from '../route.ts';
import { setAway } from '../schemas.ts';
import type { RouteParts } from './index.ts';

export const teamRoutes = ({ services }: Pick<RouteParts, 'services'>): Route[] => [
  route({
    id: 'listTeams',
    method: 'get',
    path: '/v1/teams',
    tag: 'Team',
    summary: 'Teams of the configuration',
    answers: { 200: { description: 'The teams.', schema: 'TeamList', example: 'TeamList' } },
    handle: async () => json({ items: await services.team.teams() }),
  }),
  route({
    id: 'listUsers',
    method: 'get',
    path: '/v1/users',
    tag: 'Team',
    summary: 'People of the configuration',
    answers: { 200: { description: 'The people.', schema: 'UserList', example: 'UserList' } },
    handle: async () => json({ items: await services.team.users() }),
  }),
  route({
    id: 'setAway',
    method: 'patch',
    path: '/v1/users/{id}',
    tag: 'Team',
    summary: 'Say that somebody is away, or back',
    description: 'Away people are handed no work.',
    params: { id: 'A `us_` id, or the person’s key, e-mail address or Slack id.' },
    body: setAway,
    bodyExample: 'SetAway',
    answers: { 200: { description: 'The person as they are now.', schema: 'User', example: 'User' } },
    problems: ['user_unknown'],
    handle: async ({ caller, param, body }) =>
      json(await services.team.setAway(param('id'), body.away, caller)),
  }),
];
