import { parseCaseNumber } from '@centralita/core/cases';
import type { CallContext, Channel } from '@centralita/core/channels';
import { CentralitaError, type ProviderId } from '@centralita/core/model';
import type { Caller, Services } from '../../services.ts';
import type { AccountRow } from '../../store/accounts.ts';
import { notesOf } from '../../store/notes.ts';
import type { Reader } from '../../store/reader.ts';
import type { Tables } from '../../store/tables.ts';
import { messageView, viewConversation } from '../../store/views.ts';
import type { PlaceContext } from '../routing/place.ts';
import type { Router } from '../routing/router.ts';
import { actorOf, needRole, needUser } from '../team/acting.ts';
import type { Directory } from '../team/directory.ts';
import { createChange, threadOf } from './change.ts';
import { assign, claim, lock } from './hold.ts';
import { inboxQuery } from './inbox-query.ts';
import { setPriority, tag } from './mark.ts';
import { move, placeOf } from './move.ts';
import { noteView, rewriteNote, writeNote } from './notes.ts';
import { close, reopen, snooze } from './rest.ts';
import { transcriptOf } from './transcript.ts';

/** Conversations a search is made of, for each way of finding them. */
const mostFound = 500;

export interface ConversationsContext {
  readonly tables: Tables;
  readonly directory: Directory;
  /** What may take long is found in another thread. */
  readonly lists: Pick<Reader, 'inbox' | 'counts' | 'find'>;
  readonly dueAt: PlaceContext['dueAt'];
  readonly router: Pick<Router, 'routeAgain'>;
  readonly channel: (provider: ProviderId) => Channel;
  readonly callContext: (account: AccountRow, signal: AbortSignal) => Omit<CallContext, 'now'> | undefined;
  readonly now: () => number;
}

