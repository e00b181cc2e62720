import { CentralitaError, type MessageId, type UserId } from '@centralita/core/model';
import { changeNow } from '../services/conversations/change.ts';
import { type Directory, nameOfUser } from '../services/team/directory.ts';
import type { ConversationSet } from '../store/conversation-row.ts';
import type { Thread } from '../store/conversations.ts';
import { moreOf } from '../store/messages.ts';
import type { Tables } from '../store/tables.ts';
import { teamOf } from '../store/team.ts';

/** How far back another's answer is looked for. */
const lookBack = 200;

/**
 * Refuses with `answered_meanwhile` when somebody else answered after the newest message the author had seen. A
 * confirmation is nobody's answer, nor is what never left.
 */
export const refuseIfAnswered = (
  tables: Tables,
  directory: Directory,
  thread: Thread,
  lastSeen: MessageId,
  author: UserId | undefined,
): void => {
  const seen = tables.seen.messageOf(lastSeen);
  if (seen === undefined)
    throw new CentralitaError('invalid_request', `no message ${lastSeen}`, { field: 'lastSeen' });
  for (const row of tables.messages.chain(thread.lastMessage, lookBack)) {
    if (row.no <= seen) return;
    if (row.direction !== 'outbound' || row.state === 'refused' || row.state === 'failed') continue;
    const { authorId, confirmation } = moreOf(row);
    if (confirmation || (row.origin === 'hub' && authorId === author)) continue;
    const who = authorId
      ? nameOfUser(directory, authorId)
      : row.origin === 'app'
        ? 'somebody in the WhatsApp Business app'
        : 'a program';
    throw new CentralitaError('answered_meanwhile', `${who} answered`, { field: 'lastSeen' });
  }
};

/** A person of the team answers: the first time it is told how long that took. Only inside a write. */
export const countAnswer = (
  tables: Tables,
  thread: Thread,
  author: { readonly userId?: UserId; readonly name: string },
  at: number,
): void => {
  const { userId } = author;
  if (userId) teamOf(tables.store.db).setLastAgent(thread.contact, userId, at);
  const first = !thread.answered && thread.lastInboundAt > 0;
  if (!first && !userId) return;
  const waitedSince = thread.waitingSince;
  changeNow(tables, thread, author, at, ({ row }) => {
    const set: ConversationSet = {
      ...(first ? { firstResponseAt: at, dueAt: null, overdue: 0 } : {}),
      // What was being written has been sent.
      ...(userId && row.lockUser === userId ? { lockUser: null, lockUntil: null } : {}),
    };
    if (Object.keys(set).length === 0) return undefined;
    if (!first) return { set };
    const ms = Math.max(0, at - (waitedSince || row.createdAt));
    const detail = { ms, onTime: row.dueAt === null || at <= row.dueAt };
    return {
      set,
      events: [
        {
          type: 'conversation.changed',
          data: { change: { kind: 'first_response', detail }, ...(userId ? { by: userId } : {}) },
        },
      ],
    };
  });
};
