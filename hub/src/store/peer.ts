import type { Person } from './contacts.ts';
import type { Thread } from './conversations.ts';
import type { Tables } from './tables.ts';

/** How far back the customer's last message is looked for. */
const lookBack = 100;

/**
 * Whom an answer goes to: of contacts that are one person the one they last wrote as here, with that number and that
 * window. For nearly everybody simply the contact of the conversation.
 */
export const peerOf = (tables: Tables, thread: Thread): Person | undefined => {
  const { contacts, messages } = tables;
  const own = contacts.byNo(thread.contact);
  if (!own || contacts.groupOf(own).length === 1) return own;
  const last = messages.chain(thread.lastMessage, lookBack).find((row) => row.direction === 'inbound');
  const writer = last && contacts.byNo(last.contact);
  return writer && contacts.isSamePerson(writer.no, own) ? writer : own;
};

/** The contact of a person who may be written to through this account for longest; else the one that stands for them. */
export const reachable = (tables: Tables, person: Person, account: number): Person => {
  let best = person;
  for (const one of tables.contacts.groupOf(person))
    if ((one.windows.get(account) ?? 0) > (best.windows.get(account) ?? 0)) best = one;
  return best;
};
