import { openWindow } from '../people/window.ts';
import type { Call, Person } from '../state.ts';
import type { JsonObject, NumberOptions } from '../types.ts';
import type { WebhookRecord } from '../webhooks/record.ts';
import { contactOf, digitsOf, shownPhone, wrapper } from '../webhooks/values.ts';
import { numberById, type World } from '../world.ts';
import { callView } from './view.ts';

const seconds = (ms: number) => String(Math.floor(ms / 1000));

/** A description of a call's sound, well formed and without any. */
export const soundless = (type: 'offer' | 'answer'): JsonObject => ({
  sdp_type: type,
  sdp: 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n',
});

const emit = (world: World, number: NumberOptions, person: Person, part: JsonObject): WebhookRecord[] =>
  world.dispatcher.emit({
    field: 'calls',
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    customer: person,
    value: { ...wrapper(number), contacts: [contactOf(person)], ...part },
  });

const event = (world: World, number: NumberOptions, person: Person, call: Call, more: JsonObject) => {
  const [mine, theirs] = [digitsOf(number.displayPhone), shownPhone(person)];
  const byUser = call.direction === 'USER_INITIATED';
  return emit(world, number, person, {
    calls: [
      {
        id: call.id,
        ...(byUser
          ? { from: theirs, from_user_id: person.userId, to: mine }
          : { from: mine, to: theirs, to_user_id: person.userId }),
        timestamp: seconds(world.clock.now()),
        direction: call.direction,
        ...more,
        ...(call.opaque !== undefined && { biz_opaque_callback_data: call.opaque }),
      } as JsonObject,
    ],
  });
};

const status = (world: World, number: NumberOptions, person: Person, call: Call, word: string) =>
  emit(world, number, person, {
    statuses: [
      {
        id: call.id,
        type: 'call',
        status: word,
        timestamp: seconds(world.clock.now()),
        recipient_id: shownPhone(person),
        recipient_user_id: person.userId,
        ...(call.opaque !== undefined && { biz_opaque_callback_data: call.opaque }),
      } as JsonObject,
    ],
  });

const newCall = (world: World, person: Person, number: NumberOptions, more: Partial<Call>): Call => {
  const call: Call = {
    id: `wacid.${world.ids.hex(32)}`,
    person: person.id,
    phoneNumberId: number.phoneNumberId,
    direction: 'USER_INITIATED',
    state: 'ringing',
    at: world.clock.now(),
    ...more,
  };
  world.state.calls.set(call.id, call);
  tellPhone(world, call);
  return call;
};

const tellPhone = (world: World, call: Call) => world.bus.publish({ type: 'call', call: callView(call) });

/** The customer calls; it opens the window, answered or not. What is `given` stands in the webhook as it is. */
export const customerCalls = (world: World, number: NumberOptions, person: Person, given: JsonObject) => {
  const call = newCall(world, person, number, {
    ...(typeof given.id === 'string' && { id: given.id }),
    ...(given.event === 'terminate' && { state: 'over' as const, endedAt: world.clock.now() }),
  });
  openWindow(person, number.phoneNumberId, call.at, 'call');
  world.state.savePerson(person);
  const records = event(world, number, person, call, {
    event: 'connect',
    session: soundless('offer'),
    ...given,
  });
  return { id: call.id, records };
};

/** The business calls: the phone rings. */
export const businessCalls = (
  world: World,
  number: NumberOptions,
  person: Person,
  opaque: string | undefined,
): Call => {
  const call = newCall(world, person, number, { direction: 'BUSINESS_INITIATED', opaque });
  world.timers.later(world.settings.statusDelaysMs.sent, () => {
    if (call.state === 'ringing') status(world, number, person, call, 'RINGING');
  });
  return call;
};

/** The one who is called takes the call. */
export const acceptCall = (world: World, call: Call): WebhookRecord[] => {
  const { number, person } = partsOf(world, call);
  if (!number || !person) return [];
  call.state = 'talking';
  call.acceptedAt = world.clock.now();
  tellPhone(world, call);
  if (call.direction === 'USER_INITIATED') return [];
  // Taking the call of a business opens the window.
  openWindow(person, number.phoneNumberId, call.acceptedAt, 'call');
  world.state.savePerson(person);
  return [
    ...event(world, number, person, call, { event: 'connect', session: soundless('answer') }),
    ...status(world, number, person, call, 'ACCEPTED'),
  ];
};

/** Either side hangs up, or the call is not taken. */
export const endCall = (world: World, call: Call, rejected: boolean): WebhookRecord[] => {
  const { number, person } = partsOf(world, call);
  if (!number || !person || call.state === 'over') return [];
  const { acceptedAt } = call;
  const now = world.clock.now();
  Object.assign(call, { state: 'over', endedAt: now, ...(rejected && { rejected }) });
  tellPhone(world, call);
  const told =
    rejected && call.direction === 'BUSINESS_INITIATED'
      ? status(world, number, person, call, 'REJECTED')
      : [];
  return [
    ...told,
    ...event(world, number, person, call, {
      event: 'terminate',
      status: acceptedAt === undefined ? 'FAILED' : 'COMPLETED',
      ...(acceptedAt !== undefined && {
        start_time: seconds(acceptedAt),
        end_time: seconds(now),
        duration: Math.round((now - acceptedAt) / 1000),
      }),
    }),
  ];
};

const partsOf = (world: World, call: Call) => ({
  number: numberById(world, call.phoneNumberId),
  person: world.state.people.get(call.person),
});

/** Whether the business may call, and until when. */
export const mayCall = (person: Person, phoneNumberId: string, now: number): boolean => {
  const permission = person.callPermission?.[phoneNumberId];
  return permission !== undefined && (permission.until ?? Number.POSITIVE_INFINITY) > now;
};
