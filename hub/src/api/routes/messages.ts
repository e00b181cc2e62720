import { type MessageId, parseId } from '@centralita/core/model';
import { readIdempotencyKey, readWait } from '../prefer.ts';
import { json, type Route, route } from '../route.ts';
import { sendMessage } from '../schemas.ts';
import { needAccount, needContact, notFound, seesAccount, visibleConversation } from '../visibility.ts';
import type { RouteParts } from './index.ts';

/** Nothing is known of these yet. */
const underWay: ReadonlySet<string> = new Set(['queued', 'sending']);

export const messageRoutes = ({ services }: Pick<RouteParts, 'services'>): Route[] => [
  route({
    id: 'sendMessage',
    method: 'post',
    path: '/v1/messages',
    tag: 'Messages',
    summary: 'Send a message',
    description:
      'Checks consent, window, region and the limits of the platform, stores the message and queues it. With `Prefer: wait=N` the answer waits for the outcome.',
    headers: {
      'Idempotency-Key':
        '1 to 255 printable characters. The same key with the same body answers the same message again, for 7 days.',
      Prefer: '`wait=N`: waits up to N seconds (1 to 60) for the outcome.',
    },
    body: sendMessage,
    bodyExample: 'SendMessage',
    answers: {
      200: {
        description: 'The outcome is known: see `state`.',
        schema: 'Message',
        example: 'MessageDelivered',
      },
      202: { description: 'Stored and queued.', schema: 'Message', example: 'MessageQueued' },
    },
    problems: [
      'content_invalid',
      'unsupported',
      'account_unknown',
      'account_paused',
      'recipient_unknown',
      'window_closed',
      'consent_withdrawn',
      'consent_missing',
      'consent_pending',
      'region_blocked',
      'contact_erased',
      'identity_changed',
      'idempotency_mismatch',
      'idempotency_in_progress',
    ],
    handle: async ({ request, caller, body }) => {
      const idempotencyKey = readIdempotencyKey(request);
      const wait = readWait(request);
      if (body.channelAccountId !== undefined) needAccount(caller, body.channelAccountId);
      if (caller.accounts && body.conversationId !== undefined) {
        await visibleConversation(services, caller, body.conversationId);
      }
      const contact = parseId('ct', body.to);
      if (contact !== undefined) await needContact(services, caller, contact);
      const message = await services.messages.send(
        body,
        caller,
        idempotencyKey === undefined ? {} : { idempotencyKey },
      );
      if (wait === undefined) return json(message, 202);
      const outcome = await services.messages.outcome(message.id, wait * 1000, request.signal);
      const known = !underWay.has(outcome.state);
      return json(outcome, known ? 200 : 202, { 'preference-applied': `wait=${wait}` });
    },
  }),
  route({
    id: 'getMessage',
    method: 'get',
    path: '/v1/messages/{id}',
    tag: 'Messages',
    summary: 'One message and where it stands',
    params: { id: 'An `ms_` id.' },
    answers: { 200: { description: 'The message.', schema: 'Message', example: 'MessageDelivered' } },
    problems: ['not_found'],
    handle: async ({ caller, param }) => {
      const id: MessageId | undefined = parseId('ms', param('id'));
      if (id === undefined) throw notFound('message', param('id'));
      const message = await services.messages.get(id);
      if (!seesAccount(caller, message.channelAccountId)) throw notFound('message', id);
      return json(message);
    },
  }),
];
