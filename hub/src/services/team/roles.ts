import type { Role } from '@centralita/core/model';

/** What people do, by the name it has in the audit trail, and the least role that may. Published in the guides. */
export const leastRole = {
  'conversation.claimed': 'agent',
  'conversation.taken_over': 'agent',
  'conversation.assigned': 'agent',
  'conversation.moved': 'agent',
  'conversation.locked': 'agent',
  'conversation.tagged': 'agent',
  'conversation.priority_set': 'agent',
  'conversation.snoozed': 'agent',
  'conversation.closed': 'agent',
  'conversation.reopened': 'agent',
  'note.added': 'agent',
  'note.edited': 'agent',
  'message.sent': 'agent',
  'contact.merged': 'supervisor',
  'contact.unmerged': 'supervisor',
} as const satisfies Readonly<Record<string, Role>>;

export type TeamAction = keyof typeof leastRole;

const order: readonly Role[] = ['read_only', 'agent', 'supervisor', 'admin'];

export const roleAllows = (role: Role, action: TeamAction): boolean =>
  order.indexOf(role) >= order.indexOf(leastRole[action]);
