import type { MessageImported, ProviderEvent } from '../../../model/events.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import type { Direction } from '../../../model/message.ts';
import { type Change, idOf, ownId, type Place, rawOf, timeOf, unknown } from './change.ts';
import { type ContactDraft, complete, contactRef } from './contacts.ts';
import { contentOf } from './content/index.ts';
import type { ListReader } from './lists.ts';
import { messageIdOf, partOf } from './part.ts';
import { problemOf } from './problem.ts';
import { type Draft, isList, isObject, objectOf, put, textOf } from './read.ts';

/**
 * `history[]`: `{metadata: {phase, chunk_order, progress}, threads: [{id, context?, messages: [Message]}]}` or
 * `{errors}` when the owner declined. Every message of every thread is an event of its own.
 */
export const historyChunks: ListReader = {
  read(chunk, place) {
    const out: ProviderEvent[] = [];
    const { threads, errors, ...rest } = chunk;
    const at = (part: JsonObject): Place => ({ ...place, raw: chunkOf(place, part) });
    if (isList(errors))
      for (const error of errors) out.push(declined(error, at({ ...rest, errors: [error] })));
    else if (errors !== undefined) out.push(odd(at({ ...rest, errors }), 'errors'));
    if (isList(threads))
      for (const thread of threads) readThread(thread, (part) => at({ ...rest, threads: [part] }), out);
    else if (threads !== undefined) out.push(odd(at({ ...rest, threads }), 'threads'));
    if (out.length > 0) return out;
    return objectOf(chunk.metadata) ? progress(chunk, place) : odd(place, place.list);
  },
};

const chunkOf = (place: Place, chunk: JsonObject) =>
  rawOf(place.change, { ...(place.raw.value as JsonObject), [place.list]: [chunk] });

const odd = (place: Place, type: string): ProviderEvent => unknown(place.change, place.raw, 'bad_item', type);

const declined = (error: Json, place: Place): ProviderEvent =>
  isObject(error) ? problemOf(error, place) : odd(place, 'errors');

const readThread = (thread: Json, at: (part: Json) => Place, out: ProviderEvent[]): void => {
  const messages = isObject(thread) ? thread.messages : undefined;
  if (!isObject(thread) || !isList(messages) || messages.length === 0) {
    out.push(odd(at(thread), 'threads'));
    return;
  }
  for (const message of messages) {
    const place = at({ ...thread, messages: [message] });
    if (isObject(message)) out.push(imported(message, { ...place, contact: personOf(thread) }));
    else out.push(odd(place, 'messages'));
  }
};

/** A thread is named by the customer's `wa_id`, with more about them in `context`. */
const personOf = (thread: JsonObject): ContactDraft => {
  const context = objectOf(thread.context) ?? {};
  const contact = contactRef(context.wa_id ?? thread.id, context.user_id, context.parent_user_id);
  complete(contact, { wa_id: thread.id, profile: context });
  return contact;
};

/** `messages[]` under `history`: the files of placeholders that came before. */
export const lateMedia: ListReader = {
  party: (item) =>
    item.to === undefined && item.to_user_id === undefined
      ? contactRef(item.from, item.from_user_id, item.from_parent_user_id)
      : contactRef(item.to, item.to_user_id, item.to_parent_user_id),
  read: (item, place) => imported(item, place),
};

const imported = (item: JsonObject, place: Place): ProviderEvent => {
  const { change, raw, contact } = place;
  const id = messageIdOf(item);
  const way = {
    direction: directionOf(item, change),
    origin: 'history',
    key: () => ['history', ''],
  } as const;
  const message: Draft<MessageImported['data']['message']> = partOf(item, id, contentOf(item), place, way);
  put(message, 'historyStatus', textOf(objectOf(item.history_context)?.status));
  return {
    id: idOf(change, 'history', JSON.stringify([id, textOf(item.type) ?? ''])),
    type: 'message.imported',
    timestamp: message.timestamp,
    data: { provider: 'meta', account: change.account, raw, contact, message },
  };
};

/** The business's own messages name a recipient, or come from its number. */
const directionOf = (item: JsonObject, change: Change): Direction => {
  if (textOf(item.to) !== undefined || textOf(item.to_user_id) !== undefined) return 'outbound';
  const own = change.account.displayPhone?.replace(/\D/g, '');
  return own && textOf(item.from)?.replace(/\D/g, '') === own ? 'outbound' : 'inbound';
};

/** A chunk without messages still tells how far the synchronisation is. */
const progress = (chunk: JsonObject, place: Place): ProviderEvent => ({
  id: ownId(place.change, place.raw),
  type: 'account.changed',
  timestamp: timeOf(place.change),
  data: {
    provider: 'meta',
    account: place.change.account,
    raw: place.raw,
    change: { kind: 'history', event: 'progress', severity: 'information', detail: chunk },
  },
});
