import type { EventFilter } from '@centralita/core/hub-client';
import { CentralitaError, type EventType, eventTypes } from '@centralita/core/model';
import { suggestion } from '../did-you-mean.ts';
import type { Caller } from '../services.ts';
import type { Store } from '../store/index.ts';
import type { StoredEvent } from '../store/log.ts';
import { statusOf } from './event-facts.ts';

export type Wants = (event: StoredEvent) => boolean;

/** What `data.status` of a `message.status` may be. */
const statuses = ['sent', 'delivered', 'read', 'played', 'failed', 'refused', 'uncertain', 'unknown'];

/** These name only ids and tell whoever keeps copies what became of a person, whatever account they wrote to. */
const toEverybody = new Set<string>([
  'contact.erased',
  'contact.merged',
  'contact.unmerged',
] satisfies EventType[]);

export interface Filters {
  /** The filter as it holds for this caller: checked, and no wider than the caller's accounts. */
  check(filter: EventFilter, by: Pick<Caller, 'accounts'>): EventFilter;
  compile(filter: EventFilter): Wants;
}

export const createFilters = ({ db }: Store): Filters => {
  const idOf = db.prepare<{ id: string }>('select id from accounts where no = $1');
  const known = db.prepare<{ no: number }>('select no from accounts where id = $1');
  const ids = new Map<number, string>();

  const accountId = (no: number): string | undefined => {
    let id = ids.get(no);
    if (id === undefined) {
      id = idOf.get(no)?.id;
      if (id !== undefined) ids.set(no, id);
    }
    return id;
  };

  const checkAccounts = (accounts: readonly string[], by: Pick<Caller, 'accounts'>): void => {
    for (const account of accounts) {
      if (by.accounts && !by.accounts.includes(account)) {
        throw new CentralitaError('forbidden', `the key is not for the account ${account}`, {
          field: 'accounts',
        });
      }
      if (!known.get(account)) {
        throw new CentralitaError('account_unknown', `no account ${account}`, { field: 'accounts' });
      }
    }
  };

  return {
    check: (filter, by) => {
      const types = listed(filter.types, 'types', eventTypes);
      const wanted = listed(filter.statuses, 'statuses', statuses);
      const accounts = listed(filter.accounts, 'accounts');
      checkAccounts(accounts, by);
      const limited = accounts.length > 0 ? accounts : (by.accounts ?? []);
      if (by.accounts && limited.length === 0) {
        throw new CentralitaError('forbidden', 'the key is for no account', { field: 'accounts' });
      }
      return {
        ...(types.length > 0 ? { types: types as EventType[] } : {}),
        ...(limited.length > 0 ? { accounts: [...limited] } : {}),
        ...(wanted.length > 0 ? { statuses: wanted } : {}),
      };
    },
    compile: (filter) => {
      const types = setOf(filter.types);
      const accounts = setOf(filter.accounts);
      const wanted = setOf(filter.statuses);
      return (event) => {
        if (types && !types.has(event.type)) return false;
        if (accounts) {
          const id = event.account === null ? undefined : accountId(event.account);
          if (id === undefined ? !toEverybody.has(event.type) : !accounts.has(id)) return false;
        }
        return !wanted || event.type !== 'message.status' || wanted.has(statusOf(event));
      };
    },
  };
};

const setOf = (values: readonly string[] | undefined): ReadonlySet<string> | undefined =>
  values && values.length > 0 ? new Set(values) : undefined;

const listed = (values: unknown, field: string, allowed?: readonly string[]): string[] => {
  if (values === undefined || values === null) return [];
  if (!Array.isArray(values) || values.length > 200) {
    throw new CentralitaError('invalid_request', `${field} must be a list`, { field });
  }
  for (const value of values) {
    if (typeof value === 'string' && (!allowed || allowed.includes(value))) continue;
    const hint = typeof value === 'string' && allowed ? suggestion(value, allowed) : '';
    throw new CentralitaError('invalid_request', `${field}: "${String(value)}" is not known.${hint}`, {
      field,
    });
  }
  return [...new Set(values as string[])];
};
