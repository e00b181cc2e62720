import { declineHistory, sendHistory, syncContacts } from '../inbound/coexistence.ts';
import { list, oneOf, optionalText, webAddress } from '../validate/check.ts';
import { parametersOf } from './body.ts';
import { type GraphHandler, numberOf } from './context.ts';
import { badParameter, badValue, GraphError } from './error.ts';
import { pick } from './pages.ts';

const dayMs = 86_400_000;

const bodyOf = async (request: Request) => {
  const body = await parametersOf(request);
  if (body.messaging_product !== 'whatsapp')
    throw badParameter('The parameter messaging_product is required.');
  return body;
};

/** `POST /{number}/register`: the first PIN becomes the number's; later it has to be the same. */
export const register: GraphHandler = async (call) => {
  const number = numberOf(call);
  const { pin } = await bodyOf(call.request);
  if (!/^\d{6}$/.test(String(pin ?? ''))) throw badParameter('Param pin must be 6 digits.');
  if (number.pin !== undefined && number.pin !== String(pin))
    throw new GraphError(133005, 'The two-step verification PIN is not the right one.');
  call.world.numberBook.put({ ...number, registered: true, pin: String(pin) });
  return Response.json({ success: true });
};

export const deregister: GraphHandler = (call) => {
  const number = numberOf(call);
  if (number.registered === false) throw new GraphError(133010, 'The number is not registered.');
  call.world.numberBook.put({ ...number, registered: false });
  return Response.json({ success: true });
};

const verticals =
  'UNDEFINED OTHER AUTO BEAUTY APPAREL EDU ENTERTAIN EVENT_PLAN FINANCE GROCERY GOVT HOTEL HEALTH NONPROFIT PROF_SERVICES RETAIL TRAVEL RESTAURANT NOT_A_BIZ ALCOHOL ONLINE_GAMBLING PHYSICAL_GAMBLING OTC_DRUGS'.split(
    ' ',
  );

/** `GET /{number}/whatsapp_business_profile`. */
export const getProfile: GraphHandler = (call) => {
  const number = numberOf(call);
  const profile = pick(
    { messaging_product: 'whatsapp', about: 'Hey there! I am using WhatsApp.', ...number.profile },
    call.url,
    ['messaging_product'],
  );
  return Response.json({ data: [profile] });
};

export const setProfile: GraphHandler = async (call) => {
  const number = numberOf(call);
  const { messaging_product: _, ...body } = await bodyOf(call.request);
  const limits = { about: 139, address: 256, description: 512, email: 128, profile_picture_handle: 1000 };
  const profile = { ...number.profile };
  for (const [key, value] of Object.entries(body)) {
    if (key in limits) {
      const words = optionalText(value, key, limits[key as keyof typeof limits]);
      if (key === 'email' && words && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(words))
        throw badValue('Param email is not an e-mail address.');
      if (key !== 'profile_picture_handle') profile[key] = words ?? '';
    } else if (key === 'vertical') profile.vertical = oneOf(value, 'vertical', verticals);
    else if (key === 'websites')
      profile.websites = list(value, 'websites', 0, 2).map((item, at) =>
        webAddress(item, `websites[${at}]`, 256),
      );
    else throw badParameter(`Unexpected key "${key}".`);
  }
  call.world.numberBook.put({ ...number, profile });
  return Response.json({ success: true });
};

/** `POST /{number}/smb_app_data`: chats or contacts of the phone that shares the number, once and on the first day. */
export const requestAppData: GraphHandler = async (call) => {
  const { world } = call;
  const number = numberOf(call);
  const { sync_type } = await bodyOf(call.request);
  const wanted = oneOf(sync_type, 'sync_type', ['history', 'smb_app_state_sync']);
  if (!number.coexistence)
    throw badParameter('The number is not shared with the WhatsApp Business app (coexistence).');
  const synced = number.synced ?? [];
  if (synced.includes(wanted))
    throw new GraphError(2593107, 'This was requested before; it can be once only.');
  if (world.clock.now() - (number.sharedSince ?? world.startedAt) > dayMs)
    throw new GraphError(2593108, 'This can be requested in the first 24 hours after the number was shared.');
  world.numberBook.put({ ...number, synced: [...synced, wanted] });
  world.timers.later(world.settings.statusDelaysMs.sent, () => {
    if (wanted === 'smb_app_state_sync') syncContacts(world, number, [...world.state.people.values()], 'add');
    else if (world.settings.historyDeclined) declineHistory(world, number);
    else sendHistory(world, number);
  });
  return Response.json({ messaging_product: 'whatsapp', request_id: world.ids.hex(24) });
};
