import type { Subscription } from '@centralita/core/hub-client';
import { CentralitaError } from '@centralita/core/model';
import type { Caller } from '../../services.ts';
import { json, nothing, type Route, route } from '../route.ts';
import { subscription } from '../schemas.ts';
import { accountIdOf, notFound, seesAccount } from '../visibility.ts';
import type { RouteParts } from './index.ts';

const params = {
  clientKey: 'Chosen by the client, 1 to 200 printable characters: saving twice makes one subscription.',
};

const keyOf = (text: string): string => {
  if (/^[\x21-\x7e]{1,200}$/.test(text)) return text;
  throw new CentralitaError(
    'invalid_request',
    'clientKey takes 1 to 200 printable characters without spaces',
    {
      field: 'clientKey',
    },
  );
};

/** A limited key sees the subscriptions that are for its accounts only. */
const sees = (caller: Caller, { accounts }: Subscription): boolean =>
  !caller.accounts ||
  (accounts !== undefined && accounts.length > 0 && accounts.every((each) => seesAccount(caller, each)));

export const subscriptionRoutes = ({ services }: Pick<RouteParts, 'services'>): Route[] => {
  const { subscriptions } = services;
  const visible = async (caller: Caller, clientKey: string): Promise<Subscription> => {
    const found = await subscriptions.get(clientKey);
    if (!sees(caller, found)) throw notFound('subscription', clientKey);
    return found;
  };

  /** A limited key that names no account means all of its own; it cannot take over what others subscribed. */
  const within = async (caller: Caller, clientKey: string, named: readonly string[] | undefined) => {
    const accounts = named?.map(accountIdOf);
    if (!caller.accounts) return accounts === undefined ? {} : { accounts };
    const foreign = accounts?.findIndex((each) => !seesAccount(caller, each)) ?? -1;
    if (foreign !== -1) {
      throw new CentralitaError('account_unknown', `the key is not for the account ${named?.[foreign]}`, {
        field: 'accounts',
      });
    }
    const taken = (await subscriptions.list()).find((each) => each.clientKey === clientKey);
    if (taken && !sees(caller, taken)) {
      throw new CentralitaError('conflict', 'this clientKey is in use by another subscription', {
        field: 'clientKey',
      });
    }
    return { accounts: accounts?.length ? accounts : caller.accounts };
  };

  return [
    route({
      id: 'putSubscription',
      method: 'put',
      path: '/v1/subscriptions/{clientKey}',
      tag: 'Subscriptions',
      summary: 'Subscribe, or change a subscription',
      description:
        'With a `url` events are posted there, signed as Standard Webhooks; the receiver proves that it wants them by echoing a challenge. Without one they are read from `/v1/events`.',
      params,
      body: subscription,
      bodyExample: 'PutSubscription',
      answers: {
        200: {
          description: 'The subscription. `secret` is there only in the answer that created it.',
          schema: 'Subscription',
          example: 'Subscription',
        },
      },
      problems: ['subscription_unproven', 'url_refused', 'account_unknown', 'conflict'],
      handle: async ({ caller, param, body }) => {
        const clientKey = keyOf(param('clientKey'));
        const accounts = await within(caller, clientKey, body.accounts);
        return json(await subscriptions.put(clientKey, { ...body, ...accounts }, caller));
      },
    }),
    route({
      id: 'listSubscriptions',
      method: 'get',
      path: '/v1/subscriptions',
      tag: 'Subscriptions',
      summary: 'Subscriptions and where they stand',
      answers: {
        200: { description: 'All of them.', schema: 'SubscriptionList', example: 'SubscriptionList' },
      },
      handle: async ({ caller }) =>
        json({ items: (await subscriptions.list()).filter((each) => sees(caller, each)) }),
    }),
    route({
      id: 'getSubscription',
      method: 'get',
      path: '/v1/subscriptions/{clientKey}',
      tag: 'Subscriptions',
      summary: 'One subscription',
      params,
      answers: { 200: { description: 'The subscription.', schema: 'Subscription', example: 'Subscription' } },
      problems: ['not_found'],
      handle: async ({ caller, param }) => json(await visible(caller, keyOf(param('clientKey')))),
    }),
    route({
      id: 'deleteSubscription',
      method: 'delete',
      path: '/v1/subscriptions/{clientKey}',
      tag: 'Subscriptions',
      summary: 'Unsubscribe',
      params,
      answers: { 204: { description: 'Gone, with what waited for it.' } },
      problems: ['not_found'],
      handle: async ({ caller, param }) => {
        const clientKey = keyOf(param('clientKey'));
        if (caller.accounts) await visible(caller, clientKey);
        await subscriptions.remove(clientKey);
        return nothing();
      },
    }),
    ...(['pause', 'resume'] as const).map((verb) =>
      route({
        id: `${verb}Subscription`,
        method: 'post',
        path: `/v1/subscriptions/{clientKey}/${verb}`,
        tag: 'Subscriptions',
        summary: verb === 'pause' ? 'Hold back what is due' : 'Go on where it was paused',
        params,
        answers: { 200: { description: 'As it is now.', schema: 'Subscription', example: 'Subscription' } },
        problems: ['not_found'],
        handle: async ({ caller, param }) => {
          const clientKey = keyOf(param('clientKey'));
          if (caller.accounts) await visible(caller, clientKey);
          return json(await subscriptions[verb](clientKey));
        },
      }),
    ),
  ];
};
