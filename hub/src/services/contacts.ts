import { CentralitaError, type ContactId, type JsonObject } from '@centralita/core/model';
import type { Caller, Services } from '../services.ts';
import { auditOf } from '../store/audit.ts';
import { emitContactChanged } from './emit-contact.ts';
import { createMerge, type MergeContext } from './merge.ts';

export interface ContactsContext extends MergeContext {
  readonly erase: (no: number) => Promise<void>;
}

export const createContacts = (context: ContactsContext): Services['contacts'] => {
  const { tables, now, erase } = context;
  const merging = createMerge(context);
  /** Only inside a write. */
  const audit = (action: string, contact: number, by: Caller, detail?: JsonObject): void =>
    auditOf(tables.store.db).add({
      at: now(),
      action,
      by: { ...(by.keyId ? { key: by.keyId } : {}), name: by.name },
      contact,
      ...(detail ? { detail } : {}),
    });
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
    update: async (id, change, by) => {
      const no = tables.contacts.rootNo(noOf(id));
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      const fields = given.map(([name]) => name);
      await tables.store.write(() => {
        tables.contacts.update(no, change, now());
        emitContactChanged(tables, no, fields, now());
        audit('contact.changed', no, by, { fields });
      });
      return view(no);
    },
    erase: async (id, by) => {
      const no = noOf(id);
      await tables.store.write(() => audit('contact.erased', no, by));
      await erase(no);
    },
    merge: merging.merge,
    unmerge: merging.unmerge,
  };
};
