import type { Consumer } from '@centralita/core/consumer';
import { channelAccountId } from '@centralita/core/model';
import { createConfirmations } from '../confirmations.ts';
import { languageOf } from '../language.ts';
import { createReadReceipts } from '../read-receipts.ts';
import type { Caller, Services } from '../services.ts';
import { createTemplateNews } from '../template-news.ts';
import type { Base } from './base.ts';
import type { Sending } from './sending.ts';

const system: Caller = { name: 'confirmations', scopes: new Set(['messages:send']) };

/** The hub's own followers of the event log, as far as the settings want them. */
export const composeConsumers = (
  { settings, tables }: Base,
  { accept, sender, templates }: Sending,
  services: Services,
): Consumer[] => {
  const consumers: Consumer[] = [
    createTemplateNews((business) => {
      for (const account of tables.accounts.all())
        if (account.businessId === business) templates.forget(account.no);
    }),
  ];
  if (settings.consent.confirm) {
    consumers.push(
      createConfirmations({
        // Read when one is sent: the settings may have changed.
        texts: {
          get optOut() {
            return settings.consent.confirmations.optOut;
          },
          get optIn() {
            return settings.consent.confirmations.optIn;
          },
        },
        consentsOf: services.consents.list,
        languageOf: async (contact) => languageOf(await services.contacts.get(contact)),
        send: async (request, idempotencyKey) => {
          const { conversation } = await accept(request, system, { idempotencyKey, confirmation: true });
          sender.kick(conversation);
        },
      }),
    );
  }
  const readers = new Set<string>(
    settings.accounts
      .filter((account) => account.autoMarkRead)
      .map((account) => channelAccountId(account.provider, account.phoneNumberId)),
  );
  if (readers.size > 0) {
    consumers.push(
      createReadReceipts({
        wanted: (account) => readers.has(account),
        markRead: (conversation) => services.conversations.markRead(conversation, {}),
      }),
    );
  }
  return consumers;
};
