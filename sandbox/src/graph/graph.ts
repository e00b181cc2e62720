import { timingSafeEqual } from 'node:crypto';
import type { GraphCall } from '../faults/types.ts';
import type { Connection } from '../types.ts';
import { appId } from '../webhooks/targets.ts';
import type { World } from '../world.ts';
import { changeBlocked, listBlocked } from './block.ts';
import type { GraphHandler } from './context.ts';
import { GraphError, noObject, noPath } from './error.ts';
import { messageHistory } from './history.ts';
import { deleteMedia, downloadMedia, getMedia, uploadMedia } from './media.ts';
import { configureNumber, getAccount, getNumber, listNumbers, succeed } from './numbers.ts';
import { postMarketing, postMessages } from './send.ts';
import {
  listSubscribed,
  listSubscriptions,
  removeSubscription,
  setSubscription,
  subscribe,
  unsubscribe,
} from './subscriptions.ts';
import {
  createTemplate,
  deleteTemplates,
  editTemplate,
  getTemplate,
  listTemplates,
  unpauseTemplate,
} from './templates.ts';
import { withTrouble } from './trouble.ts';

type Routes = Record<string, GraphHandler>;

/** `METHOD edge` by kind of object; the empty edge is the object itself. */
const numberRoutes: Routes = {
  'POST messages': postMessages,
  'POST marketing_messages': postMarketing,
  'POST media': uploadMedia,
  'GET ': getNumber,
  'POST ': configureNumber,
  'GET message_history': messageHistory,
  'GET block_users': listBlocked,
  'POST block_users': changeBlocked,
  'DELETE block_users': changeBlocked,
  'POST register': succeed,
  'POST deregister': succeed,
};
const accountRoutes: Routes = {
  'GET ': getAccount,
  'GET phone_numbers': listNumbers,
  'GET message_templates': listTemplates,
  'POST message_templates': createTemplate,
  'DELETE message_templates': deleteTemplates,
  'GET subscribed_apps': listSubscribed,
  'POST subscribed_apps': subscribe,
  'DELETE subscribed_apps': unsubscribe,
};
const appRoutes: Routes = {
  'GET subscriptions': listSubscriptions,
  'POST subscriptions': setSubscription,
  'DELETE subscriptions': removeSubscription,
};
const mediaRoutes: Routes = { 'GET ': getMedia, 'DELETE ': deleteMedia };
const templateRoutes: Routes = {
  'GET ': getTemplate,
  'POST ': editTemplate,
  'POST unpause': unpauseTemplate,
};

const routesOf = (world: World, id: string): Routes | undefined => {
  if (world.numbers.some(({ phoneNumberId }) => phoneNumberId === id)) return numberRoutes;
  if (world.numbers.some(({ wabaId }) => wabaId === id)) return accountRoutes;
  if (world.state.media.has(id)) return mediaRoutes;
  if (world.state.templates.has(id)) return templateRoutes;
  if (id === appId || world.targets.app(id)) return appRoutes;
  return undefined;
};

const callOf = (edge: string, routes: Routes): GraphCall => {
  if (edge === 'media' || routes === mediaRoutes) return 'media';
  if (edge === 'message_templates' || routes === templateRoutes) return 'templates';
  return 'management';
};

/** Sends watch for faults themselves, once they know for whom the message is. */
const watched = new Set<GraphHandler>([postMessages, postMarketing]);

/** Answers everything below `/graph/`. */
export const handleGraph = async (
  world: World,
  request: Request,
  url: URL,
  connection?: Connection,
): Promise<Response> => {
  const trace = () => `A${Buffer.from(world.ids.hex(32), 'hex').toString('base64url')}`;
  try {
    authorise(world, request, url);
    const [, , version = '', id = '', ...rest] = url.pathname.split('/');
    if (version === 'media') {
      const occasion = { call: 'media' as const };
      return await withTrouble(world.faults, occasion, request, connection, () =>
        downloadMedia(world, id, url),
      );
    }
    if (!/^v\d+\.\d+$/.test(version)) throw noPath(url.pathname.slice('/graph/'.length));
    const edge = rest.join('/').replace(/\/$/, '');
    const { method } = request;
    // An app nobody spoke of yet can be given an address, and through it webhooks.
    const routes =
      routesOf(world, id) ?? (edge === 'subscriptions' && /^\d+$/.test(id) ? appRoutes : undefined);
    if (!routes) throw noObject(id, method);
    const handler = routes[`${method} ${edge}`];
    if (!handler) throw noPath(edge);
    const call = { world, request, url, method, id, connection };
    if (watched.has(handler)) return await handler(call);
    return await withTrouble(world.faults, { call: callOf(edge, routes) }, request, connection, () =>
      handler(call),
    );
  } catch (error) {
    if (error instanceof GraphError) return error.response(trace());
    throw error;
  }
};

const authorise = (world: World, request: Request, url: URL) => {
  const header = request.headers.get('authorization') ?? '';
  const token = /^Bearer (.+)$/i.exec(header)?.[1] ?? url.searchParams.get('access_token');
  if (!token)
    throw new GraphError(190, undefined, {
      message: 'An access token is required to request this resource.',
    });
  const [given, expected] = [Buffer.from(token), Buffer.from(world.options.accessToken)];
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new GraphError(190, undefined, {
      message: 'Invalid OAuth access token - Cannot parse access token',
    });
};
