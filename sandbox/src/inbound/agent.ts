import type { Person } from '../state.ts';
import type { JsonObject, NumberOptions } from '../types.ts';
import type { WebhookRecord } from '../webhooks/record.ts';
import { contactOf, digitsOf, shownPhone, wrapper } from '../webhooks/values.ts';
import type { World } from '../world.ts';

const seconds = (ms: number) => String(Math.floor(ms / 1000));

/** The platform's own agent gives a chat to the business, takes it, or shares it. */
export const handOver = (
  world: World,
  number: NumberOptions,
  person: Person,
  change: 'control_passed' | 'control_taken' | 'control_shared',
  summary?: string,
): WebhookRecord[] => {
  const toBusiness = change === 'control_passed';
  person.agent = { ...person.agent, [number.phoneNumberId]: !toBusiness };
  world.state.savePerson(person);
  return world.dispatcher.emit({
    field: 'messaging_handovers',
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    customer: person,
    time: Math.floor(world.clock.now() / 1000),
    value: {
      messaging_product: 'whatsapp',
      sender: { phone_number: shownPhone(person), user_id: person.userId },
      recipient: {
        phone_number_id: number.phoneNumberId,
        display_phone_number: digitsOf(number.displayPhone),
      },
      type: change,
      timestamp: seconds(world.clock.now()),
      [change]: {
        previous_owner_role: toBusiness ? 'ai_agent' : 'partner',
        new_owner_role: toBusiness ? 'partner' : 'ai_agent',
        ...(summary !== undefined && {
          conversation_context: { type: 'summary', summary: { text: summary } },
        }),
      },
    },
  });
};

/** Whether the platform's agent answers this customer, so that others get copies only. */
export const agentOwns = (person: Person, phoneNumberId: string): boolean =>
  person.agent?.[phoneNumberId] === true;

/** A copy under `standby` of what was said while the agent owned the chat. */
export const standbyValue = (number: NumberOptions, person: Person, part: JsonObject) => ({
  ...wrapper(number),
  standby: { contacts: [contactOf(person)], ...part },
});

/** The agent writes: the business sees a copy. */
export const agentWrites = (
  world: World,
  number: NumberOptions,
  person: Person,
  body: JsonObject,
): { id: string; records: WebhookRecord[] } => {
  const id = world.ids.wamid(person.phone ?? person.userId, 'business');
  const at = world.clock.now();
  world.state.addMessage({
    id,
    person: person.id,
    phoneNumberId: number.phoneNumberId,
    from: 'business',
    at,
    type: String(body.type),
    content: body[String(body.type)],
    status: 'delivered',
    statusTimes: { sent: at, delivered: at },
  });
  const message = { messaging_product: 'whatsapp', to: shownPhone(person) ?? person.userId, ...body };
  const records = world.dispatcher.emit({
    field: 'standby',
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    customer: person,
    value: standbyValue(number, person, { message_echoes: [{ id, timestamp: seconds(at), message }] }),
  });
  return { id, records };
};
