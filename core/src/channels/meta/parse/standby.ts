import type { ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { type Place, unknown } from './change.ts';
import { contactRef } from './contacts.ts';
import { contentOf } from './content/index.ts';
import type { BoxReader, ListReader, ListReaders } from './lists.ts';
import { readMessage, sender } from './message.ts';
import { messageEventId, messageIdOf, partOf, type Way } from './part.ts';
import { problems } from './problem.ts';
import { objectOf, textOf } from './read.ts';
import { messageStatus, recipient } from './status.ts';

const key = (id: string, list: string) => ['standby', JSON.stringify([list, id])] as const;
const fromCustomer: Way = { direction: 'inbound', origin: 'standby', key };
const fromAgent: Way = { direction: 'outbound', origin: 'standby', key };

const messages: ListReader = { party: sender, read: (item, place) => readMessage(item, place, fromCustomer) };

const statuses: ListReader = {
  party: recipient,
  read: (item, place) => messageStatus(item, place, 'standby'),
};

/** `{id, timestamp, message: {<body of a send>}}`: what the platform's agent answered. */
const echoes: ListReader = {
  party(item) {
    const body = objectOf(item.message) ?? item;
    return contactRef(body.to, body.to_user_id ?? body.recipient, body.to_parent_user_id);
  },
  read: (item, place) => agentMessage(item, place),
};

const agentMessage = (item: JsonObject, place: Place): ProviderEvent => {
  const { change, raw, contact } = place;
  const body = objectOf(item.message);
  if (!body) return readMessage(item, place, fromAgent);
  if (textOf(item.id) === undefined && textOf(body.type) === undefined)
    return unknown(change, raw, 'bad_item', place.list);
  const id = messageIdOf(item);
  const content = contentOf(body);
  const message = partOf(
    item,
    id,
    content.kind === 'unknown' ? { kind: 'raw', body } : content,
    place,
    fromAgent,
  );
  return {
    id: messageEventId(id, place, fromAgent),
    type: 'message.sent',
    timestamp: message.timestamp,
    data: { provider: 'meta', account: change.account, raw, contact, message },
  };
};

const lists: ListReaders = new Map<string, ListReader>([
  ['messages', messages],
  ['message_echoes', echoes],
  ['statuses', statuses],
  ['errors', problems],
]);

/** `standby: {contacts?, messages?, message_echoes?, statuses?}`: copies while Meta's agent owns the thread. */
export const standby: BoxReader = { box: lists };
