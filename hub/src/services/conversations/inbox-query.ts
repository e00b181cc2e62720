import type { ListConversationsQuery } from '@centralita/core/hub-client';
import { CentralitaError, type ConversationState } from '@centralita/core/model';
import { foldTag } from '../../store/fold-tag.ts';
import type { InboxQuery } from '../../store/inbox.ts';
import type { Tables } from '../../store/tables.ts';
import type { Directory } from '../team/directory.ts';

const states = ['open', 'pending', 'snoozed', 'closed'] as const satisfies readonly ConversationState[];

/** A list as it was asked for, in the store's own terms; undefined where nothing can fit. */
export const inboxQuery = (
  tables: Tables,
  directory: Directory,
  query: ListConversationsQuery,
  rest: Pick<InboxQuery, 'limit' | 'now'>,
): InboxQuery | undefined => {
  const contact = query.contactId === undefined ? undefined : tables.contacts.noOf(query.contactId);
  if (query.contactId !== undefined && contact === undefined) return undefined;
  const account = query.channelAccountId && tables.accounts.find(query.channelAccountId);
  if (query.channelAccountId && !account) return undefined;
  return {
    ...rest,
    order: query.order ?? 'newest',
    ...(query.after === undefined ? {} : { after: query.after }),
    ...(query.state === undefined ? {} : { states: statesOf(query.state) }),
    ...(contact === undefined ? {} : { contacts: tables.contacts.groupNumbers(contact) }),
    ...(account ? { accounts: [account.no] } : {}),
    ...(query.teamId === undefined ? {} : { team: directory.team(query.teamId)?.id ?? query.teamId }),
    ...(query.assigneeId === undefined ? {} : { assignee: assigneeOf(directory, query.assigneeId) }),
    ...(query.tag === undefined ? {} : { tag: foldTag(query.tag) }),
    ...(query.unanswered === undefined ? {} : { unanswered: query.unanswered }),
    ...(query.overdue === undefined ? {} : { overdue: query.overdue }),
    ...(query.byDefault === undefined ? {} : { byDefault: query.byDefault }),
  };
};

const assigneeOf = (directory: Directory, named: string): string | null =>
  named === 'none' ? null : (directory.user(named)?.id ?? named);

const statesOf = (text: string): ConversationState[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const state = states.find((one) => one === part);
      if (state) return state;
      throw new CentralitaError('invalid_request', `"${part}" is no state: ${states.join(', ')}`, {
        field: 'state',
      });
    });
