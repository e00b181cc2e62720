import type { Consumer } from '@centralita/core/consumer';
import { CentralitaError, type ConversationId } from '@centralita/core/model';

export interface ReadReceiptOptions {
  /** Whether messages to this account are marked as read when they arrive. */
  readonly wanted: (accountId: string) => boolean;
  readonly markRead: (conversation: ConversationId) => Promise<void>;
}

/** Shows the customer two coloured ticks as soon as the hub has the message, for accounts with `autoMarkRead`. */
export const createReadReceipts = ({ wanted, markRead }: ReadReceiptOptions): Consumer => ({
  name: 'read_receipts',
  types: ['message.received'],

  handle: async (event) => {
    if (event.type !== 'message.received' || event.data.message.origin !== 'customer') return [];
    const { accountId, conversationId } = event.data.hub ?? {};
    if (!accountId || !conversationId || !wanted(accountId)) return [];
    return [{ lane: conversationId, kind: 'read', key: 'read', payload: { conversationId } }];
  },

  perform: async (effect) => {
    try {
      await markRead(effect.payload.conversationId as ConversationId);
      return { state: 'done' };
    } catch (error) {
      if (error instanceof CentralitaError && error.status < 500) {
        return { state: 'failed', code: error.code, reason: error.message };
      }
      throw error;
    }
  },
});
