import type { MessageStatus } from '../types.ts';

/** What the sender sees beside a message. */
export const statusTicks = (status: MessageStatus): 0 | 1 | 2 | 'read' => {
  if (status === 'read' || status === 'played') return 'read';
  if (status === 'delivered') return 2;
  return status === 'sent' ? 1 : 0;
};
