import { randomBytes } from 'node:crypto';
import type { ConversationView } from '@centralita/core/hub-client';
import {
  CentralitaError,
  type ConversationId,
  type Event,
  type EventByType,
  type JsonObject,
  newId,
} from '@centralita/core/model';
import { type Concerns, emit, hubPart } from '../../ingress/emit.ts';
import type { Caller } from '../../services.ts';
import { auditOf } from '../../store/audit.ts';
import {
  type ConversationRow,
  type ConversationSet,
  conversationPart,
  conversationRow,
  setConversation,
} from '../../store/conversation-row.ts';
import type { Thread } from '../../store/conversations.ts';
import type { Tables } from '../../store/tables.ts';
import { viewConversation } from '../../store/views.ts';
import { type Actor, actorOf } from '../team/acting.ts';
import type { Directory } from '../team/directory.ts';
import type { TeamAction } from '../team/roles.ts';

export interface ChangeContext {
  readonly tables: Tables;
  readonly directory: Directory;
  readonly now: () => number;
}

type ConversationEvent =
  | 'conversation.opened'
  | 'conversation.routed'
  | 'conversation.assigned'
  | 'conversation.tagged'
  | 'conversation.snoozed'
  | 'conversation.closed'
  | 'conversation.changed';

/** An event as a change tells it: what the conversation is then, and whom it concerns, is added. */
export type Told = {
  [T in ConversationEvent]: {
    readonly type: T;
    readonly data: Omit<EventByType<T>['data'], 'conversation' | 'hub'>;
  };
}[ConversationEvent];

export interface Change {
  readonly set?: ConversationSet;
  readonly events?: readonly Told[];
  /** What the audit trail says beside the action. Without one nothing is audited. */
  readonly audit?: { readonly action: string; readonly detail?: JsonObject };
}

export interface ChangeScope {
  readonly row: ConversationRow;
  readonly thread: Thread;
  readonly actor: Actor;
  readonly at: number;
}

/** What it takes to see or tell a conversation at all. */
export const threadOf = (tables: Tables, id: ConversationId): Thread => {
  const no = tables.conversations.noOf(id);
  const thread = no === undefined ? undefined : tables.conversations.byNo(no);
  if (!thread) throw new CentralitaError('not_found', `no conversation ${id}`, { field: 'id' });
  return thread;
};

/**
 * Changes a conversation: the row, its events and the line of the audit trail in one write. `decide` answers
 * what changes, or undefined when it is so already; it throws before anything is written.
 */
export const createChange = (context: ChangeContext) => {
  const { tables, directory, now } = context;
  return (
    id: ConversationId,
    who: { readonly caller: Caller; readonly by?: string | undefined; readonly action: TeamAction },
    decide: (scope: ChangeScope) => Change | undefined,
  ): Promise<ConversationView> =>
    tables.store.write(() => {
      const thread = threadOf(tables, id);
      const actor = actorOf(directory, who.caller, who.by, who.action);
      changeNow(tables, thread, actor, now(), decide);
      const view = viewConversation(tables, thread.no, now());
      if (!view) throw new CentralitaError('not_found', `no conversation ${id}`, { field: 'id' });
      return view;
    });
};

/** The same inside a write that is under way. True when something changed. */
export const changeNow = (
  tables: Tables,
  thread: Thread,
  actor: Actor,
  at: number,
  decide: (scope: ChangeScope) => Change | undefined,
): boolean => {
  const { db } = tables.store;
  const row = conversationRow(db, thread.no);
  if (!row) throw new CentralitaError('not_found', `no conversation ${thread.id}`, { field: 'id' });
  const change = decide({ row, thread, actor, at });
  if (!change) return false;
  if (change.set) {
    tables.conversations.settleOne(thread);
    setConversation(db, thread.no, change.set);
    tables.conversations.changed(thread, change.set);
    if (change.set.state) tables.contacts.conversationChanged(thread);
  }
  const after = { ...row, ...change.set };
  for (const told of change.events ?? []) tell(tables, thread, after, told, at);
  if (change.audit) {
    const { action, detail } = change.audit;
    auditOf(db).add({
      at,
      action,
      by: actor,
      conversation: thread.no,
      contact: thread.contact,
      ...(detail ? { detail } : {}),
    });
  }
  return true;
};

export const concernsOf = (tables: Tables, thread: Thread): Concerns => {
  const account = tables.accounts.byNo(thread.account);
  const person = tables.contacts.byNo(thread.contact);
  return { ...(account ? { account } : {}), ...(person ? { person } : {}), thread };
};

const tell = (
  tables: Tables,
  thread: Thread,
  row: ConversationRow,
  { type, data }: Told,
  at: number,
): void => {
  const concerns = concernsOf(tables, thread);
  const event = {
    id: newId('ev', at, randomBytes(10)),
    type,
    timestamp: new Date(at).toISOString(),
    data: { conversation: conversationPart(row, tables.caseFormat), ...data, hub: hubPart(concerns) },
  } as unknown as Event;
  emit(tables, event, concerns, at);
};
