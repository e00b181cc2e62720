import { CentralitaError } from '@centralita/core/model';
import type { Services } from '../services.ts';
import type { Reader } from '../store/reader.ts';

export const createSearch =
  (reader: Pick<Reader, 'search'>): Services['search'] =>
  async (text, query) => {
    const before = query.after === undefined ? Number.MAX_SAFE_INTEGER : Number(query.after);
    if (!Number.isSafeInteger(before))
      throw new CentralitaError('invalid_request', 'after is not a cursor of this list', { field: 'after' });
    const { items, next } = await reader.search(text, before, query.limit ?? 50);
    return { items, ...(next === undefined ? {} : { next: String(next) }) };
  };
