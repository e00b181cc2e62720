import type { ConversationView } from './types.ts';

/** Whether rules or a person have put a conversation somewhere. A new one is placed moments after its first message. */
export const isPlaced = ({ route, teamId, assigneeId, slackChannel, state }: ConversationView): boolean =>
  state === 'closed' || (route ?? teamId ?? assigneeId ?? slackChannel) !== undefined;
