import type { ProviderEvent, ReactionChanged } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { type Place, timeOf, unknown } from './change.ts';
import { messageEventId, messageIdOf, type Way } from './part.ts';
import { type Draft, objectOf, put, textOf } from './read.ts';

/** `reaction: {message_id, emoji?}`; no emoji, or an empty one, removes it. */
export const reactionChanged = (item: JsonObject, place: Place, way: Way): ProviderEvent => {
  const { change, raw, contact } = place;
  const given = objectOf(item.reaction);
  if (!given) return unknown(change, raw, 'bad_shape', item.type);
  const id = messageIdOf(item);
  const timestamp = timeOf(change, item.timestamp);
  const reaction: Draft<ReactionChanged['data']['reaction']> = {
    providerId: id,
    direction: way.direction,
    timestamp,
  };
  put(reaction, 'targetProviderId', textOf(given.message_id));
  put(reaction, 'emoji', textOf(given.emoji));
  return {
    id: messageEventId(id, place, way),
    type: 'reaction.changed',
    timestamp,
    data: { provider: 'meta', account: change.account, raw, contact, reaction },
  };
};
