import type { Database } from './database.ts';
import { foldTag } from './fold-tag.ts';

export interface Found {
  /** Numbers of contacts. */
  readonly people: readonly number[];
  /** Numbers of messages. */
  readonly messages: readonly number[];
}

/** Numbers of the conversations of what was found, and of those with a tag that begins like the text. */
export const findConversations = (hub: Database, found: Found, text: string, limit: number): number[] => {
  const ofPeople = hub.prepare<{ no: number }>(
    `select no from conversations where contact in
       (select value from json_each($1) union select no from contacts where merged_into in (select value from json_each($1)))
     order by no desc limit $2`,
  );
  const tagged = hub.prepare<{ no: number }>(
    'select conversation as no from conversation_tags where tag >= $1 and tag < $2 limit $3',
  );
  const ofMessages = hub.prepare<{ no: number }>(
    'select m.conversation as no from json_each($1) as found cross join messages m on m.no = found.value',
  );
  const tag = foldTag(text);
  const rows = [
    ...ofPeople.all(JSON.stringify(found.people), limit),
    ...(tag === '' ? [] : tagged.all(tag, `${tag}\u{10ffff}`, limit)),
    ...ofMessages.all(JSON.stringify(found.messages)),
  ];
  return [...new Set(rows.map(({ no }) => no))];
};
