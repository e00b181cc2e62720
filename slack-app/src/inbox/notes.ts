import type { HubClient, Note } from '@centralita/core/hub-client';
import type { ConversationId, NoteId } from '@centralita/core/model';

/** All of the hub that notes are given: there is no way from here to a customer. */
export type NotesPort = Pick<HubClient, 'notes' | 'addNote' | 'editNote'>;

export interface NoteRequest {
  readonly conversation: ConversationId;
  readonly text: string;
  /** A `us_` id; absent for somebody the hub does not know. */
  readonly author?: string;
  /** What to call them then. */
  readonly name: string;
  /** True: an earlier attempt may have kept it. */
  readonly again: boolean;
}

/** Keeps a note in the hub; an attempt that broke off is looked for among the notes first. */
export const keepNote = async (hub: NotesPort, request: NoteRequest): Promise<Note> => {
  const text = request.author ? request.text : `${request.name}: ${request.text}`;
  if (request.again) {
    const known = (await hub.notes(request.conversation)).find(
      (note) => note.text === text && (note.authorId ?? '') === (request.author ?? ''),
    );
    if (known) return known;
  }
  return hub.addNote(request.conversation, { text, ...(request.author ? { by: request.author } : {}) });
};

export const changeNote = (hub: NotesPort, id: NoteId, text: string, author?: string): Promise<Note> =>
  hub.editNote(id, { text, ...(author ? { by: author } : {}) });