export const createConversations = ({
  tables,
  directory,
  lists,
  dueAt,
  router,
  channel,
  callContext,
  now,
}: ConversationsContext): Services['conversations'] => {
  const view = (no: number) => viewConversation(tables, no, now());
  const acted = createChange({ tables, directory, now });
  /** By a case number the one; otherwise whatever the text finds. */
  const find = async (text: string): Promise<readonly number[]> => {
    const number = parseCaseNumber(text, tables.caseFormat);
    const no = number === undefined ? undefined : tables.conversations.noOfCase(number);
    return no === undefined ? lists.find(text, mostFound) : [no];
  };
  const accountsOf = (caller: Caller): readonly number[] | undefined =>
    caller.accounts &&
    tables.accounts
      .all()
      .filter((account) => caller.accounts?.includes(account.id))
      .map((account) => account.no);

  return {
    list: async (query, by) => {
      const limit = query.limit ?? 50;
      const wanted = inboxQuery(tables, directory, query, { limit: limit + 1, now: now() });
      if (!wanted) return { items: [] };
      await tables.touches.settled();
      const own = accountsOf(by);
      const accounts = own && wanted.accounts ? own.filter((no) => wanted.accounts?.includes(no)) : own;
      const among = query.q === undefined ? undefined : await find(query.q);
      const rows = await lists.inbox({
        ...wanted,
        ...(accounts ? { accounts } : {}),
        ...(among ? { among } : {}),
      });
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        items: rows.slice(0, limit).flatMap(({ no }) => view(no) ?? []),
        ...(last ? { next: last.cursor } : {}),
      };
    },

    counts: async ({ userId }, by) => {
      const accounts = accountsOf(by);
      return lists.counts({
        now: now(),
        ...(userId ? { user: userId } : {}),
        ...(accounts ? { accounts } : {}),
      });
    },

    get: async (id) => {
      await tables.touches.settled();
      const found = view(threadOf(tables, id).no);
      if (!found) throw new CentralitaError('not_found', `no conversation ${id}`, { field: 'id' });
      return found;
    },

    byCase: async (written) => {
      const number = parseCaseNumber(written, tables.caseFormat);
      const no = number === undefined ? undefined : tables.conversations.noOfCase(number);
      await tables.touches.settled();
      const found = no === undefined ? undefined : view(no);
      if (!found)
        throw new CentralitaError(
          'not_found',
          number
            ? `no case ${number}`
            : `"${written.slice(0, 40)}" is no case number: a character is wrong or missing`,
          { field: 'caseNumber' },
        );
      return found;
    },

    claim: (id, { by, takeOver }, caller) =>
      acted(
        id,
        { caller, by, action: takeOver ? 'conversation.taken_over' : 'conversation.claimed' },
        claim(tables, directory, takeOver ?? false),
      ),

    assign: async (id, { to, by }, caller) => {
      const user = to === null ? undefined : needUser(directory, to, 'to');
      if (user) needRole(user, 'conversation.claimed', 'to');
      return acted(id, { caller, by, action: 'conversation.assigned' }, assign(tables, user?.id ?? null));
    },

    lock: (id, { by, release }, caller) =>
      acted(id, { caller, by, action: 'conversation.locked' }, lock(directory, release ?? false)),

    tag: (id, { by, ...change }, caller) =>
      acted(id, { caller, by, action: 'conversation.tagged' }, tag(tables, change)),

    setPriority: (id, { by, priority }, caller) =>
      acted(id, { caller, by, action: 'conversation.priority_set' }, setPriority(priority)),

    snooze: (id, { by, until }, caller) =>
      acted(id, { caller, by, action: 'conversation.snoozed' }, snooze(until)),

    close: (id, { by, note }, caller) =>
      acted(id, { caller, by, action: 'conversation.closed' }, (scope) => {
        const change = close(scope);
        if (change && note !== undefined) writeNote(tables, scope.thread, scope.actor, note, scope.at);
        return change;
      }),

    reopen: (id, { by }, caller) =>
      acted(id, { caller, by, action: 'conversation.reopened' }, reopen({ directory, dueAt })),

    route: (id, { by }, caller) =>
      tables.store.write(() => {
        const thread = threadOf(tables, id);
        const at = now();
        router.routeAgain(thread, actorOf(directory, caller, by, 'conversation.moved'), at);
        const found = view(thread.no);
        if (!found) throw new CentralitaError('not_found', `no conversation ${id}`, { field: 'id' });
        return found;
      }),

    move: async (id, request, caller) => {
      const place = placeOf(directory, request);
      return acted(
        id,
        { caller, by: request.by, action: 'conversation.moved' },
        move({ tables, directory, dueAt }, place, request.note),
      );
    },

    transcript: (id, options) => transcriptOf({ tables, directory, now }, threadOf(tables, id), options),

    notes: async (id) => {
      const thread = threadOf(tables, id);
      return notesOf(tables.store.db)
        .list(thread.no)
        .map((row) => noteView(row, id));
    },

    addNote: (id, { by, text }, caller) =>
      tables.store.write(() => {
        const thread = threadOf(tables, id);
        return writeNote(tables, thread, actorOf(directory, caller, by, 'note.added'), text, now());
      }),

    editNote: (id, { by, text }, caller) =>
      tables.store.write(() =>
        rewriteNote(tables, id, actorOf(directory, caller, by, 'note.edited'), text, now()),
      ),

    conversationOfNote: async (id) => {
      const row = notesOf(tables.store.db).byId(id);
      const thread = row && tables.conversations.byNo(row.conversation);
      if (!thread) throw new CentralitaError('not_found', `no note ${id}`, { field: 'id' });
      return thread.id;
    },

    messages: async (id, query) => {
      const limit = query.limit ?? 50;
      const from = query.after === undefined ? threadOf(tables, id).lastMessage : Number(query.after);
      if (!Number.isSafeInteger(from)) {
        throw new CentralitaError('invalid_request', 'after is not a cursor of this list', {
          field: 'after',
        });
      }
      const { no } = threadOf(tables, id);
      const rows = tables.messages.chain(from, limit).filter((row) => row.conversation === no);
      const next = rows.length === limit ? rows.at(-1)?.previous : undefined;
      return { items: rows.map((row) => messageView(tables, row)), ...(next ? { next: String(next) } : {}) };
    },

    markRead: async (id, { typing }) => {
      const last = tables.messages
        .chain(threadOf(tables, id).lastMessage, 50)
        .find((row) => row.direction === 'inbound' && row.providerId);
      const account = last && tables.accounts.byNo(last.account);
      if (!last?.providerId || !account) return;
      const markRead = channel(account.provider).markRead;
      const context = callContext(account, AbortSignal.timeout(15_000));
      if (!markRead || !context) throw new CentralitaError('unsupported', 'the channel has no read receipts');
      const result = await markRead(last.providerId, {
        ...context,
        now: now(),
        ...(typing ? { typing } : {}),
      });
      if (!result.ok)
        throw new CentralitaError('provider_rejected', `${result.error.message}. ${result.error.nextStep}`);
    },
  };
};
