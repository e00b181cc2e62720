import { foldForRules } from './words.ts';

/** What is wrong with a pattern, and at which character of it, from 0. */
export interface PatternProblem {
  readonly at: number;
  readonly message: string;
  readonly fix: string;
}

export type PatternNode =
  | { readonly kind: 'character'; readonly code: number }
  | {
      readonly kind: 'class';
      readonly ranges: readonly (readonly [number, number])[];
      readonly negated: boolean;
    }
  /** Between words. */
  | { readonly kind: 'gap' }
  /** Any letters and digits of one word, also none. */
  | { readonly kind: 'star' }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly item: PatternNode; readonly min: number; readonly max: number };

const maxLength = 500;
const maxRepeat = 50;
const maxDepth = 20;

class Wrong extends Error {
  readonly problem: PatternProblem;
  constructor(at: number, message: string, fix: string) {
    super(message);
    this.problem = { at, message, fix };
  }
}

/**
 * Words; `*` for any letters within a word; `[abc]`, `[a-z]`, `[^abc]` for one of them, or none of them; `(a|b)` for
 * one or the other; `{2}` and `{1,3}` behind a letter, class or group for how often. `\` takes a special character
 * as itself. Everything that is no letter, digit or emoji is a gap between words.
 */
export const parsePattern = (source: string): PatternNode | PatternProblem => {
  if (source.length > maxLength) {
    return {
      at: maxLength,
      message: `has more than ${maxLength} characters`,
      fix: 'Write several patterns.',
    };
  }
  try {
    return parse([...source]);
  } catch (error) {
    if (error instanceof Wrong) return error.problem;
    throw error;
  }
};

const parse = (characters: readonly string[]): PatternNode => {
  let at = 0;

  const choice = (depth: number): PatternNode => {
    if (depth > maxDepth) throw new Wrong(at, 'has groups too deep in each other', 'Write several patterns.');
    const options = [sequence(depth)];
    while (characters[at] === '|') {
      at += 1;
      options.push(sequence(depth));
    }
    return options.length === 1 ? (options[0] as PatternNode) : { kind: 'choice', options };
  };

  const sequence = (depth: number): PatternNode => {
    const items: PatternNode[] = [];
    for (
      let next = characters[at];
      next !== undefined && next !== '|' && next !== ')';
      next = characters[at]
    ) {
      items.push(repeated(item(next, depth)));
    }
    return { kind: 'sequence', items };
  };

  const item = (next: string, depth: number): PatternNode => {
    const begin = at;
    at += 1;
    switch (next) {
      case '*':
        return { kind: 'star' };
      case '[':
        return characterClass(begin);
      case '(': {
        const inner = choice(depth + 1);
        if (characters[at] !== ')')
          throw new Wrong(begin, 'opens a group that does not end', 'Close it with ).');
        at += 1;
        return inner;
      }
      case '\\': {
        const literal = characters[at];
        if (literal === undefined) throw new Wrong(begin, 'ends with \\', 'Write \\\\ for the sign itself.');
        at += 1;
        return literalOf(literal);
      }
      case ']':
      case '{':
      case '}':
        throw new Wrong(
          begin,
          `has a ${next} that belongs to nothing`,
          `Write \\${next} for the sign itself.`,
        );
      default:
        return literalOf(next);
    }
  };

  const repeated = (node: PatternNode): PatternNode => {
    if (characters[at] !== '{') return node;
    const begin = at;
    const close = characters.indexOf('}', at);
    const inside = close < 0 ? '' : characters.slice(at + 1, close).join('');
    const [, least, comma, most] = /^(\d{1,3})(?:(,)(\d{1,3}))?$/.exec(inside) ?? [];
    const min = Number(least);
    const max = comma ? Number(most) : min;
    if (least === undefined || min > max || max === 0 || max > maxRepeat) {
      throw new Wrong(
        begin,
        'has a repeat that cannot be',
        `Write {2} or {1,3}: whole numbers, the smaller first, at most ${maxRepeat}.`,
      );
    }
    at = close + 1;
    if (characters[at] === '{') throw new Wrong(at, 'repeats a repeat', 'Put the first into ( ).');
    return { kind: 'repeat', item: node, min, max };
  };

  const characterClass = (begin: number): PatternNode => {
    const negated = characters[at] === '^';
    if (negated) at += 1;
    const ranges: (readonly [number, number])[] = [];
    const member = (): number => {
      if (characters[at] === '\\') at += 1;
      const character = characters[at] ?? '';
      const codes = codesOf(character);
      if (codes.length !== 1 || codes[0] === undefined) {
        throw new Wrong(
          at,
          `has "${character}" in [ ], and words hold letters and digits only`,
          'Take it out.',
        );
      }
      at += 1;
      return codes[0];
    };
    while (characters[at] !== ']') {
      if (at >= characters.length) throw new Wrong(begin, 'opens a [ that does not end', 'Close it with ].');
      const from = member();
      const isRange = characters[at] === '-' && characters[at + 1] !== ']';
      if (isRange) at += 1;
      const to = isRange ? member() : from;
      if (to < from)
        throw new Wrong(at, 'has a range that runs backwards', 'Write the smaller one first: [a-z].');
      ranges.push([from, to]);
    }
    at += 1;
    if (ranges.length === 0) throw new Wrong(begin, 'has an empty [ ]', 'Put letters into it.');
    return { kind: 'class', ranges, negated };
  };

  const whole = choice(0);
  if (at < characters.length)
    throw new Wrong(at, 'closes a group that was not opened', 'Write \\) for the sign itself.');
  return whole;
};

/** A sign that people write is one letter, several (ß), part of the one before (an accent), or a gap. */
const literalOf = (character: string): PatternNode => {
  const { words } = foldForRules(character);
  const [word] = words;
  if (word === undefined) {
    return isMark(character) ? { kind: 'sequence', items: [] } : { kind: 'gap' };
  }
  const codes = codesOf(character).map((code): PatternNode => ({ kind: 'character', code }));
  // What is a word by itself, such as an emoji, stands between gaps.
  const alone = foldForRules(`${character}${character}`).words.length > 1;
  return { kind: 'sequence', items: alone ? [{ kind: 'gap' }, ...codes, { kind: 'gap' }] : codes };
};

const isMark = (character: string): boolean => /^[\p{M}\p{Cf}]$/u.test(character);

const codesOf = (character: string): number[] =>
  [...foldForRules(character).words.join('')].map((letter) => letter.codePointAt(0) as number);
