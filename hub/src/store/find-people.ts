import type { Database } from './database.ts';
import { leastDigits } from './people-index.ts';
import { matchOf, wordsOf } from './words.ts';

/** Numbers of contacts that a name, a phone number or a tag finds, the newest first. */
export const findPeople = (index: Database, text: string, limit: number): number[] => {
  const digits = /^[\d\s+().-]+$/.test(text) ? text.replace(/\D/g, '').replace(/^00/, '') : '';
  const words = digits.length >= leastDigits ? [digits] : wordsOf(text);
  if (words.length === 0) return [];
  return index
    .prepare<{ no: number }>(
      'select rowid as no from people where people match $1 order by rowid desc limit $2',
    )
    .all(matchOf(words), limit)
    .map(({ no }) => no);
};
