import type { Consumer, Effect } from '@centralita/core/consumer';
import type { ConversationId, Event, MessageId } from '@centralita/core/model';
import type { Tables } from '../../store/tables.ts';
import { replyOf } from './input.ts';
import type { Router } from './router.ts';

/**
 * Follows what customers write and has the rules place each conversation: when it is new, and when a tapped button
 * or row may send it elsewhere. What is placed already costs a look at memory.
 */
export const createRoutingConsumer = (
  { conversations }: Pick<Tables, 'conversations'>,
  router: Pick<Router, 'routeMessage'>,
): Consumer => ({
  name: 'routing',
  types: ['message.received'],

  handle: async (event: Event): Promise<readonly Effect[]> => {
    if (event.type !== 'message.received') return [];
    const { message, hub } = event.data;
    // While the platform's own agent owns the thread nobody of the team does.
    if (!hub?.conversationId || !hub.messageId || message.origin === 'standby') return [];
    const no = conversations.noOf(hub.conversationId);
    const thread = no === undefined ? undefined : conversations.byNo(no);
    if (!thread || (thread.routed && replyOf(message.content) === undefined)) return [];
    return [
      {
        lane: hub.conversationId,
        kind: 'route',
        payload: { conversationId: hub.conversationId, messageId: hub.messageId },
      },
    ];
  },

  perform: async ({ payload }) => {
    const { conversationId, messageId } = payload as Record<string, string>;
    await router.routeMessage(conversationId as ConversationId, messageId as MessageId);
    return { state: 'done' };
  },
});
