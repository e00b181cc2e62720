import type { MessageEdited, ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { type Place, unknown } from './change.ts';
import { contentOf } from './content/index.ts';
import { contextOf, messageEventId, messageIdOf, partOf, type Way } from './part.ts';
import { type Draft, objectOf, put, textOf } from './read.ts';

/** `edit: {original_message_id, message: {context?, type, <type>: {…}}}`: the new text of an earlier message. */
export const edited = (item: JsonObject, place: Place, way: Way): ProviderEvent => {
  const { change, raw, contact } = place;
  const edit = objectOf(item.edit);
  const written = objectOf(edit?.message);
  if (!edit || !written) return unknown(change, raw, 'bad_shape', item.type);
  const id = messageIdOf(item);
  const message: Draft<MessageEdited['data']['message']> = partOf(item, id, contentOf(written), place, way);
  put(message, 'context', contextOf(objectOf(written.context)));
  put(message, 'originalProviderId', textOf(edit.original_message_id));
  return {
    id: messageEventId(id, place, way),
    type: 'message.edited',
    timestamp: message.timestamp,
    data: { provider: 'meta', account: change.account, raw, contact, message },
  };
};
