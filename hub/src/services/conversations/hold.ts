import { CentralitaError, type JsonObject, type UserId } from '@centralita/core/model';
import type { ConversationRow } from '../../store/conversation-row.ts';
import type { Tables } from '../../store/tables.ts';
import { teamOf } from '../../store/team.ts';
import { type Directory, nameOfUser } from '../team/directory.ts';
import type { Change, ChangeScope, Told } from './change.ts';

/** How long somebody counts as writing after they last said so. */
export const lockMs = 120_000;

/** Somebody else is answering it: who, so that one can talk to them. Nobody, once they left the settings. */
const holderOf = (directory: Directory, row: ConversationRow, me: UserId): string | undefined =>
  row.assignee && row.assignee !== me ? directory.user(row.assignee)?.name : undefined;

export const needOpen = (row: ConversationRow): void => {
  if (row.state === 'closed')
    throw new CentralitaError('conflict', 'the conversation is closed; reopen it first');
};

/** To somebody, or to nobody. */
export const assignTo = (
  tables: Tables,
  { row, actor, at }: ChangeScope,
  to: UserId | null,
): { readonly set: { readonly assignee: UserId | null }; readonly events: readonly Told[] } | undefined => {
  if (row.assignee === to) return undefined;
  if (to) teamOf(tables.store.db).setLastAgent(row.contact, to, at);
  return {
    set: { assignee: to },
    events: [
      {
        type: 'conversation.assigned',
        data: {
          ...(to ? { assigneeId: to } : {}),
          ...(row.assignee ? { previousId: row.assignee } : {}),
          ...(actor.userId ? { by: actor.userId } : {}),
        },
      },
    ],
  };
};

/** Two who claim at the same moment are put in order by the store: the second is told of the first. */
export const claim =
  (tables: Tables, directory: Directory, takeOver: boolean) =>
  (scope: ChangeScope): Change | undefined => {
    const { row, actor } = scope;
    if (!actor.userId) throw new CentralitaError('invalid_request', 'say who claims it', { field: 'by' });
    needOpen(row);
    const holder = holderOf(directory, row, actor.userId);
    if (holder && !takeOver) throw new CentralitaError('conversation_claimed', `${holder} has it`);
    const assigned = assignTo(tables, scope, actor.userId);
    if (!assigned) return undefined;
    return {
      ...assigned,
      audit: holder
        ? { action: 'conversation.taken_over', detail: { from: row.assignee } }
        : { action: 'conversation.claimed' },
    };
  };

export const assign =
  (tables: Tables, to: UserId | null) =>
  (scope: ChangeScope): Change | undefined => {
    if (to) needOpen(scope.row);
    const assigned = assignTo(tables, scope, to);
    const detail: JsonObject = { to, ...(scope.row.assignee ? { from: scope.row.assignee } : {}) };
    return assigned && { ...assigned, audit: { action: 'conversation.assigned', detail } };
  };

/** Renewing one's own lock is no news; it is not audited, because it leaves nothing behind. */
export const lock =
  (directory: Directory, release: boolean) =>
  ({ row, actor, at }: ChangeScope): Change | undefined => {
    const me = actor.userId;
    if (!me) throw new CentralitaError('invalid_request', 'say who is writing', { field: 'by' });
    const held = row.lockUser !== null && (row.lockUntil ?? 0) > at;
    if (release) {
      if (row.lockUser !== me) return undefined;
      return { set: { lockUser: null, lockUntil: null }, events: [lockTold(me, undefined)] };
    }
    if (held && row.lockUser && row.lockUser !== me)
      throw new CentralitaError('conversation_claimed', `${nameOfUser(directory, row.lockUser)} is writing`);
    const until = at + lockMs;
    return {
      set: { lockUser: me, lockUntil: until },
      events: held ? [] : [lockTold(me, until)],
    };
  };

const lockTold = (by: UserId, until: number | undefined): Told => ({
  type: 'conversation.changed',
  data: {
    change: { kind: 'lock', detail: until === undefined ? { released: true } : { userId: by, until } },
    by,
  },
});
