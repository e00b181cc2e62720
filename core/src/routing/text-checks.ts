import type { Check } from './check-kinds.ts';
import { languageKey } from './language.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import { oneOfSaid, quote, type Said, say } from './say.ts';
import type { EntryKind, TextIndex } from './text-index.ts';
import type { RuleSet, TextCondition } from './types.ts';

/** What conditions on text share within one rule set: each list and each pattern is there once. */
export interface TextParts {
  readonly index: TextIndex;
  /** The groups of a word list, by language. */
  list(name: string): ReadonlyMap<string, number>;
  pattern(source: string): Pattern | undefined;
}

export const createTextParts = (
  index: TextIndex,
  wordLists: NonNullable<RuleSet['wordLists']>,
): TextParts => {
  const lists = new Map<string, ReadonlyMap<string, number>>();
  const patterns = new Map<string, Pattern | undefined>();
  return {
    index,
    list: (name) => {
      let groups = lists.get(name);
      if (!groups) {
        const languages = Object.hasOwn(wordLists, name) ? Object.entries(wordLists[name] ?? {}) : [];
        groups = new Map(
          languages.map(([language, words]) => [languageKey(language), index.group('words', words)]),
        );
        lists.set(name, groups);
      }
      return groups;
    },
    pattern: (source) => {
      if (!patterns.has(source)) {
        const compiled = compilePattern(source);
        patterns.set(source, 'message' in compiled ? undefined : compiled);
      }
      return patterns.get(source);
    },
  };
};

const kinds: Readonly<Record<EntryKind, (entry: string) => ReturnType<typeof say>>> = {
  words: (entry) => say(`the text has the word ${quote(entry)}`, `el texto tiene la palabra ${quote(entry)}`),
  contains: (entry) => say(`the text contains ${quote(entry)}`, `el texto contiene ${quote(entry)}`),
  equals: (entry) => say(`the text is ${quote(entry)}`, `el texto es ${quote(entry)}`),
};

export const textCheck = (condition: TextCondition, parts: TextParts): Check => {
  const groups = (['words', 'contains', 'equals'] as const).flatMap((kind) => {
    const entries = condition[kind];
    return entries ? [{ kind, group: parts.index.group(kind, entries) }] : [];
  });
  const lists = (condition.lists ?? []).map((name) => ({ name, groups: parts.list(name) }));
  const all = [...groups.map(({ group }) => group), ...lists.flatMap((list) => [...list.groups.values()])];
  const patterns = (condition.patterns ?? []).flatMap((source) => parts.pattern(source) ?? []);
  const entry = (written: string): Said => say(quote(written), quote(written));
  const none = oneOfSaid([
    ...(condition.words ?? []).map(entry),
    ...(condition.contains ?? []).map(entry),
    ...(condition.equals ?? []).map(entry),
    ...(condition.lists ?? []).map((name) => say(`the list ${name}`, `la lista ${name}`)),
    ...(condition.patterns ?? []).map(entry),
  ]);
  return {
    condition: 'text',
    test: (facts) => {
      if (!facts.hasText()) return 'unknown';
      // Asked a thousand times a message.
      for (let place = 0; place < all.length; place += 1) {
        if (facts.found(all[place] as number) !== undefined) return 'yes';
      }
      for (let place = 0; place < patterns.length; place += 1) {
        if (facts.fits(patterns[place] as Pattern)) return 'yes';
      }
      return 'no';
    },
    holds: (facts) => {
      for (const { kind, group } of groups) {
        const entry = facts.found(group);
        if (entry !== undefined) return kinds[kind](entry);
      }
      for (const { name, groups: byLanguage } of lists) {
        const own = languageKey(facts.input.contact?.language ?? '').split('-')[0] ?? '';
        const first = byLanguage.get(own);
        for (const group of [...(first === undefined ? [] : [first]), ...byLanguage.values()]) {
          const entry = facts.found(group);
          if (entry === undefined) continue;
          return say(
            `the text has ${quote(entry)}, of the list ${name}`,
            `el texto tiene ${quote(entry)}, de la lista ${name}`,
          );
        }
      }
      const source = patterns.find((pattern) => facts.fits(pattern))?.source ?? '';
      return say(
        `the text fits the pattern ${quote(source)}`,
        `el texto encaja en el patrón ${quote(source)}`,
      );
    },
    fails: say(`the text has nothing of ${none.en}`, `el texto no tiene nada de ${none.es}`),
    unknown: say('there is no text', 'no hay texto'),
  };
};
