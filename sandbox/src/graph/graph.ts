import type { GraphCall } from '../faults/types.ts';
import type { Connection } from '../types.ts';
import type { World } from '../world.ts';
import { changeBlocked, listBlocked } from './block.ts';
import { getCallPermission, postCall } from './calls.ts';
import type { GraphHandler } from './context.ts';
import { GraphError, noObject, noPath } from './error.ts';
import {
  getSettings,
  listQrCodes,
  oneQrCode,
  putQrCode,
  requestCode,
  setAutomation,
  setSettings,
  verifyCode,
} from './extras.ts';
import {
  addGroup,
  answerRequests,
  changeGroup,
  deleteGroup,
  getGroup,
  getInvite,
  listGroups,
  listRequests,
  newInvite,
  removeParticipants,
} from './groups.ts';
import { messageHistory } from './history.ts';
import { deleteMedia, downloadMedia, getMedia, uploadMedia } from './media.ts';
import { configureNumber, getAccount, getNumber, listNumbers } from './numbers.ts';
import { deregister, getProfile, register, requestAppData, setProfile } from './registration.ts';
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
import { beginUpload, continueUpload } from './uploads.ts';

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
  'POST calls': postCall,
  'GET call_permissions': getCallPermission,
  'GET groups': listGroups,
  'POST groups': addGroup,
  'POST register': register,
  'POST deregister': deregister,
  'GET whatsapp_business_profile': getProfile,
  'POST whatsapp_business_profile': setProfile,
  'POST smb_app_data': requestAppData,
  'POST request_code': requestCode,
  'POST verify_code': verifyCode,
  'POST conversational_automation': setAutomation,
  'GET settings': getSettings,
  'POST settings': setSettings,
  'GET message_qrdls': listQrCodes,
  'POST message_qrdls': putQrCode,
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
  'POST uploads': beginUpload,
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

const groupRoutes: Routes = {
  'GET ': getGroup,
  'POST ': changeGroup,
  'DELETE ': deleteGroup,
  'GET invite_link': getInvite,
  'POST invite_link': newInvite,
  'DELETE participants': removeParticipants,
  'GET join_requests': listRequests,
  'POST join_requests': answerRequests,
  'DELETE join_requests': answerRequests,
};

const routesOf = (world: World, id: string): Routes | undefined => {
  if (world.numbers.some(({ phoneNumberId }) => phoneNumberId === id)) return numberRoutes;
  if (world.numbers.some(({ wabaId }) => wabaId === id)) return accountRoutes;
  if (world.state.media.has(id)) return mediaRoutes;
  if (world.state.templates.has(id)) return templateRoutes;
  if (world.state.groups.has(id)) return groupRoutes;
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
    if (id.startsWith('upload:')) return await continueUpload(world, id, request);
    const routes = routesOf(world, id);
    if (!routes && !/^\d+$/.test(id)) throw noPath(url.pathname.slice('/graph/'.length));
    if (!routes) throw noObject(id, method);
    const handler =
      routes === numberRoutes && /^message_qrdls\/\w+$/.test(edge) ? oneQrCode : routes[`${method} ${edge}`];
    if (!handler) throw noPath(edge);
    const call = { world, request, url, method, id, connection, bearer };
    if (watched.has(handler)) return await handler(call);
    return await withTrouble(world, { call: callOf(edge, routes) }, request, connection, () => handler(call));
  } catch (error) {
    if (error instanceof GraphError) return error.response(trace());
    throw error;
  }
};
