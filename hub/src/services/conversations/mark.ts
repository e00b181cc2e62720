import { CentralitaError } from '@centralita/core/model';
import { foldTag } from '../../store/fold-tag.ts';
import type { Tables } from '../../store/tables.ts';
import type { Change, ChangeScope } from './change.ts';

/** Tags one conversation may have. */
export const maxTags = 100;

export interface TagChange {
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
}

/** The tags after a change, and what it added and took away. A tag stays written as it was written first. */
export const changedTags = (before: readonly string[], { add = [], remove = [] }: TagChange) => {
  const gone = new Set(remove.map(foldTag));
  const kept = before.filter((tag) => !gone.has(foldTag(tag)));
  const known = new Set(kept.map(foldTag));
  const added: string[] = [];
  for (const tag of add) {
    const folded = foldTag(tag);
    if (folded === '' || known.has(folded)) continue;
    known.add(folded);
    added.push(tag.trim().replace(/\s+/g, ' '));
  }
  const lost = before.filter((tag) => !known.has(foldTag(tag)));
  // One that is taken away and given again in the same change was there all the time.
  const had = new Set(before.map(foldTag));
  return { tags: [...kept, ...added], added: added.filter((tag) => !had.has(foldTag(tag))), removed: lost };
};

/** Only inside a write: what finds conversations by their tags. */
export const indexTags = (
  tables: Tables,
  conversation: number,
  { added, removed }: { readonly added: readonly string[]; readonly removed: readonly string[] },
): void => {
  const { db } = tables.store;
  for (const tag of removed)
    db.prepare('delete from conversation_tags where tag = $1 and conversation = $2').run(
      foldTag(tag),
      conversation,
    );
  for (const tag of added)
    db.prepare('insert or ignore into conversation_tags (tag, conversation) values ($1, $2)').run(
      foldTag(tag),
      conversation,
    );
};

export const tag =
  (tables: Tables, change: TagChange) =>
  ({ row, thread }: ChangeScope): Change | undefined => {
    const { tags, added, removed } = changedTags(JSON.parse(row.tags) as string[], change);
    if (added.length === 0 && removed.length === 0) return undefined;
    if (tags.length > maxTags)
      throw new CentralitaError('invalid_request', `a conversation has at most ${maxTags} tags`, {
        field: 'add',
      });
    indexTags(tables, thread.no, { added, removed });
    return {
      set: { tags: JSON.stringify(tags) },
      events: [{ type: 'conversation.tagged', data: { added, removed } }],
      audit: { action: 'conversation.tagged', detail: { added, removed } },
    };
  };

export const setPriority =
  (priority: number) =>
  ({ row, actor }: ChangeScope): Change | undefined =>
    row.priority === priority
      ? undefined
      : {
          set: { priority },
          events: [
            {
              type: 'conversation.changed',
              data: {
                change: { kind: 'priority', detail: { to: priority, from: row.priority } },
                ...(actor.userId ? { by: actor.userId } : {}),
              },
            },
          ],
          audit: { action: 'conversation.priority_set', detail: { to: priority, from: row.priority } },
        };
