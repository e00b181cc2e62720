import type { GraphCall } from '../faults/types.ts';
import type { Connection } from '../types.ts';
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
import { bearerOf, debugToken, getApp, grantToken, whoAmI } from './tokens.ts';
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
  'GET ': getApp,
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
  if (world.apps.get(id)) return appRoutes;
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
    const [first = '', ...others] = url.pathname.split('/').slice(2);
    // Without a version the platform takes the oldest: here there is one.
    const versioned = /^v\d+\.\d+$/.test(first);
    const [id = '', ...rest] = versioned ? others : [first, ...others];
    const edge = rest.join('/').replace(/\/$/, '');
    const { method } = request;
    if (id === 'oauth' && edge === 'access_token') return grantToken(world, url);
    const bearer = bearerOf(world, request, url);
    if (!versioned && id === 'media') {
      const occasion = { call: 'media' as const };
      return await withTrouble(world, occasion, request, connection, () => downloadMedia(world, edge, url));
    }
    if (id === 'debug_token') return debugToken(world, url);
    if (id === 'me' && edge === '') return whoAmI(bearer);
    if (!/^\d+$/.test(id)) throw noPath(url.pathname.slice('/graph/'.length));
    const routes = routesOf(world, id);
    if (!routes) throw noObject(id, method);
    const handler = routes[`${method} ${edge}`];
    if (!handler) throw noPath(edge);
    const call = { world, request, url, method, id, connection, bearer };
    if (watched.has(handler)) return await handler(call);
    return await withTrouble(world, { call: callOf(edge, routes) }, request, connection, () => handler(call));
  } catch (error) {
    if (error instanceof GraphError) return error.response(trace());
    throw error;
  }
};
