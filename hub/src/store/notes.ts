import { randomBytes } from 'node:crypto';
import { type NoteId, newId, type UserId } from '@centralita/core/model';
import type { Database } from './database.ts';

export interface NoteRow {
  readonly id: NoteId;
  readonly conversation: number;
  readonly text: string;
  readonly author: UserId | null;
  readonly writtenBy: string | null;
  readonly createdAt: number;
  readonly editedAt: number | null;
}

const columns = `id, conversation, text, author, written_by as "writtenBy", created_at as "createdAt",
  edited_at as "editedAt"`;

/** What the team writes beside a conversation. */
export const notesOf = (db: Database) => ({
  /** Oldest first. */
  list: (conversation: number): NoteRow[] =>
    db.prepare<NoteRow>(`select ${columns} from notes where conversation = $1 order by no`).all(conversation),

  byId: (id: NoteId): NoteRow | undefined =>
    db.prepare<NoteRow>(`select ${columns} from notes where id = $1`).get(id),

  /** Only inside a write. */
  add: (note: Pick<NoteRow, 'conversation' | 'text' | 'author' | 'writtenBy' | 'createdAt'>): NoteRow => {
    const id = newId('nt', note.createdAt, randomBytes(10));
    db.prepare(
      'insert into notes (id, conversation, text, author, written_by, created_at) values ($1, $2, $3, $4, $5, $6)',
    ).run(id, note.conversation, note.text, note.author, note.writtenBy, note.createdAt);
    return { ...note, id, editedAt: null };
  },

  /** Only inside a write. */
  edit: (id: NoteId, text: string, at: number): void =>
    void db.prepare('update notes set text = $1, edited_at = $2 where id = $3').run(text, at, id),
});
