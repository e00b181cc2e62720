import { findCaseNumbers } from '@centralita/core/cases';
import { type Content, derivedEventId } from '@centralita/core/model';
import { writeNote } from '../services/conversations/notes.ts';
import { auditOf } from '../store/audit.ts';
import type { Person } from '../store/contacts.ts';
import { conversationPart, conversationRow, setConversation } from '../store/conversation-row.ts';
import type { Thread } from '../store/conversations.ts';
import { summaryOf } from '../store/summary.ts';
import type { Tables } from '../store/tables.ts';
import type { ApplyContext } from './apply.ts';
import { type Concerns, derive, emit } from './emit.ts';

/** What case numbers in a customer's message come to. */
export interface NamedCase {
  /** The case that the message belongs to. */
  readonly thread?: Thread;
  /** Numbers of cases that are somebody else's. */
  readonly foreign: readonly string[];
}

const none: NamedCase = { foreign: [] };

/** Nearly all messages hold none, and most of those not even a digit. */
const maybe = /[2-9]/;

/** Looks for case numbers in what a customer wrote. The first that is their own counts. */
export const namedCase = (tables: Tables, person: Person, content: Content): NamedCase => {
  const text = summaryOf(content);
  if (text === undefined || text.length < 8 || !maybe.test(text)) return none;
  const foreign: string[] = [];
  for (const number of findCaseNumbers(text, tables.caseFormat)) {
    const no = tables.conversations.noOfCase(number);
    const thread = no === undefined ? undefined : tables.conversations.byNo(no);
    if (!thread) continue;
    if (tables.contacts.isSamePerson(thread.contact, person)) return { thread, foreign: [] };
    foreign.push(number);
  }
  return { foreign };
};

/**
 * The customer goes on with a case of theirs: what they write next belongs to it too. A closed one is open again,
 * and waits for an answer anew, which its team owes it in time. Only inside a write.
 */
export const continueCase = (
  tables: Tables,
  person: Person,
  thread: Thread,
  of: {
    readonly parent: string;
    readonly timestamp: string;
    readonly concerns: Concerns;
    readonly now: number;
    readonly dueAgain: ApplyContext['dueAgain'];
  },
): void => {
  tables.contacts.setCurrent(person, thread.no);
  if (thread.state !== 'closed') return;
  const before = conversationRow(tables.store.db, thread.no);
  if (!before) return;
  const due = of.dueAgain({ team: before.team, firstResponseAt: null }, of.now);
  const set = { state: 'open', snoozedUntil: null, firstResponseAt: null, ...due } as const;
  tables.conversations.settleOne(thread);
  setConversation(tables.store.db, thread.no, set);
  tables.conversations.changed(thread, set);
  const data = {
    conversation: conversationPart({ ...before, ...set }, tables.caseFormat),
    again: 'reopened' as const,
  };
  emit(tables, derive(of.parent, 'conversation.opened', 0, of.timestamp, data), of.concerns, of.now);
  auditOf(tables.store.db).add({
    at: of.now,
    action: 'conversation.reopened',
    by: { name: 'customer' },
    conversation: thread.no,
    contact: thread.contact,
    detail: { eventId: derivedEventId(of.parent, 'conversation.opened', 0) },
  });
};

/** Tells the agent, and nobody else, and nothing about whose it is. Only inside a write. */
export const noteForeignCases = (
  tables: Tables,
  thread: Thread,
  numbers: readonly string[],
  now: number,
): void => {
  if (numbers.length === 0) return;
  const named = numbers.join(', ');
  writeNote(
    tables,
    thread,
    { name: 'Centralita' },
    `The customer named a case that is not theirs (${named}). It was not opened: verify who writes before you speak about it.\n` +
      `El cliente mencionó un caso que no es suyo (${named}). No se abrió: verifique quién escribe antes de hablar de él.`,
    now,
  );
};
