import { parseId } from '@centralita/core/model';
import { json, type Route, route } from '../route.ts';
import { writeNote } from '../schemas.ts';
import { notFound, visibleConversation } from '../visibility.ts';
import type { RouteParts } from './index.ts';

const conversationOf = (text: string) => {
  const id = parseId('cv', text);
  if (id === undefined) throw notFound('conversation', text);
  return id;
};

export const noteRoutes = ({ services }: Pick<RouteParts, 'services'>): Route[] => [
  route({
    id: 'listNotes',
    method: 'get',
    path: '/v1/conversations/{id}/notes',
    tag: 'Conversations',
    summary: 'What the team noted beside a conversation, the oldest first',
    params: { id: 'A `cv_` id.' },
    answers: { 200: { description: 'The notes.', schema: 'NoteList', example: 'NoteList' } },
    problems: ['not_found'],
    handle: async ({ caller, param }) => {
      const { id } = await visibleConversation(services, caller, conversationOf(param('id')));
      return json({ items: await services.conversations.notes(id) });
    },
  }),
  route({
    id: 'addNote',
    method: 'post',
    path: '/v1/conversations/{id}/notes',
    tag: 'Conversations',
    summary: 'Note something that never goes to the customer',
    params: { id: 'A `cv_` id.' },
    body: writeNote,
    bodyExample: 'WriteNote',
    answers: { 201: { description: 'The note.', schema: 'Note', example: 'Note' } },
    problems: ['not_found', 'user_unknown', 'role_forbids'],
    handle: async ({ caller, param, body }) => {
      const { id } = await visibleConversation(services, caller, conversationOf(param('id')));
      return json(await services.conversations.addNote(id, body, caller), 201);
    },
  }),
  route({
    id: 'editNote',
    method: 'patch',
    path: '/v1/notes/{id}',
    tag: 'Conversations',
    summary: 'Rewrite a note',
    description: 'Whoever wrote it may. It stays a note.',
    params: { id: 'An `nt_` id.' },
    body: writeNote,
    bodyExample: 'WriteNote',
    answers: { 200: { description: 'The note as it is now.', schema: 'Note', example: 'Note' } },
    problems: ['not_found', 'user_unknown', 'role_forbids'],
    handle: async ({ caller, mask, param, body }) => {
      const id = parseId('nt', param('id'));
      if (id === undefined) throw notFound('note', param('id'));
      const conversation = await services.conversations.conversationOfNote(id);
      await visibleConversation(services, caller, conversation);
      const before =
        mask && (await services.conversations.notes(conversation)).find((note) => note.id === id);
      const whole = mask && before ? { ...body, text: mask.restore(body.text, before.text) } : body;
      return json(await services.conversations.editNote(id, whole, caller));
    },
  }),
];
