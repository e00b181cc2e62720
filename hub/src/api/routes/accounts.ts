import type { Services } from '../../services.ts';
import { json, nothing, type Route, route } from '../route.ts';
import { templatesQuery } from '../schemas.ts';
import { accountIdOf, needAccount, seesAccount } from '../visibility.ts';
import type { RouteParts } from './index.ts';

type Listed = Awaited<ReturnType<Services['accounts']['list']>>[number];

/** Field by field: the store knows more of an account than is to be told. */
const view = ({ id, provider, providerId, businessId, displayPhone, name, paused }: Listed) => ({
  id,
  provider,
  providerId,
  businessId,
  displayPhone,
  name,
  paused,
});

export const accountRoutes = ({ services }: Pick<RouteParts, 'services'>): Route[] => [
  route({
    id: 'listAccounts',
    method: 'get',
    path: '/v1/accounts',
    tag: 'Accounts',
    summary: 'The numbers this hub sends and receives through',
    answers: {
      200: { description: 'Every account the key is for.', schema: 'AccountList', example: 'AccountList' },
    },
    handle: async ({ caller }) => {
      const accounts = await services.accounts.list();
      return json({ items: accounts.filter(({ id }) => seesAccount(caller, id)).map(view) });
    },
  }),
  route({
    id: 'resumeAccount',
    method: 'post',
    path: '/v1/accounts/{id}/resume',
    tag: 'Accounts',
    summary: 'Let a paused account send again',
    params: { id: 'A `ca_` id, or the id at the provider.' },
    answers: { 204: { description: 'Done.' } },
    problems: ['not_found'],
    handle: async ({ param }) => {
      await services.accounts.resume(accountIdOf(param('id')));
      return nothing();
    },
  }),
  route({
    id: 'listTemplates',
    method: 'get',
    path: '/v1/templates',
    tag: 'Accounts',
    summary: 'The templates of an account',
    query: templatesQuery,
    answers: { 200: { description: 'A page.', schema: 'TemplatePage', example: 'TemplatePage' } },
    problems: ['account_unknown', 'unsupported', 'provider_rejected', 'provider_unavailable'],
    handle: async ({ caller, query: { channelAccountId, ...page } }) => {
      needAccount(caller, channelAccountId);
      return json(await services.templates.list(accountIdOf(channelAccountId), page));
    },
  }),
];
