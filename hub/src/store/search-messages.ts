import type { MessageSearchHit } from '@centralita/core/hub-client';
import type { Database } from './database.ts';
import { matchOf, wordsOf } from './words.ts';

export interface FoundMessage {
  readonly no: number;
  readonly snippet: string;
}

/**
 * What the index finds: newest first, only messages before `before`. Numbers come from JavaScript as reals, from which
 * FTS5 reads every one down to it: the whole number is where it begins.
 */
export const searchMessages = (
  index: Database,
  text: string,
  before: number,
  limit: number,
): FoundMessage[] => {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  return index
    .prepare<FoundMessage>(
      "select rowid as no, snippet(docs, 0, '', '', '…', 16) as snippet from docs where docs match $1 and rowid < cast($2 as integer) order by rowid desc limit $3",
    )
    .all(matchOf(words), before, limit);
};

/** Numbers of the newest messages with these words. */
export const messagesWith = (index: Database, text: string, limit: number): number[] => {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  return index
    .prepare<{ no: number }>('select rowid as no from docs where docs match $1 order by rowid desc limit $2')
    .all(matchOf(words), limit)
    .map(({ no }) => no);
};

/** What is found as the API shows it. Without what is gone already and not yet out of the index. */
export const hitsOf = (hub: Database, found: readonly FoundMessage[]): MessageSearchHit[] => {
  const rows = hub
    .prepare<{ no: number } & Omit<MessageSearchHit, 'snippet'>>(
      `select m.no, m.id as "messageId", c.id as "conversationId", m.timestamp from json_each($1) as found
         cross join messages m on m.no = found.value cross join conversations c on c.no = m.conversation`,
    )
    .all(JSON.stringify(found.map(({ no }) => no)));
  const byNo = new Map(rows.map((row) => [row.no, row]));
  return found.flatMap(({ no, snippet }) => {
    const row = byNo.get(no);
    if (!row) return [];
    const { messageId, conversationId, timestamp } = row;
    return [{ messageId, conversationId, snippet, timestamp }];
  });
};
