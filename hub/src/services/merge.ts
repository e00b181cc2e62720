import { randomBytes } from 'node:crypto';
import { CentralitaError, type Contact, type ContactId, type Event, newId } from '@centralita/core/model';
import { emit } from '../ingress/emit.ts';
import type { Caller } from '../services.ts';
import { auditOf } from '../store/audit.ts';
import type { Person } from '../store/contacts.ts';
import { mergedProfile, mergesOf, profileWithout } from '../store/merges.ts';
import type { Tables } from '../store/tables.ts';
import { changeNow } from './conversations/change.ts';
import { type Actor, actorOf } from './team/acting.ts';
import type { Directory } from './team/directory.ts';

export interface MergeContext {
  readonly tables: Tables;
  readonly directory: Directory;
  readonly now: () => number;
}

/**
 * Makes two contacts one person, and two again. Each keeps its row, identities, windows, ledger, messages and
 * conversations; one points to the other, so that taking the pointer away gives back what was there.
 */
export const createMerge = ({ tables, directory, now }: MergeContext) => {
  const { contacts, store } = tables;
  const merges = mergesOf(store.db);

  const personOf = (id: ContactId, field: string): Person => {
    const row = store.db
      .prepare<{ no: number; erased: number | null }>(
        'select no, erased_at as "erased" from contacts where id = $1',
      )
      .get(id);
    if (row?.erased) throw new CentralitaError('contact_erased', `${id} was erased`, { field });
    const person = row && contacts.byNo(row.no);
    if (!person) throw new CentralitaError('not_found', `no contact ${id}`, { field });
    return person;
  };

  /** What memory knows is read again from rows that are up to date. */
  const reread = (numbers: readonly number[]): void => {
    tables.touches.step(Number.MAX_SAFE_INTEGER);
    contacts.reread(numbers);
  };

  const tell = (
    type: 'contact.merged' | 'contact.unmerged',
    from: Person,
    into: Person,
    at: number,
  ): void => {
    const ids =
      type === 'contact.merged' ? { from: from.id, into: into.id } : { from: into.id, contactId: from.id };
    const event = {
      id: newId('ev', at, randomBytes(10)),
      type,
      timestamp: new Date(at).toISOString(),
      data: { ...ids, hub: { contactId: type === 'contact.merged' ? into.id : from.id } },
    } as unknown as Event;
    emit(tables, event, { person: type === 'contact.merged' ? into : from }, at);
  };

  /** Their conversations belong to another contact from now on. */
  const tellConversations = (numbers: readonly number[], actor: Actor, to: Person, at: number): void => {
    const open = store.db.prepare<{ no: number }>(
      "select no from conversations where contact = $1 and state <> 'closed'",
    );
    for (const contact of numbers) {
      for (const { no } of open.all(contact)) {
        const thread = tables.conversations.byNo(no);
        if (!thread) continue;
        changeNow(tables, thread, actor, at, () => ({
          events: [
            {
              type: 'conversation.changed',
              data: {
                change: { kind: 'contact', detail: { contactId: to.id } },
                ...(actor.userId ? { by: actor.userId } : {}),
              },
            },
          ],
        }));
      }
    }
  };

  const audit = (action: string, actor: Actor, from: Person, into: Person, at: number): void =>
    auditOf(store.db).add({
      at,
      action,
      by: actor,
      contact: into.no,
      detail: { from: from.id, into: into.id },
    });

  const viewOf = (person: Person): Contact => {
    const view = contacts.view(person.no);
    if (!view) throw new CentralitaError('not_found', `no contact ${person.id}`, { field: 'id' });
    return view;
  };

  return {
    merge: (id: ContactId, request: { from: ContactId; by?: string | undefined }, caller: Caller) =>
      store.write((): Contact => {
        const actor = actorOf(directory, caller, request.by, 'contact.merged');
        const at = now();
        const named = personOf(id, 'id');
        const into = contacts.byNo(contacts.rootNo(named.no)) ?? named;
        const from = personOf(request.from, 'from');
        if (contacts.isSamePerson(from.no, into))
          throw new CentralitaError('merge_refused', 'they are one person already', { field: 'from' });
        if (from.mergedInto)
          throw new CentralitaError(
            'merge_refused',
            `it was merged into ${from.shownId}: merge that one, or undo the first merge`,
            { field: 'from' },
          );
        const moved = contacts.groupNumbers(from.no);
        const before = merges.profile(into.no);
        const after = mergedProfile(before, merges.profile(from.no));
        merges.point(from.no, into.no);
        merges.setProfile(into.no, after, at);
        merges.remember({ contact: from.no, into: into.no, at, ledger: tables.consents.last, before, after });
        reread([...contacts.groupNumbers(into.no)]);
        tell('contact.merged', from, into, at);
        tellConversations(moved, actor, into, at);
        audit('contact.merged', actor, from, into, at);
        return viewOf(into);
      }),

    unmerge: (id: ContactId, request: { by?: string | undefined }, caller: Caller) =>
      store.write((): Contact => {
        const actor = actorOf(directory, caller, request.by, 'contact.unmerged');
        const at = now();
        const from = personOf(id, 'id');
        const merge = merges.of(from.no);
        const into = merge && contacts.byNo(merge.into);
        if (!merge || !into || !from.mergedInto)
          throw new CentralitaError('merge_refused', 'it is not merged into another', { field: 'id' });
        const everybody = contacts.groupNumbers(from.no);
        merges.point(from.no, null);
        merges.setProfile(into.no, profileWithout(merges.profile(into.no), merge), at);
        merges.undo(merge.no, at);
        reread(everybody);
        // What was said while they were one was said by both.
        const mine = contacts.groupNumbers(from.no);
        const theirs = contacts.groupNumbers(into.no);
        const news = tables.consents.since(merge.ledger, everybody);
        tables.consents.copy(news, theirs, from.no);
        tables.consents.copy(news, mine, contacts.rootNo(into.no));
        tell('contact.unmerged', from, into, at);
        tellConversations(mine, actor, from, at);
        audit('contact.unmerged', actor, from, into, at);
        return viewOf(from);
      }),
  };
};
