import { renameMember } from '../groups/groups.ts';
import type { Message, Person } from '../state.ts';
import type { JsonObject, NumberOptions } from '../types.ts';
import type { WebhookRecord } from '../webhooks/record.ts';
import type { World } from '../world.ts';
import { tell } from './receive.ts';

type Told = { message: Message; records: WebhookRecord[] };

const systemMessage = (
  world: World,
  number: NumberOptions,
  person: Person,
  content: JsonObject,
  more?: JsonObject,
): Message => ({
  id: world.ids.wamid(person.phone ?? person.userId, 'customer'),
  person: person.id,
  phoneNumberId: number.phoneNumberId,
  from: 'customer',
  at: world.clock.now(),
  type: 'system',
  content,
  more,
  status: 'delivered',
  statusTimes: {},
});

/**
 * The customer takes a new number and with it a new user id. Without `linked` the webhook does not say which
 * user id they had before. Whoever still writes to the old number reaches nobody.
 */
export const changeNumber = (
  world: World,
  number: NumberOptions,
  person: Person,
  phone: string,
  linked: boolean,
): Told => {
  const { phone: oldPhone, userId: oldUserId, id: oldId } = person;
  const { state } = world;
  const thread = state.threads.get(oldId) ?? [];
  state.removePerson(person);
  person.id = phone;
  person.phone = phone;
  person.userId = world.people.newUserId(phone);
  // The old id is an id of nobody from now on, so it must not lead here.
  state.addresses.delete(oldId);
  state.addresses.delete(oldUserId);
  state.savePerson(person);
  state.threads.delete(oldId);
  state.threads.set(phone, thread);
  for (const message of thread) {
    message.person = phone;
    state.saveMessage(message);
  }
  renameMember(world, oldId, phone);
  for (const call of state.calls.values()) if (call.person === oldId) call.person = phone;
  if (oldPhone) {
    const nobody = world.people.ensure(oldPhone);
    nobody.onWhatsApp = false;
    state.savePerson(nobody);
  }
  const content: JsonObject = {
    body: `${person.name} changed from ${oldPhone ?? oldUserId} to ${phone}`,
    type: 'user_changed_number',
    ...(person.hasPhone && { wa_id: phone }),
    user_id: person.userId,
    ...(linked && { previous_user_id: oldUserId }),
  };
  const message = systemMessage(world, number, person, content);
  const former = { phone: person.hasPhone ? oldPhone : undefined, userId: linked ? oldUserId : undefined };
  const records = tell(world, number, person, message, former);
  return { message, records };
};

/** Another phone or a new installation: content should wait until somebody has checked who it is. */
export const changeIdentity = (world: World, number: NumberOptions, person: Person): Told => {
  person.identityHash = world.ids.hex(16);
  const identity = {
    acknowledged: false,
    created_timestamp: String(Math.floor(world.clock.now() / 1000)),
    hash: person.identityHash,
  };
  const content = { body: `The identity of ${person.name} has changed`, type: 'customer_identity_changed' };
  const message = systemMessage(world, number, person, content, { identity });
  return { message, records: tell(world, number, person, message) };
};
