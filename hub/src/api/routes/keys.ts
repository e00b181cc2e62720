import { CentralitaError } from '@centralita/core/model';
import { json, type Route, route } from '../route.ts';
import { createKey } from '../schemas.ts';
import { accountIdOf } from '../visibility.ts';
import type { RouteParts } from './index.ts';

export const keyRoutes = ({ services, keys }: Pick<RouteParts, 'services' | 'keys'>): Route[] => {
  const known = async (named: string, index: number): Promise<string> => {
    const id = accountIdOf(named);
    if ((await services.accounts.list()).some((account) => account.id === id)) return id;
    throw new CentralitaError('account_unknown', `no account ${named}`, { field: `accounts[${index}]` });
  };
  return [
    route({
      id: 'listKeys',
      method: 'get',
      path: '/v1/keys',
      tag: 'Keys',
      summary: 'The keys of this hub, without what they are',
      answers: { 200: { description: 'Revoked ones too.', schema: 'KeyList', example: 'KeyList' } },
      handle: () => json({ items: keys.list() }),
    }),
    route({
      id: 'createKey',
      method: 'post',
      path: '/v1/keys',
      tag: 'Keys',
      summary: 'Make a key',
      body: createKey,
      bodyExample: 'CreateKey',
      answers: {
        201: {
          description: '`text` is the key: it is shown this once.',
          schema: 'CreatedKey',
          example: 'CreatedKey',
        },
      },
      problems: ['account_unknown'],
      handle: async ({ body: { accounts, ...rest } }) => {
        const limits = accounts ? { accounts: await Promise.all(accounts.map(known)) } : {};
        const { key, text } = await keys.create({ ...rest, scopes: [...new Set(rest.scopes)], ...limits });
        return json({ ...key, text }, 201);
      },
    }),
    route({
      id: 'revokeKey',
      method: 'delete',
      path: '/v1/keys/{id}',
      tag: 'Keys',
      summary: 'Revoke a key',
      description: 'At once: streams and sessions that were opened with it end.',
      params: { id: 'A `key_` id.' },
      answers: { 200: { description: 'The key, revoked.', schema: 'Key', example: 'Key' } },
      problems: ['not_found'],
      handle: async ({ param }) => json(await keys.revoke(param('id'))),
    }),
  ];
};
