import type { HandoverChanged, ProviderEvent } from '../../../model/events.ts';
import { type Change, ownId, rawOf, timeOf, unknown } from './change.ts';
import { contactRef, isNobody, phoneOf } from './contacts.ts';
import { type Draft, memberOf, objectOf, put, textOf } from './read.ts';

/**
 * `messaging_handovers`: `{sender, recipient, type, timestamp, <type>: {new_owner_role, conversation_context?,
 * …}}`, who owns the thread from now on.
 */
export const handover = (change: Change): ProviderEvent => {
  const { value } = change;
  const raw = rawOf(change, value);
  const type = textOf(value.type);
  if (type === undefined) return unknown(change, raw, 'bad_value');
  const passed = objectOf(memberOf(value, type));
  const what: Draft<HandoverChanged['data']['handover']> = { change: type, detail: passed ?? value };
  put(what, 'newOwner', textOf(passed?.new_owner_role));
  put(what, 'summary', textOf(objectOf(objectOf(passed?.conversation_context)?.summary)?.text));

  const sender = objectOf(value.sender) ?? {};
  const contact = contactRef(sender.wa_id, sender.user_id, sender.parent_user_id);
  put(contact, 'phone', phoneOf(sender.phone_number));
  const data: Draft<HandoverChanged['data']> = {
    provider: 'meta',
    account: change.account,
    raw,
    handover: what,
  };
  if (!isNobody(contact)) data.contact = contact;
  return {
    id: ownId(change, raw),
    type: 'handover.changed',
    timestamp: timeOf(change, value.timestamp),
    data,
  };
};
