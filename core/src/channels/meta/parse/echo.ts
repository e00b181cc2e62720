import { contactRef } from './contacts.ts';
import type { ListReader } from './lists.ts';
import { readMessage } from './message.ts';
import type { Way } from './part.ts';

const fromApp: Way = { direction: 'outbound', origin: 'app', key: (id) => ['message', id] };

/** `message_echoes[]`: what a person of the business wrote, edited or took back in the WhatsApp Business app. */
export const echoes: ListReader = {
  party: (item) => contactRef(item.to, item.to_user_id, item.to_parent_user_id),
  read: (item, place) => readMessage(item, place, fromApp),
};
