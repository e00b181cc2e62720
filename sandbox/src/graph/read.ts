import { threadOf } from '../state.ts';
import type { NumberOptions } from '../types.ts';
import type { Fields } from '../validate/check.ts';
import { object, oneOf } from '../validate/check.ts';
import type { World } from '../world.ts';
import { badParameter } from './error.ts';

const monthMs = 30 * 86_400_000;
const typingMs = 25_000;

/** `{status: "read", message_id, typing_indicator?}`: marks this message and those before it. */
export const markRead = (world: World, number: NumberOptions, body: Fields): Response => {
  if (body.messaging_product !== 'whatsapp')
    throw badParameter('The parameter messaging_product is required.');
  oneOf(body.status, 'status', ['read']);
  if (typeof body.message_id !== 'string') throw badParameter('The parameter message_id is required.');
  if (body.typing_indicator !== undefined) {
    const { type } = object(body.typing_indicator, 'typing_indicator', ['type']);
    oneOf(type, "typing_indicator['type']", ['text']);
  }
  const message = world.state.messages.get(body.message_id);
  if (!message || message.phoneNumberId !== number.phoneNumberId)
    throw badParameter('Please check the message ID you have provided.');
  if (message.from === 'business')
    throw badParameter(`The message ${body.message_id} is outgoing. Please use an incoming message ID.`);
  const now = world.clock.now();
  if (now - message.at > monthMs) throw badParameter('The message is older than 30 days.');

  const thread = world.state.threads.get(threadOf(message)) ?? [];
  // Backwards, and no further than the last one that is read.
  for (let at = thread.length - 1; at >= 0; at -= 1) {
    const other = thread[at];
    if (other?.from !== 'customer' || other.phoneNumberId !== number.phoneNumberId || other.at > message.at)
      continue;
    if (other.status === 'read' && other !== message) break;
    if (other.status === 'read') continue;
    other.status = 'read';
    other.statusTimes.read = now;
    world.state.saveMessage(other);
    world.bus.publish({
      type: 'status',
      customer: other.person,
      id: other.id,
      status: 'read',
      ticks: 'read',
    });
  }
  if (body.typing_indicator !== undefined) showTyping(world, number, message.person, now + typingMs);
  world.journal.flush();
  return Response.json({ success: true });
};

const showTyping = (world: World, number: NumberOptions, personId: string, until: number) => {
  const person = world.state.people.get(personId);
  if (!person) return;
  person.typing[number.phoneNumberId] = until;
  world.bus.publish({
    type: 'typing',
    customer: personId,
    phoneNumberId: number.phoneNumberId,
    until: new Date(until).toISOString(),
  });
};
