import type { ConsentState, Purpose } from '../../../model/consent.ts';
import type { ConsentChanged, ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { idOf, type Place, timeOf, unknown } from './change.ts';
import { contactRef, isNobody } from './contacts.ts';
import type { ListReader } from './lists.ts';
import { type Draft, lowerOf, put, textOf } from './read.ts';

const states = new Map<string, ConsentState>([
  ['stop', 'withdrawn'],
  ['resume', 'granted'],
  ['signup', 'granted'],
]);

const purposes = new Map<string, readonly Purpose[]>([
  ['', ['marketing']],
  ['marketing_messages', ['marketing']],
  ['utility_messages', ['utility']],
  ['authentication_messages', ['authentication']],
]);

/**
 * `user_preferences[]`: `{wa_id?, user_id?, parent_user_id?, detail, category, value, timestamp}`, the person's
 * own switch in WhatsApp. `resume` lifts what `stop` set and nothing else; the ledger sees to that.
 */
export const preferences: ListReader = {
  party: (item) => contactRef(item.wa_id, item.user_id, item.parent_user_id),
  read: (item, place) => preference(item, place),
};

const preference = (item: JsonObject, place: Place): ProviderEvent => {
  const { change, raw, contact } = place;
  const value = lowerOf(item.value) ?? '';
  const state = states.get(value);
  // A stop for a category nobody knows yet stops everything; a grant for one grants nothing.
  const scope = purposes.get(lowerOf(item.category) ?? '') ?? (state === 'withdrawn' ? 'all' : undefined);
  if (!state || !scope) return unknown(change, raw, 'unknown_preference', item.value);

  const at = timeOf(change, item.timestamp);
  const consent: Draft<ConsentChanged['data']['consent']> = {
    state,
    purposes: scope,
    actor: 'person',
    source: 'platform',
    platformValue: value,
    at,
  };
  put(consent, 'wording', textOf(item.detail));
  const key = JSON.stringify([contact.userId ?? contact.waId ?? null, value, textOf(item.timestamp) ?? null]);
  return {
    id: idOf(change, 'user_preferences', isNobody(contact) ? JSON.stringify(item) : key),
    type: 'consent.changed',
    timestamp: at,
    data: { provider: 'meta', account: change.account, raw, contact, consent },
  };
};
