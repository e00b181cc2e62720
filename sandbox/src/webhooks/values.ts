import type { Message, Person } from '../state.ts';
import type { JsonObject, NumberOptions } from '../types.ts';

const seconds = (ms: number) => String(Math.floor(ms / 1000));

/** The digits of a number, as `metadata` and `context.from` have them. */
export const digitsOf = (phone: string) => phone.replace(/\D/g, '');

export const wrapper = (number: NumberOptions) => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: digitsOf(number.displayPhone), phone_number_id: number.phoneNumberId },
});

export const shownPhone = (person: Person) => (person.hasPhone ? person.phone : undefined);

/** `contacts[]`: the phone is left out for people whose phone is withheld. */
export const contactOf = (person: Person, withUsername = true) => ({
  profile: { name: person.name, ...(withUsername && person.username && { username: person.username }) },
  wa_id: shownPhone(person),
  user_id: person.userId,
  parent_user_id: person.parentUserId,
});

/** Who a webhook says wrote, where that is not who the customer is now. */
export interface Sender {
  phone?: string;
  userId?: string;
}

/** The value of `messages` when a customer wrote. System events come without `contacts`. */
export const inboundValue = (number: NumberOptions, person: Person, message: Message, former?: Sender) => ({
  ...wrapper(number),
  ...(message.type !== 'system' && { contacts: [contactOf(person)] }),
  messages: [
    {
      from: former ? former.phone : shownPhone(person),
      from_user_id: former ? former.userId : person.userId,
      from_parent_user_id: former ? undefined : person.parentUserId,
      id: message.id,
      timestamp: seconds(message.at),
      group_id: message.group,
      context: message.context,
      type: message.type,
      [message.type]: message.content,
      ...message.more,
    },
  ],
});

/** The value of `messages` for a status. A failure comes without `contacts`. */
export const statusValue = (
  number: NumberOptions,
  person: Person,
  message: Message,
  status: string,
  at: number,
  errors?: unknown[],
) => {
  const withProfile = status !== 'failed';
  const paid = status === 'sent' || status === 'delivered';
  const conversation = message.conversation as JsonObject | undefined;
  return {
    ...wrapper(number),
    ...(withProfile && { contacts: [contactOf(person, status !== 'sent')] }),
    statuses: [
      {
        id: message.id,
        status,
        timestamp: seconds(at),
        recipient_id: message.toUserId ? shownPhone(person) : person.phone,
        recipient_user_id: person.userId,
        recipient_parent_user_id: person.parentUserId,
        biz_opaque_callback_data: message.opaque,
        ...(paid &&
          conversation && {
            conversation: { ...conversation, ...(status !== 'sent' && { expiration_timestamp: undefined }) },
          }),
        ...(paid && { pricing: message.pricing }),
        errors,
      },
    ],
  };
};

export const preferenceValue = (number: NumberOptions, person: Person, value: string, at: number) => ({
  ...wrapper(number),
  contacts: [contactOf(person)],
  user_preferences: [
    {
      wa_id: shownPhone(person),
      user_id: person.userId,
      parent_user_id: person.parentUserId,
      detail: `User requested to ${value} marketing messages`,
      category: 'marketing_messages',
      value,
      timestamp: Math.floor(at / 1000),
    },
  ],
});

export const echoValue = (number: NumberOptions, person: Person, message: Message) => ({
  ...wrapper(number),
  contacts: [contactOf(person)],
  message_echoes: [
    {
      from: digitsOf(number.displayPhone),
      to: shownPhone(person),
      to_user_id: person.userId,
      to_parent_user_id: person.parentUserId,
      id: message.id,
      timestamp: seconds(message.at),
      context: message.context,
      type: message.type,
      [message.type]: message.content,
    },
  ],
});
