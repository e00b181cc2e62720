import { messageView } from '../people/view.ts';
import type { Message, Person } from '../state.ts';
import type { NumberOptions } from '../types.ts';
import { echoValue, preferenceValue } from '../webhooks/values.ts';
import type { World } from '../world.ts';
import { apply } from './receive.ts';

const route = (number: NumberOptions, customer: Person) => ({
  wabaId: number.wabaId,
  phoneNumberId: number.phoneNumberId,
  customer,
});

/** WhatsApp's own switch for marketing messages. */
export const changePreference = (
  world: World,
  number: NumberOptions,
  person: Person,
  value: 'stop' | 'resume',
) => {
  person.marketing = value === 'stop' ? 'stopped' : 'allowed';
  world.state.savePerson(person);
  return world.dispatcher.emit({
    ...route(number, person),
    field: 'user_preferences',
    value: preferenceValue(number, person, value, world.clock.now()),
  });
};

/** A person writes to the customer from the WhatsApp Business app on the same number. */
export const echo = (
  world: World,
  number: NumberOptions,
  person: Person,
  type: string,
  content: unknown,
  context?: { id?: string },
) => {
  const at = world.clock.now();
  const message: Message = {
    id: world.ids.wamid(person.phone ?? person.userId, 'business'),
    person: person.id,
    phoneNumberId: number.phoneNumberId,
    from: 'business',
    at,
    type,
    content,
    context,
    status: 'delivered',
    statusTimes: { sent: at, delivered: at },
  };
  apply(world, message);
  person.lastMessageAt = at;
  person.unread += 1;
  world.state.savePerson(person);
  world.state.addMessage(message);
  world.bus.publish(() => ({ type: 'message', customer: person.id, message: messageView(message) }));
  const records = world.dispatcher.emit({
    ...route(number, person),
    field: 'smb_message_echoes',
    value: echoValue(number, person, message),
  });
  return { message, records };
};
