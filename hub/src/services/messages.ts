import { CentralitaError, type MessageId } from '@centralita/core/model';
import type { createAccept } from '../sending/accept.ts';
import type { Services } from '../services.ts';
import type { Tables } from '../store/tables.ts';
import { messageView } from '../store/views.ts';

export interface MessagesContext {
  readonly tables: Tables;
  readonly accept: ReturnType<typeof createAccept>;
  readonly kick: (conversation: number) => void;
}

export const createMessages = ({ tables, accept, kick }: MessagesContext): Services['messages'] => {
  const rowOf = (id: MessageId) => {
    const no = tables.seen.messageOf(id);
    const row = no === undefined ? undefined : tables.messages.byNo(no);
    if (!row) throw new CentralitaError('not_found', `no message ${id}`, { field: 'id' });
    return row;
  };

  return {
    send: async (request, by, options) => {
      const { message, conversation } = await accept(request, by, options);
      kick(conversation);
      return message;
    },
    get: async (id) => messageView(tables, rowOf(id)),
    outcome: (id, waitMs, signal) =>
      new Promise((resolve, reject) => {
        const look = (last: boolean) => {
          try {
            const row = rowOf(id);
            if (!last && (row.state === 'queued' || row.state === 'sending')) return;
            finish();
            resolve(messageView(tables, row));
          } catch (error) {
            finish();
            reject(error);
          }
        };
        const finish = () => {
          clearTimeout(timer);
          unlisten();
          signal?.removeEventListener('abort', last);
        };
        const last = () => look(true);
        const timer = setTimeout(last, waitMs);
        const unlisten = tables.store.log.onAppend(() => look(false));
        signal?.addEventListener('abort', last, { once: true });
        look(false);
      }),
  };
};
