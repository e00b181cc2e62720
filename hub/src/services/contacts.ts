import { CentralitaError, type ContactId } from '@centralita/core/model';
import type { Services } from '../services.ts';
import type { Tables } from '../store/tables.ts';
import { emitContactChanged } from './emit-contact.ts';

export interface ContactsContext {
  readonly tables: Tables;
  readonly now: () => number;
  readonly erase: (no: number) => Promise<void>;
}

export const createContacts = ({ tables, now, erase }: ContactsContext): Services['contacts'] => {
  const noOf = (id: ContactId): number => {
    const no = tables.contacts.noOf(id);
    if (no === undefined) throw new CentralitaError('not_found', `no contact ${id}`, { field: 'id' });
    return no;
  };
  const view = (no: number) => {
    const contact = tables.contacts.view(no);
    if (!contact) throw new CentralitaError('not_found', undefined, { field: 'id' });
    return contact;
  };

  return {
    list: async (query) => {
      const after = query.after === undefined ? 0 : Number(query.after);
      if (!Number.isSafeInteger(after))
        throw new CentralitaError('invalid_request', 'after is not a cursor of this list', {
          field: 'after',
        });
      const limit = query.limit ?? 50;
      const { contacts, last } = tables.contacts.list(after, limit, query.phone);
      return { items: contacts, ...(contacts.length === limit ? { next: String(last) } : {}) };
    },
    get: async (id) => view(noOf(id)),
    update: async (id, change) => {
      const no = noOf(id);
      await tables.store.write(() => {
        tables.contacts.update(no, change, now());
        emitContactChanged(tables, no, Object.keys(change), now());
      });
      return view(no);
    },
    erase: (id) => erase(noOf(id)),
  };
};
