import type { AccountChanged, ProviderEvent } from '../../../model/events.ts';
import type { JsonObject } from '../../../model/json.ts';
import { type Change, ownId, rawOf, timeOf } from './change.ts';
import { type Draft, objectOf, put, textOf } from './read.ts';
import { severityOf } from './severity.ts';

/**
 * The fields about a number or a business account. The value is `detail` as it came; `event` is the provider's
 * own word for what happened, under whichever name the field puts it.
 */
export const accountChanged = (change: Change): ProviderEvent => {
  const { value } = change;
  const raw = rawOf(change, value);
  const event = eventOf(value);
  const what: Draft<AccountChanged['data']['change']> = {
    kind: change.field,
    severity: severityOf(change.field, event, value),
    detail: value,
  };
  put(what, 'event', event);
  return {
    id: ownId(change, raw),
    type: 'account.changed',
    timestamp: timeOf(change, value.timestamp ?? value.updated_timestamp),
    data: { provider: 'meta', account: change.account, raw, change: what },
  };
};

const eventOf = (value: JsonObject): string | undefined =>
  textOf(value.event) ??
  textOf(objectOf(value.alert_info)?.alert_type) ??
  textOf(value.decision) ??
  textOf(value.status) ??
  textOf(value.type);
