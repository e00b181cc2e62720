import { CentralitaError } from '@centralita/core/model';
import { createAudit } from '../services/audit.ts';
import { createConsents } from '../services/consents.ts';
import { createContacts } from '../services/contacts.ts';
import { createConversations } from '../services/conversations/index.ts';
import { createErase } from '../services/erase.ts';
import { createMessages } from '../services/messages.ts';
import { createDryRun } from '../services/routing/dry-run.ts';
import { createSearch } from '../services/search.ts';
import { createTeam } from '../services/team/index.ts';
import type { Services } from '../services.ts';
import type { Base } from './base.ts';
import type { Deliveries } from './deliveries.ts';
import type { Sending } from './sending.ts';
import type { TeamWork } from './team.ts';

/** What the API, the console and the command line call. */
export const composeServices = (
  base: Base,
  { sender, accept, templates }: Sending,
  deliveries: Deliveries,
  { dueAt, router }: TeamWork,
  own: Pick<Services, 'media' | 'health' | 'healthAction' | 'figures'>,
): Services => {
  const { tables, reader, log, now, settings, directory } = base;
  const { store, accounts } = tables;
  const { erase, resume } = createErase({
    tables,
    now,
    eventsOf: reader.eventsOf,
    forget: reader.forget,
    checkpoint: reader.checkpoint,
  });
  resume().catch((error: unknown) =>
    log.error('An erasure could not be ended; the next start tries again', { error }),
  );
  return {
    messages: createMessages({ tables, accept, kick: (conversation) => sender.kick(conversation) }),
    conversations: createConversations({ ...base, lists: reader, dueAt, router }),
    team: createTeam(tables, directory, now),
    audit: createAudit(tables),
    routing: {
      rules: async () => settings.routing,
      dryRun: createDryRun({ ...base, rules: () => settings.routing }),
    },
    contacts: createContacts({ ...base, erase }),
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
    search: createSearch(reader),
    ...own,
    ...deliveries.services,
  };
};
