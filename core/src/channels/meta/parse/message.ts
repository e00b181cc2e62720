import type { ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { type Place, unknown } from './change.ts';
import { contactRef, isNobody } from './contacts.ts';
import { contentOf } from './content/index.ts';
import { edited } from './edited.ts';
import type { ListReader } from './lists.ts';
import { messageEventId, messageIdOf, partOf, type Way } from './part.ts';
import { reactionChanged } from './reaction.ts';
import { textOf } from './read.ts';
import { revoked } from './revoked.ts';
import { systemEvent } from './system.ts';

const fromCustomer: Way = { direction: 'inbound', origin: 'customer', key: (id) => ['message', id] };

/** The sender of an item of `messages`. */
export const sender = (item: JsonObject) =>
  contactRef(item.from, item.from_user_id, item.from_parent_user_id);

/** `messages[]`: what customers write, with what they do to messages, and news of who they are. */
export const messages: ListReader = {
  party: sender,
  read: (item, place) => readMessage(item, place, fromCustomer),
};

export const readMessage = (item: JsonObject, place: Place, way: Way): ProviderEvent => {
  switch (item.type) {
    case 'reaction':
      return reactionChanged(item, place, way);
    case 'edit':
      return edited(item, place, way);
    case 'revoke':
      return revoked(item, place, way);
    case 'system':
      return systemEvent(item, place, way);
    default:
      return written(item, place, way);
  }
};

const written = (item: JsonObject, place: Place, way: Way): ProviderEvent => {
  const { change, raw, contact } = place;
  const content = contentOf(item);
  if (content.kind === 'unknown' && (textOf(item.id) === undefined || isNobody(contact)))
    return unknown(change, raw, 'unknown_message', item.type);
  const id = messageIdOf(item);
  const message = partOf(item, id, content, place, way);
  return {
    id: messageEventId(id, place, way),
    type: way.direction === 'inbound' ? 'message.received' : 'message.sent',
    timestamp: message.timestamp,
    data: { provider: 'meta', account: change.account, raw, contact, message },
  };
};
