import type { CallContext, CallResult } from '../channel.ts';
import { resultOf } from './call-result.ts';
import { callGraph } from './graph.ts';

/**
 * Marks a customer's message and those before it as read, at most 30 days back. With `typing` the customer
 * sees that somebody is writing, for 25 seconds or until the next message. A wrong id, or one of a message
 * of the business, comes back as code 100 with the reason in `details`.
 */
export async function markRead(
  messageId: string,
  context: CallContext & { readonly typing?: boolean },
): Promise<CallResult<true>> {
  const outcome = await callGraph(context, {
    method: 'POST',
    path: [context.account.providerId, 'messages'],
    json: {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: messageId,
      ...(context.typing ? { typing_indicator: { type: 'text' } } : {}),
    },
  });
  return resultOf(outcome, (body) => (body.success === true ? true : undefined));
}
