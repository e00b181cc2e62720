import type { AuditEntry } from '@centralita/core/hub-client';
import { CentralitaError, type JsonObject } from '@centralita/core/model';
import type { Services } from '../services.ts';
import { type AuditRow, auditOf } from '../store/audit.ts';
import type { Tables } from '../store/tables.ts';

/** The audit trail, newest first. */
export const createAudit = (tables: Tables): Services['audit'] => {
  const { db } = tables.store;
  const idIn = (table: 'conversations' | 'contacts', no: number): string | undefined =>
    db.prepare<{ id: string }>(`select id from ${table} where no = $1`).get(no)?.id;

  const entry = (row: AuditRow): AuditEntry => {
    const conversationId = row.conversation === null ? undefined : idIn('conversations', row.conversation);
    const contactId = row.contact === null ? undefined : idIn('contacts', row.contact);
    return {
      id: String(row.no),
      at: row.at,
      action: row.action,
      by: {
        name: row.name,
        ...(row.key ? { key: row.key } : {}),
        ...(row.user ? { userId: row.user } : {}),
      },
      ...(conversationId ? { conversationId: conversationId as never } : {}),
      ...(contactId ? { contactId: contactId as never } : {}),
      ...(row.detail ? { detail: JSON.parse(row.detail) as JsonObject } : {}),
    };
  };

  return {
    list: async (query) => {
      const before = query.after === undefined ? Number.MAX_SAFE_INTEGER : Number(query.after);
      if (!Number.isSafeInteger(before))
        throw new CentralitaError('invalid_request', 'after is not a cursor of this list', {
          field: 'after',
        });
      const limit = query.limit ?? 50;
      const conversation = query.conversationId && tables.conversations.noOf(query.conversationId);
      const contact = query.contactId && tables.contacts.noOf(query.contactId);
      if ((query.conversationId && !conversation) || (query.contactId && !contact)) return { items: [] };
      const rows = auditOf(db).list({
        before,
        limit,
        ...(conversation ? { conversation } : {}),
        ...(contact ? { contact } : {}),
      });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return { items: rows.map(entry), ...(last ? { next: String(last.no) } : {}) };
    },
  };
};
