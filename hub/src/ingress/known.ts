import type { MessageRow } from '../store/messages.ts';
import type { Tables } from '../store/tables.ts';

/** A message by its number; `erased` when it is gone with its person, or about to go. */
export type Known = MessageRow | 'erased' | undefined;

export const knownMessage = (tables: Tables, no: number | undefined): Known => {
  if (no === undefined) return undefined;
  const row = tables.messages.byNo(no);
  return row && tables.contacts.byNo(row.contact) ? row : 'erased';
};
