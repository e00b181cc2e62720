import { parseId } from '@centralita/core/model';
import { json, nothing, type Route, route } from '../route.ts';
import { conversationsQuery, countsQuery, markRead, page, searchQuery, transcriptQuery } from '../schemas.ts';
import { filterAsync, notFound, seesAccount, visibleConversation } from '../visibility.ts';
import type { RouteParts } from './index.ts';

const idOf = (text: string) => {
  const id = parseId('cv', text);
  if (id === undefined) throw notFound('conversation', text);
  return id;
};
const transcriptFiles = {
  text: { type: 'text/plain; charset=utf-8', ending: 'txt' },
  json: { type: 'application/json', ending: 'json' },
  html: { type: 'text/html; charset=utf-8', ending: 'html' },
} as const;

async function* bytesOf(parts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const part of parts) yield encoder.encode(part);
}
const params = { id: 'A `cv_` id.' };

export const conversationRoutes = ({ services }: Pick<RouteParts, 'services'>): Route[] => [
  route({
    id: 'listConversations',
    method: 'get',
    path: '/v1/conversations',
    tag: 'Conversations',
    summary: 'Conversations, the newest first',
    description: 'Filters combine: a conversation is listed when all of them hold.',
    query: conversationsQuery,
    answers: { 200: { description: 'A page.', schema: 'ConversationPage', example: 'ConversationPage' } },
    handle: async ({ query, caller }) => json(await services.conversations.list(query, caller)),
  }),
  route({
    id: 'countConversations',
    method: 'get',
    path: '/v1/conversations/counts',
    tag: 'Conversations',
    summary: 'How many conversations each filter of an inbox holds',
    query: countsQuery,
    answers: {
      200: { description: 'The counts.', schema: 'ConversationCounts', example: 'ConversationCounts' },
    },
    handle: async ({ query, caller }) => json(await services.conversations.counts(query, caller)),
  }),
  route({
    id: 'getCase',
    method: 'get',
    path: '/v1/cases/{caseNumber}',
    tag: 'Conversations',
    summary: 'The conversation with a case number',
    params: { caseNumber: 'As people write it: case, spaces and hyphens do not matter.' },
    answers: {
      200: { description: 'The conversation.', schema: 'ConversationView', example: 'Conversation' },
    },
    problems: ['not_found'],
    handle: async ({ caller, param }) => {
      const found = await services.conversations.byCase(param('caseNumber'));
      return json(await visibleConversation(services, caller, found.id));
    },
  }),
  route({
    id: 'getConversation',
    method: 'get',
    path: '/v1/conversations/{id}',
    tag: 'Conversations',
    summary: 'One conversation',
    params,
    answers: {
      200: { description: 'The conversation.', schema: 'ConversationView', example: 'Conversation' },
    },
    problems: ['not_found'],
    handle: async ({ caller, param }) => json(await visibleConversation(services, caller, idOf(param('id')))),
  }),
  route({
    id: 'listMessages',
    method: 'get',
    path: '/v1/conversations/{id}/messages',
    tag: 'Conversations',
    summary: 'Messages of a conversation, the newest first',
    params,
    query: page,
    answers: {
      200: {
        description: 'A page; `next` goes further back.',
        schema: 'MessagePage',
        example: 'MessagePage',
      },
    },
    problems: ['not_found'],
    handle: async ({ caller, param, query }) => {
      const { id } = await visibleConversation(services, caller, idOf(param('id')));
      const found = await services.conversations.messages(id, query);
      const items = found.items.filter((message) => seesAccount(caller, message.channelAccountId));
      return json({ ...found, items });
    },
  }),
  route({
    id: 'getTranscript',
    method: 'get',
    path: '/v1/conversations/{id}/transcript',
    tag: 'Conversations',
    summary: 'The whole conversation as text, JSON or HTML',
    description: 'Oldest first. Notes are left out unless `notes=true`.',
    params,
    query: transcriptQuery,
    answers: {
      200: {
        description: 'The transcript, as a file.',
        schema: 'Text',
        example: 'Transcript',
        contentType: 'text/plain',
      },
    },
    problems: ['not_found'],
    handle: async ({ caller, param, query }) => {
      const { id, caseNumber } = await visibleConversation(services, caller, idOf(param('id')));
      const { format = 'text', notes = false } = query;
      const parts = services.conversations.transcript(id, {
        format,
        notes,
        ...(caller.accounts ? { accounts: caller.accounts } : {}),
      });
      const { type, ending } = transcriptFiles[format];
      return new Response(ReadableStream.from(bytesOf(parts)), {
        headers: {
          'content-type': type,
          'cache-control': 'no-store',
          'content-disposition': `attachment; filename="${caseNumber}.${ending}"`,
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        },
      });
    },
  }),
  route({
    id: 'markRead',
    method: 'post',
    path: '/v1/conversations/{id}/read',
    tag: 'Conversations',
    summary: 'Show the customer that the messages were read',
    description: 'With `typing` also that somebody is writing.',
    params,
    body: markRead,
    bodyOptional: true,
    bodyExample: 'MarkRead',
    answers: { 204: { description: 'Done.' } },
    problems: ['not_found', 'unsupported', 'provider_rejected', 'provider_unavailable'],
    handle: async ({ caller, param, body }) => {
      const { id } = await visibleConversation(services, caller, idOf(param('id')));
      await services.conversations.markRead(id, body);
      return nothing();
    },
  }),
  route({
    id: 'search',
    method: 'get',
    path: '/v1/search',
    tag: 'Conversations',
    summary: 'Search messages',
    query: searchQuery,
    answers: { 200: { description: 'A page of hits.', schema: 'SearchPage', example: 'SearchPage' } },
    handle: async ({ caller, query: { q, ...rest } }) => {
      const found = await services.search(q, rest);
      if (!caller.accounts) return json(found);
      const items = await filterAsync(found.items, async ({ messageId }) =>
        seesAccount(caller, (await services.messages.get(messageId)).channelAccountId),
      );
      return json({ ...found, items });
    },
  }),
];
