import { acceptCall, businessCalls, endCall, mayCall } from '../calls/calls.ts';
import { object, oneOf, text } from '../validate/check.ts';
import { parametersOf } from './body.ts';
import { type GraphHandler, numberOf } from './context.ts';
import { badParameter, GraphError } from './error.ts';

const actions = ['connect', 'pre_accept', 'accept', 'reject', 'terminate'] as const;

const checkSession = (value: unknown, type: 'offer' | 'answer') => {
  const session = object(value, 'session', ['sdp_type', 'sdp']);
  oneOf(session.sdp_type, "session['sdp_type']", [type]);
  const sdp = text(session.sdp, "session['sdp']", 100_000);
  if (!sdp.startsWith('v=0')) throw new GraphError(138008, 'The session description is not valid SDP.');
};

/** `POST /{number}/calls`: begins a call, or does something to one. */
export const postCall: GraphHandler = async (call) => {
  const { world, request } = call;
  const number = numberOf(call);
  const body = await parametersOf(request);
  if (body.messaging_product !== 'whatsapp')
    throw badParameter('The parameter messaging_product is required.');
  const action = oneOf(body.action, 'action', actions);
  if (action === 'connect') {
    const to = text(body.to ?? body.recipient, 'to', 140).replace(/^\+|[\s()-]/g, '');
    checkSession(body.session, 'offer');
    const person = world.people.ensure(to);
    if (!mayCall(person, number.phoneNumberId, world.clock.now()))
      throw new GraphError(138006, 'No approved call permission from the recipient.');
    const opaque =
      body.biz_opaque_callback_data === undefined
        ? undefined
        : text(body.biz_opaque_callback_data, 'biz_opaque_callback_data', 512, 0);
    const { id } = businessCalls(world, number, person, opaque);
    return Response.json({ messaging_product: 'whatsapp', calls: [{ id }] });
  }
  const known = world.state.calls.get(String(body.call_id));
  if (known?.phoneNumberId !== number.phoneNumberId || known.state === 'over')
    throw new GraphError(138003, `There is no call ${String(body.call_id)} under way.`);
  if (action === 'accept' || action === 'pre_accept') {
    if (known.direction !== 'USER_INITIATED')
      throw badParameter('Only a call of a customer can be accepted.');
    checkSession(body.session, 'answer');
    if (action === 'accept') acceptCall(world, known);
  } else endCall(world, known, action === 'reject');
  return Response.json({ messaging_product: 'whatsapp', success: true });
};

/** `GET /{number}/call_permissions?user_wa_id=`. */
export const getCallPermission: GraphHandler = (call) => {
  const { world, url } = call;
  const { phoneNumberId } = numberOf(call);
  const asked = url.searchParams.get('user_wa_id') ?? url.searchParams.get('recipient');
  if (!asked) throw badParameter('The parameter user_wa_id is required.');
  const person = world.people.find(asked.replace(/^\+/, ''));
  const now = world.clock.now();
  const granted = person !== undefined && mayCall(person, phoneNumberId, now);
  const until = person?.callPermission?.[phoneNumberId]?.until;
  return Response.json({
    messaging_product: 'whatsapp',
    permission: {
      status: granted ? 'granted' : until !== undefined ? 'expired' : 'denied',
      ...(until !== undefined && { expiration_time: Math.floor(until / 1000) }),
    },
    actions: [
      { action_name: 'send_call_permission_request', can_perform_action: !granted },
      { action_name: 'start_call', can_perform_action: granted },
    ],
  });
};
