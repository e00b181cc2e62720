import { createSubstringIndex } from './substring-index.ts';
import { foldForRules } from './words.ts';

/** How a word, a part of a text or a whole text has to stand in it. */
export type EntryKind = 'words' | 'contains' | 'equals';

/**
 * All words of all rules in one index, so that a text is read once however many rules there are. A group is what
 * one condition looks for.
 */
export interface TextIndex {
  /** A new group; what has no letter, digit or emoji never fits as a word. */
  group(kind: EntryKind, entries: readonly string[]): number;
  /** Looks through a text. Its finds hold until the next one. */
  scan(text: string): void;
  /** The entry of the group that was found first, as written; undefined: none. */
  found(group: number): string | undefined;
  /** Words of the text that was scanned. */
  words(): readonly string[];
}

/** An entry, and the groups that look for it. */
export interface Mark {
  readonly entry: string;
  readonly groups: number[];
  /** The scan that met it last: a word written a thousand times counts once. */
  seen: number;
}

interface WordNode {
  readonly next: Map<string, WordNode>;
  mark?: Mark;
}

export const createTextIndex = (): TextIndex => {
  const root: WordNode = { next: new Map() };
  const wholes = new Map<string, Mark>();
  const parts = createSubstringIndex();
  const foundBy: number[] = [];
  const foundEntry: string[] = [];
  let scanned = 0;
  let lastWords: readonly string[] = [];

  const hit = (mark: Mark): void => {
    if (mark.seen === scanned) return;
    mark.seen = scanned;
    for (const group of mark.groups) {
      if (foundBy[group] === scanned) continue;
      foundBy[group] = scanned;
      foundEntry[group] = mark.entry;
    }
  };

  const addWords = (words: readonly string[], entry: string, group: number): void => {
    let node = root;
    for (const word of words) {
      let next = node.next.get(word);
      if (!next) {
        next = { next: new Map() };
        node.next.set(word, next);
      }
      node = next;
    }
    node.mark ??= { entry, groups: [], seen: 0 };
    node.mark.groups.push(group);
  };

  const add = (kind: EntryKind, entry: string, group: number): void => {
    const { plain, words } = foldForRules(entry);
    if (kind === 'contains') {
      if (plain !== '') parts.add(plain, entry, group);
    } else if (kind === 'words') {
      if (words.length > 0) addWords(words, entry, group);
    } else {
      const whole = wholeKey(plain, words);
      const mark = wholes.get(whole) ?? { entry, groups: [], seen: 0 };
      mark.groups.push(group);
      if (whole !== '') wholes.set(whole, mark);
    }
  };

  return {
    group: (kind, entries) => {
      const group = foundBy.length;
      foundBy.push(0);
      foundEntry.push('');
      for (const entry of entries) add(kind, entry, group);
      return group;
    },
    scan: (text) => {
      scanned += 1;
      const { plain, words } = foldForRules(text);
      lastWords = words;
      for (let from = 0; from < words.length; from += 1) {
        let node = root.next.get(words[from] as string);
        for (let at = from + 1; node; at += 1) {
          if (node.mark) hit(node.mark);
          node = at < words.length ? node.next.get(words[at] as string) : undefined;
        }
      }
      parts.scan(plain, hit);
      const whole = wholes.get(wholeKey(plain, words));
      if (whole) hit(whole);
    },
    found: (group) => (scanned > 0 && foundBy[group] === scanned ? foundEntry[group] : undefined),
    words: () => lastWords,
  };
};

/** A text without the punctuation around its words; where it has no words, the text itself. */
const wholeKey = (plain: string, words: readonly string[]): string =>
  words.length > 0 ? words.join(' ') : plain;
