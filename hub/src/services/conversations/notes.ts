import { randomBytes } from 'node:crypto';
import type { Note } from '@centralita/core/hub-client';
import { CentralitaError, type ConversationId, type NoteId, newId } from '@centralita/core/model';
import { emit, hubPart } from '../../ingress/emit.ts';
import { auditOf } from '../../store/audit.ts';
import type { Thread } from '../../store/conversations.ts';
import { type NoteRow, notesOf } from '../../store/notes.ts';
import type { Tables } from '../../store/tables.ts';
import type { Actor } from '../team/acting.ts';
import { changeNow, concernsOf } from './change.ts';

export const noteView = (row: NoteRow, conversationId: ConversationId): Note => ({
  id: row.id,
  conversationId,
  text: row.text,
  ...(row.author ? { authorId: row.author } : {}),
  ...(row.writtenBy ? { by: row.writtenBy } : {}),
  createdAt: row.createdAt,
  ...(row.editedAt ? { editedAt: row.editedAt } : {}),
});

/** Writes a note with its event. Only inside a write. */
export const writeNote = (tables: Tables, thread: Thread, actor: Actor, text: string, at: number): Note => {
  const row = notesOf(tables.store.db).add({
    conversation: thread.no,
    text,
    author: actor.userId ?? null,
    writtenBy: actor.userId ? null : actor.name,
    createdAt: at,
  });
  const concerns = concernsOf(tables, thread);
  emit(
    tables,
    {
      id: newId('ev', at, randomBytes(10)),
      type: 'note.added',
      timestamp: new Date(at).toISOString(),
      data: {
        note: { id: row.id, text, ...(actor.userId ? { authorId: actor.userId } : {}) },
        hub: hubPart(concerns),
      },
    },
    concerns,
    at,
  );
  audit(tables, thread, actor, 'note.added', row.id, at);
  return noteView(row, thread.id);
};

/** The new text takes the place of the old one. Only inside a write. */
export const rewriteNote = (tables: Tables, id: NoteId, actor: Actor, text: string, at: number): Note => {
  const notes = notesOf(tables.store.db);
  const row = notes.byId(id);
  const thread = row && tables.conversations.byNo(row.conversation);
  if (!row || !thread) throw new CentralitaError('not_found', `no note ${id}`, { field: 'id' });
  if (row.author && actor.userId && row.author !== actor.userId)
    throw new CentralitaError('role_forbids', 'only whoever wrote a note changes it', { field: 'by' });
  if (row.text === text) return noteView(row, thread.id);
  notes.edit(id, text, at);
  changeNow(tables, thread, actor, at, () => ({
    events: [
      {
        type: 'conversation.changed',
        data: {
          change: { kind: 'note', detail: { noteId: id } },
          ...(actor.userId ? { by: actor.userId } : {}),
        },
      },
    ],
  }));
  audit(tables, thread, actor, 'note.edited', id, at);
  return noteView({ ...row, text, editedAt: at }, thread.id);
};

const audit = (tables: Tables, thread: Thread, by: Actor, action: string, noteId: NoteId, at: number): void =>
  auditOf(tables.store.db).add({
    at,
    action,
    by,
    conversation: thread.no,
    contact: thread.contact,
    detail: { noteId },
  });
