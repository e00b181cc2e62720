import { languageKey } from './language.ts';
import type { Conditions, Rule, RuleSet, TextCondition } from './types.ts';
import { wordListsOf } from './word-lists.ts';
import { foldForRules, sameKey } from './words.ts';

/** A rule with what is compared worked out once. */
export interface ComparableRule {
  readonly rule: Rule;
  readonly text?: ComparableText;
  /** The other conditions, each as text. */
  readonly rest: readonly (readonly [condition: string, key: string])[];
}

interface ComparableText {
  /** Phrases, single spaces between their words. */
  readonly words: ReadonlySet<string>;
  readonly contains: readonly string[];
  readonly equals: ReadonlySet<string>;
  readonly patterns: ReadonlySet<string>;
  /** What it was written as, by what it is compared as. */
  readonly written: ReadonlyMap<string, string>;
}

/**
 * Whether one rule takes all that another would take. Careful: only what certainly is so; a circle or an unusual
 * form is called different.
 */
export const coverage = (set: RuleSet) => {
  const lists = wordListsOf(set);
  const phrasesOfList = new Map<string, readonly string[]>();
  const phrasesOf = (name: string): readonly string[] => {
    const known = phrasesOfList.get(name);
    if (known) return known;
    const phrases = Object.hasOwn(lists, name) ? Object.values(lists[name] ?? {}).flat() : [];
    phrasesOfList.set(name, phrases);
    return phrases;
  };

  const textOf = (text: TextCondition): ComparableText => {
    const written = new Map<string, string>();
    const key = (entry: string, by: (entry: string) => string): string => {
      const made = by(entry);
      if (!written.has(made)) written.set(made, entry);
      return made;
    };
    const phrase = (entry: string) => foldForRules(entry).words.join(' ');
    const entries = [...(text.words ?? []), ...(text.lists ?? []).flatMap(phrasesOf)];
    return {
      words: new Set(entries.map((entry) => key(entry, phrase)).filter(Boolean)),
      contains: (text.contains ?? []).map((entry) => key(entry, sameKey)).filter(Boolean),
      equals: new Set((text.equals ?? []).map((entry) => key(entry, phrase)).filter(Boolean)),
      patterns: new Set(text.patterns ?? []),
      written,
    };
  };

  const ruleOf = (rule: Rule): ComparableRule => ({
    rule,
    ...(rule.when?.text ? { text: textOf(rule.when.text) } : {}),
    rest: restOf(rule.when ?? {}),
  });

  const restCovers = (earlier: ComparableRule, later: ComparableRule): boolean =>
    earlier.rest.every(([name, key]) => {
      const other = later.rest.find(([each]) => each === name);
      return other !== undefined && (other[1] === key || wider(name, earlier.rule.when, later.rule.when));
    });

  return {
    ruleOf,
    covers: (earlier: ComparableRule, later: ComparableRule): boolean => {
      if (!restCovers(earlier, later)) return false;
      if (!earlier.text) return true;
      if (!later.text) return false;
      const { text } = earlier;
      return (
        [...later.text.words].every((entry) => takesPhrase(text, entry)) &&
        [...later.text.equals].every((entry) => text.equals.has(entry) || takesPhrase(text, entry)) &&
        later.text.contains.every((entry) => text.contains.some((part) => entry.includes(part))) &&
        [...later.text.patterns].every((entry) => text.patterns.has(entry))
      );
    },
    /** Words of the later rule that the earlier one takes whatever else the message is. */
    deadWords: (earlier: ComparableRule, later: ComparableRule): string[] => {
      const { text } = later;
      const before = earlier.text;
      if (!before || !text || !restCovers(earlier, later)) return [];
      return [...text.words, ...text.equals]
        .filter((entry) => takesPhrase(before, entry))
        .map((entry) => text.written.get(entry) ?? entry);
    },
  };
};

/** A phrase is found by any run of its words, and by a part of it that holds no gap a text may write otherwise. */
const takesPhrase = ({ words, contains }: ComparableText, phrase: string): boolean => {
  if (words.has(phrase)) return true;
  const parts = phrase.split(' ');
  for (let from = 0; from < parts.length; from += 1) {
    for (let to = from + 1; to <= parts.length; to += 1) {
      if (words.has(parts.slice(from, to).join(' '))) return true;
    }
  }
  return contains.some((part) => !part.includes(' ') && parts.some((word) => word.includes(part)));
};

const restOf = ({ text: _, ...rest }: Conditions): (readonly [string, string])[] =>
  Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([name, value], index) => [name, keyOf(value) ?? `circle ${index}`] as const);

/** What equal values have in common; undefined for a circle. */
export const keyOf = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
};

/** Lists of choices: every choice of the later rule is one of the earlier rule's. */
const wider = (name: string, earlier: Conditions = {}, later: Conditions = {}): boolean => {
  switch (name) {
    case 'kind':
    case 'account':
      return within(later[name], earlier[name], (value) => value);
    case 'country':
      return within(later.country, earlier.country, (value) => value.toUpperCase());
    case 'language':
      return (later.language ?? []).every((wanted) =>
        (earlier.language ?? []).some((each) =>
          `${languageKey(wanted)}-`.startsWith(`${languageKey(each)}-`),
        ),
      );
    case 'reply':
      return (later.reply ?? []).every((wanted) =>
        (earlier.reply ?? []).some((each) =>
          each.endsWith('*') ? wanted.startsWith(each.slice(0, -1)) : each === wanted,
        ),
      );
    case 'contact': {
      const { tags, ...others } = earlier.contact ?? {};
      if (Object.values(others).some((value) => value !== undefined)) return false;
      return tags === undefined || within(later.contact?.tags, tags, sameKey);
    }
    default:
      return false;
  }
};

const within = (
  inner: readonly string[] | undefined,
  outer: readonly string[] | undefined,
  by: (value: string) => string,
): boolean => {
  const all = new Set(outer?.map(by));
  return inner?.every((value) => all.has(by(value))) ?? false;
};
