import type { MessageDeleted, ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { type Place, timeOf, unknown } from './change.ts';
import { messageEventId, messageIdOf, type Way } from './part.ts';
import { type Draft, objectOf, put, textOf } from './read.ts';

/** `revoke: {original_message_id}`: deleted for everyone. The transcript keeps it, marked. */
export const revoked = (item: JsonObject, place: Place, way: Way): ProviderEvent => {
  const { change, raw, contact } = place;
  const revoke = objectOf(item.revoke);
  if (!revoke) return unknown(change, raw, 'bad_shape', item.type);
  const id = messageIdOf(item);
  const timestamp = timeOf(change, item.timestamp);
  const message: Draft<MessageDeleted['data']['message']> = {
    providerId: id,
    direction: way.direction,
    timestamp,
  };
  put(message, 'originalProviderId', textOf(revoke.original_message_id));
  return {
    id: messageEventId(id, place, way),
    type: 'message.deleted',
    timestamp,
    data: { provider: 'meta', account: change.account, raw, contact, message },
  };
};
