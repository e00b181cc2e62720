import { CentralitaError } from '@centralita/core/model';
import type { Services } from '../services.ts';
import type { Reader } from '../store/reader.ts';
import type { Tables } from '../store/tables.ts';

export const createSearch =
  (tables: Tables, reader: Reader): Services['search'] =>
  async (text, query) => {
    const limit = query.limit ?? 50;
    const before = query.after === undefined ? Number.MAX_SAFE_INTEGER : Number(query.after);
    if (!Number.isSafeInteger(before))
      throw new CentralitaError('invalid_request', 'after is not a cursor of this list', { field: 'after' });
    const hits = await reader.search(text, before, limit);
    const items = hits.flatMap(({ no, snippet }) => {
      const row = tables.messages.byNo(no);
      const thread = row && tables.conversations.byNo(row.conversation);
      return row && thread
        ? [{ messageId: row.id, conversationId: thread.id, snippet, timestamp: row.timestamp }]
        : [];
    });
    const last = hits.length === limit ? hits.at(-1) : undefined;
    return { items, ...(last ? { next: String(last.no) } : {}) };
  };
