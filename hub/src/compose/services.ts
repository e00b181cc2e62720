import { CentralitaError } from '@centralita/core/model';
import { createConsents } from '../services/consents.ts';
import { createContacts } from '../services/contacts.ts';
import { createConversations } from '../services/conversations.ts';
import { createErase } from '../services/erase.ts';
import { createMessages } from '../services/messages.ts';
import { createSearch } from '../services/search.ts';
import type { Services } from '../services.ts';
import type { Base } from './base.ts';
import type { Deliveries } from './deliveries.ts';
import type { Sending } from './sending.ts';

/** What the API, the console and the command line call. */
export const composeServices = (
  base: Base,
  { sender, accept, templates }: Sending,
  deliveries: Deliveries,
): Services => {
  const { tables, reader, now } = base;
  const { store, accounts } = tables;
  const erase = createErase({
    tables,
    now,
    eventsOf: (contact) => reader.eventsOf(contact),
    forget: (contact) => reader.forget(contact),
    truncate: async () => store.db.exec('pragma wal_checkpoint(truncate)'),
  });
  return {
    messages: createMessages({ tables, accept, kick: (conversation) => sender.kick(conversation) }),
    conversations: createConversations(base),
    contacts: createContacts({ tables, now, erase }),
    consents: createConsents(tables, now),
    accounts: {
      list: async () => accounts.all(),
      resume: async (id) => {
        const account = accounts.find(id);
        if (!account) throw new CentralitaError('not_found', `no account ${id}`, { field: 'id' });
        await store.write(() => accounts.setPaused(account.no, undefined));
        sender.resume(account.no);
      },
    },
    templates: { list: templates.list },
    search: createSearch(tables, reader),
    ...deliveries.services,
  };
};
