import { type PatternNode, type PatternProblem, parsePattern } from './pattern-grammar.ts';

/** A pattern ready to be looked for. Made by `compilePattern`. */
export interface Pattern {
  readonly source: string;
  readonly program: readonly Step[];
  /** Characters a fit may begin with; undefined: any. */
  readonly first?: ReadonlySet<number>;
  /** What each fit begins with, from the space before its first word on: a line without it needs no closer look. */
  readonly start: string;
}

type Step =
  /** Takes this character. */
  | { readonly take: number; readonly next: number }
  /** Takes any character of a word within, or outside, these ranges. */
  | {
      readonly ranges: readonly (readonly [number, number])[];
      readonly negated: boolean;
      readonly next: number;
    }
  /** Between two words: takes the space, or nothing where one has just been taken. */
  | { readonly gap: true; readonly next: number }
  | { readonly either: number; readonly or: number }
  | { readonly end: true };

const space = 32;
/** Repeats are written out, so this bounds the work: at most so many steps for each character of a text. */
export const maxSteps = 2000;

/** Throws nothing: a pattern, or what is wrong with it. */
export const compilePattern = (source: string): Pattern | PatternProblem => {
  const parsed = parsePattern(source);
  if ('message' in parsed) return parsed;
  if (sizeOf(parsed) + 3 > maxSteps) {
    return { at: 0, message: 'is too large once its repeats are written out', fix: 'Repeat less often.' };
  }
  if (mayBeEmpty(parsed)) {
    return { at: 0, message: 'fits every text', fix: 'Let it have at least one letter that must be there.' };
  }
  const program: Step[] = [];
  const emit = (step: Step): number => program.push(step) - 1;
  const end = emit({ end: true });
  const last = emit({ gap: true, next: end });
  const begin = emit({ gap: true, next: write(parsed, last, emit, program) });
  program.push({ either: begin, or: begin });
  const first = firstOf(program);
  return { source, program, ...(first ? { first } : {}), start: startOf(program) };
};

/** Writes a node so that it goes on at `next`; returns where it begins. From the end to the beginning. */
const write = (node: PatternNode, next: number, emit: (step: Step) => number, program: Step[]): number => {
  switch (node.kind) {
    case 'character':
      return emit({ take: node.code, next });
    case 'class':
      return emit({ ranges: node.ranges, negated: node.negated, next });
    case 'gap':
      return emit({ gap: true, next });
    case 'star': {
      const choice = emit({ either: next, or: next });
      const loop = emit({ ranges: [], negated: true, next: choice });
      program[choice] = { either: loop, or: next };
      return choice;
    }
    case 'sequence':
      return node.items.reduceRight((after, item) => write(item, after, emit, program), next);
    case 'choice':
      return node.options
        .map((option) => write(option, next, emit, program))
        .reduceRight((after, option) => emit({ either: option, or: after }));
    case 'repeat': {
      let at = next;
      for (let count = node.max; count > 0; count -= 1) {
        const inner = write(node.item, at, emit, program);
        at = count > node.min ? emit({ either: inner, or: next }) : inner;
      }
      return at;
    }
  }
};

const sizeOf = (node: PatternNode): number => {
  const all = (nodes: readonly PatternNode[]) => nodes.reduce((sum, each) => sum + sizeOf(each) + 1, 0);
  if (node.kind === 'sequence') return all(node.items);
  if (node.kind === 'choice') return all(node.options);
  if (node.kind === 'repeat') return node.max * (sizeOf(node.item) + 1);
  return node.kind === 'star' ? 2 : 1;
};

const mayBeEmpty = (node: PatternNode): boolean => {
  if (node.kind === 'sequence') return node.items.every(mayBeEmpty);
  if (node.kind === 'choice') return node.options.some(mayBeEmpty);
  if (node.kind === 'repeat') return node.min === 0 || mayBeEmpty(node.item);
  return node.kind === 'star' || node.kind === 'gap';
};

const firstOf = (program: readonly Step[]): ReadonlySet<number> | undefined => {
  const first = new Set<number>();
  const seen = new Set<number>();
  const queue = [program.length - 1];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const step = program[at] as Step;
    if ('take' in step) first.add(step.take);
    else if ('either' in step) queue.push(step.either, step.or);
    else if ('gap' in step) queue.push(step.next);
    else return undefined;
  }
  return first;
};

const startOf = (program: readonly Step[]): string => {
  let start = ' ';
  for (let step = program.at(-1) as Step; ; ) {
    if ('take' in step) start += String.fromCodePoint(step.take);
    else if ('gap' in step && !start.endsWith(' ')) start += ' ';
    else if (!('gap' in step) && !('either' in step && step.either === step.or)) return start;
    step = program['either' in step ? step.either : step.next] as Step;
  }
};

/** Words in the form that patterns are looked for in: each behind a space, and a space at the end. */
export interface Line {
  readonly text: string;
  readonly characters: Uint32Array;
}

export const lineOf = (words: readonly string[]): Line => {
  const text = ` ${words.join(' ')} `;
  const characters = new Uint32Array(text.length);
  let length = 0;
  for (const character of text) {
    characters[length] = character.codePointAt(0) as number;
    length += 1;
  }
  return { text, characters: characters.subarray(0, length) };
};

/**
 * Whether a pattern fits words that follow each other anywhere in a line of `lineOf`. All ways are followed at once
 * (Thompson, Communications of the ACM 11, 1968), so each character costs at most one visit to each step; `count`
 * is told of every visit.
 */
export const fitsPattern = (pattern: Pattern, line: Line, count?: () => void): boolean => {
  const { program, first, start } = pattern;
  const { text, characters } = line;
  if (!text.includes(start)) return false;
  let visited: Int32Array | undefined;
  let waiting: number[] = [];
  let ended = false;
  const follow = (start: number, position: number, afterSpace: boolean, into: number[]): void => {
    visited ??= new Int32Array(program.length).fill(-1);
    const stack = [start];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (visited[at] === position) continue;
      visited[at] = position;
      count?.();
      const step = program[at] as Step;
      if ('end' in step) ended = true;
      else if ('either' in step) stack.push(step.or, step.either);
      else if ('gap' in step && afterSpace) stack.push(step.next);
      else into.push(at);
    }
  };

  for (let position = 1; position <= characters.length; position += 1) {
    const afterSpace = characters[position - 1] === space;
    const character = characters[position];
    if (afterSpace && character !== undefined && (!first || first.has(character))) {
      follow(program.length - 1, position, true, waiting);
    }
    if (ended) return true;
    if (character === undefined) return false;
    if (waiting.length === 0) continue;
    const next: number[] = [];
    for (const at of waiting) {
      const step = program[at] as Step;
      count?.();
      if (takes(step, character))
        follow((step as { next: number }).next, position + 1, character === space, next);
    }
    if (ended) return true;
    waiting = next;
  }
  return false;
};

const takes = (step: Step, character: number): boolean => {
  if ('take' in step) return step.take === character;
  if ('gap' in step) return character === space;
  if (!('ranges' in step) || character === space) return false;
  return step.ranges.some(([from, to]) => character >= from && character <= to) !== step.negated;
};
