import type { ContactRef } from '../../core/src/model/contact.ts';
import type { Event } from '../../core/src/model/events.ts';
import { isOpen, route } from '../../core/src/routing/index.ts';
import type { Conditions, Hours, RuleSet, TextCondition } from '../../core/src/routing/types.ts';
import { routeInput } from '../shared/route-input.ts';

export interface Filters {
  readonly senders: readonly string[];
  readonly accounts: readonly string[];
  readonly keywords: readonly string[];
  readonly match: keyof Omit<TextCondition, 'lists'>;
  readonly kinds: readonly string[];
  readonly firstContact: 'any' | 'yes' | 'no';
  readonly hours: 'any' | 'open' | 'closed';
}

const digits = (text: string): string =>
  /^\+?[\d\s().-]+$/.test(text) ? text.replace(/\D/g, '') : text.replace(/^@/, '');

const isSender = (senders: readonly string[], contact: ContactRef): boolean =>
  [contact.waId, contact.phone, contact.userId, contact.username].some(
    (identity) => identity !== undefined && senders.includes(digits(identity)),
  );

/** Text, kind and first contact as one rule; what else a rule can say is not asked for here. */
const ruleOf = ({ keywords, match, kinds, firstContact }: Filters): RuleSet | undefined => {
  const when: Conditions = {
    ...(keywords.length > 0 ? { text: { [match]: keywords } } : {}),
    ...(kinds.length > 0 ? { kind: kinds } : {}),
    ...(firstContact === 'any' ? {} : { firstContact: firstContact === 'yes' }),
  };
  if (Object.keys(when).length === 0) return undefined;
  return { rules: [{ id: 'filter', when, to: { output: 'yes' } }], otherwise: { output: 'no' } };
};

/** Whether an event passes. Filters about messages let other events through, and so do those about what an event does not tell. */
export const createFilter = (filters: Filters, hours: Hours) => {
  const senders = filters.senders.map(digits);
  const rule = ruleOf(filters);
  return (event: Event, now: number): boolean => {
    const data = event.data as {
      contact?: ContactRef;
      account?: { providerId?: string };
      hub?: { accountId?: string };
    };
    if (senders.length > 0 && data.contact && !isSender(senders, data.contact)) return false;
    const accounts = [data.account?.providerId, data.hub?.accountId].filter((id) => id !== undefined);
    if (
      filters.accounts.length > 0 &&
      accounts.length > 0 &&
      !accounts.some((id) => filters.accounts.includes(id))
    )
      return false;
    if (filters.hours !== 'any' && isOpen(hours, now) !== (filters.hours === 'open')) return false;
    if (!rule || event.type !== 'message.received') return true;
    return !route(rule, routeInput(event, undefined, now)).byDefault;
  };
};
