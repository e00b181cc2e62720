import type { ConversationView } from '@centralita/core/hub-client';
import {
  CentralitaError,
  type ContactId,
  type ConversationId,
  channelAccountId,
} from '@centralita/core/model';
import type { Caller, Services } from '../services.ts';

/**
 * What a key that is limited to accounts may see. What belongs to another account is `not_found`, as if it were
 * not there.
 */
export const seesAccount = (caller: Caller, account: string): boolean =>
  !caller.accounts || caller.accounts.includes(account);

/** A `ca_` id, also for an account that is named by its id at the provider. */
export const accountIdOf = (named: string): string =>
  named.startsWith('ca_') ? named : channelAccountId('meta', named);

export const needAccount = (caller: Caller, named: string): void => {
  if (seesAccount(caller, accountIdOf(named))) return;
  throw new CentralitaError('account_unknown', `the key is not for the account ${named}`, {
    field: 'channelAccountId',
  });
};

/** The conversation, where the caller may see it: its account is the one the customer last wrote to. */
export const visibleConversation = async (
  services: Services,
  caller: Caller,
  id: ConversationId,
): Promise<ConversationView> => {
  const conversation = await services.conversations.get(id);
  if (!seesAccount(caller, conversation.channelAccountId)) throw notFound('conversation', id);
  return conversation;
};

/** A limited key sees the contacts it has conversations with. */
export const seesContact = async (services: Services, caller: Caller, id: ContactId): Promise<boolean> => {
  if (!caller.accounts) return true;
  const { items } = await services.conversations.list({ contactId: id, limit: 200 }, caller);
  return items.some((conversation) => seesAccount(caller, conversation.channelAccountId));
};

export const needContact = async (services: Services, caller: Caller, id: ContactId): Promise<void> => {
  if (!(await seesContact(services, caller, id))) throw notFound('contact', id);
};

export const notFound = (what: string, id: string) =>
  new CentralitaError('not_found', `no ${what} ${id}`, { field: 'id' });

/** The items that `test` lets through, in order. */
export const filterAsync = async <T>(
  items: readonly T[],
  test: (item: T) => Promise<boolean>,
): Promise<T[]> => {
  const verdicts = await Promise.all(items.map(test));
  return items.filter((_, index) => verdicts[index]);
};
