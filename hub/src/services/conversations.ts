import type { CallContext, Channel } from '@centralita/core/channels';
import { CentralitaError, type ConversationId, type ProviderId } from '@centralita/core/model';
import type { Services } from '../services.ts';
import type { AccountRow } from '../store/accounts.ts';
import type { Tables } from '../store/tables.ts';
import { listConversations, messageView, viewConversation } from '../store/views.ts';

export interface ConversationsContext {
  readonly tables: Tables;
  readonly channel: (provider: ProviderId) => Channel;
  readonly callContext: (account: AccountRow, signal: AbortSignal) => Omit<CallContext, 'now'> | undefined;
  readonly now: () => number;
}

export const createConversations = ({
  tables,
  channel,
  callContext,
  now,
}: ConversationsContext): Services['conversations'] => {
  const noOf = (id: ConversationId): number => {
    const no = tables.conversations.noOf(id);
    if (no === undefined) throw new CentralitaError('not_found', `no conversation ${id}`, { field: 'id' });
    return no;
  };

  const threadOf = (id: ConversationId) => {
    const thread = tables.conversations.byNo(noOf(id));
    if (!thread) throw new CentralitaError('not_found', `no conversation ${id}`, { field: 'id' });
    return thread;
  };

  return {
    list: async (query, by) => {
      await tables.touches.settled();
      const contact = query.contactId && tables.contacts.noOf(query.contactId);
      if (query.contactId && contact === undefined) return { items: [] };
      const accounts =
        by.accounts &&
        tables.accounts
          .all()
          .filter((account) => by.accounts?.includes(account.id))
          .map((account) => account.no);
      return listConversations(tables, {
        ...query,
        ...(contact === undefined ? {} : { contact }),
        ...(accounts ? { accounts } : {}),
      });
    },

    get: async (id) => {
      await tables.touches.settled();
      const view = viewConversation(tables, noOf(id));
      if (!view) throw new CentralitaError('not_found', `no conversation ${id}`, { field: 'id' });
      return view;
    },

    messages: async (id, query) => {
      const limit = query.limit ?? 50;
      const from = query.after === undefined ? threadOf(id).lastMessage : Number(query.after);
      if (!Number.isSafeInteger(from)) {
        throw new CentralitaError('invalid_request', 'after is not a cursor of this list', {
          field: 'after',
        });
      }
      const { no } = threadOf(id);
      const rows = tables.messages.chain(from, limit).filter((row) => row.conversation === no);
      const next = rows.length === limit ? rows.at(-1)?.previous : undefined;
      return { items: rows.map((row) => messageView(tables, row)), ...(next ? { next: String(next) } : {}) };
    },

    markRead: async (id, { typing }) => {
      const last = tables.messages
        .chain(threadOf(id).lastMessage, 50)
        .find((row) => row.direction === 'inbound' && row.providerId);
      const account = last && tables.accounts.byNo(last.account);
      if (!last?.providerId || !account) return;
      const markRead = channel(account.provider).markRead;
      const context = callContext(account, AbortSignal.timeout(15_000));
      if (!markRead || !context) throw new CentralitaError('unsupported', 'the channel has no read receipts');
      const result = await markRead(last.providerId, {
        ...context,
        now: now(),
        ...(typing ? { typing } : {}),
      });
      if (!result.ok)
        throw new CentralitaError('provider_rejected', `${result.error.message}. ${result.error.nextStep}`);
    },
  };
};
