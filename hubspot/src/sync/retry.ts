import type { ContactId } from '@centralita/core/model';
import { type Tables, unpark } from '../store/tables.ts';
import type { Sync } from './sync-contact.ts';

export interface Retry {
  /** Looks at a contact afresh, as if nothing had been refused or stopped. */
  contact(contactId: ContactId): Promise<void>;
  /** All contacts with something refused or stopped: how many, and how many are still refused. */
  all(): Promise<{ readonly retried: number; readonly parked: number }>;
}

/** What a person does after mending what HubSpot refused. */
export const createRetry = ({ tables, sync }: { readonly tables: Tables; readonly sync: Sync }): Retry => {
  const contact = async (contactId: ContactId): Promise<void> => {
    await tables.store.write((tx) => {
      tx.run(
        'update hubspot_fields set stopped_at = null, changes = $1 where contact_id = $2',
        '[]',
        contactId,
      );
      unpark(tx, contactId);
    });
    await sync.contact(contactId, 'retry');
  };
  return {
    contact,
    all: async () => {
      const ids = new Set([
        ...(await tables.parked(1000)).map(({ contactId }) => contactId),
        ...(await tables.stopped()).map(({ contactId }) => contactId),
      ]);
      for (const id of ids) await contact(id as ContactId);
      return { retried: ids.size, parked: await tables.count('parked') };
    },
  };
};
