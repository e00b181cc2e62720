import { z } from 'zod';
import { didYouMean, suggestion } from './did-you-mean.ts';

/** An object that names fields it does not know, with the one that was probably meant. */
export const strict = <Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> =>
  z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      return (issue.keys as string[]).map((key) => fixUnknown(key, Object.keys(shape))).join(fieldBreak);
    },
  });

/** What is wrong at one place of what somebody wrote, and what to write instead. Values are not repeated: they may be secret. */
export interface WrittenProblem {
  readonly path: readonly PropertyKey[];
  readonly wrong: string;
  readonly fix?: string;
}

/** Every problem of a value, in words for the person who wrote it. Messages of our own may say `wrong. Fix: what to do`. */
export const problemsOf = (error: z.core.$ZodError): WrittenProblem[] => error.issues.flatMap(sayIssue);

const fieldBreak = '\n';

const fixUnknown = (key: string, known: readonly string[]): string => {
  const meant = didYouMean(key, known);
  if (meant !== undefined) return `Did you mean "${meant}"?`;
  return known.length > 0 ? `Known here: ${known.join(', ')}.` : 'Take it out.';
};

const sayIssue = (issue: z.core.$ZodIssue): WrittenProblem[] => {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const fixes = issue.message.split(fieldBreak);
      return issue.keys.map((key, index) => ({
        path: [...path, key],
        wrong: 'is not known here.',
        fix: fixes[index] ?? '',
      }));
    }
    case 'invalid_type':
      return [
        {
          path,
          wrong: missing(issue) ?? 'is of another kind.',
          fix: `It must be ${kindOf(issue.expected)}.`,
        },
      ];
    case 'invalid_value': {
      const choices = issue.values.map(String);
      const meant = typeof issue.input === 'string' ? suggestion(issue.input, choices) : '';
      const among = choices.length === 1 ? `"${choices[0]}"` : `one of ${choices.join(', ')}`;
      return [
        { path, wrong: missing(issue) ?? 'is none of the choices.', fix: `It must be ${among}.${meant}` },
      ];
    }
    case 'too_small':
      return [
        { path, wrong: 'is too small.', fix: `It must ${size(issue.origin, 'least', issue.minimum)}.` },
      ];
    case 'too_big':
      return [{ path, wrong: 'is too large.', fix: `It must ${size(issue.origin, 'most', issue.maximum)}.` }];
    case 'invalid_key':
      return issue.issues.flatMap((inner) => sayIssue({ ...inner, path } as z.core.$ZodIssue));
    case 'invalid_union':
      return nearest(issue).map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
    default: {
      const [wrong = '', fix] = issue.message.split(' Fix: ');
      return [{ path, wrong, ...(fix === undefined ? {} : { fix }) }];
    }
  }
};

const missing = (issue: z.core.$ZodIssue): string | undefined =>
  issue.input === undefined ? 'is missing.' : undefined;

/** Of a union's branches, the problems of the one that fits best: the deepest, then the one with fewest. */
const nearest = (issue: z.core.$ZodIssueInvalidUnion): WrittenProblem[] => {
  const branches = issue.errors
    .map((issues) => issues.flatMap(sayIssue))
    .filter((found) => found.length > 0)
    .toSorted((x, y) => depth(y) - depth(x) || x.length - y.length);
  const best = branches[0];
  if (!best) return [{ path: [], wrong: 'has a form that is not known.' }];
  if (depth(best) > 0) return best;
  const fixes = branches.map((found) => found[0]?.fix ?? '');
  const own = branches.find((found) => !found[0]?.fix?.startsWith('It must be '));
  if (own) return own;
  const kinds = fixes.map((fix) => fix.replace(/^It must be |\.$/g, ''));
  return [{ path: [], wrong: best[0]?.wrong ?? '', fix: `It must be ${kinds.join(', or ')}.` }];
};

const depth = (found: readonly WrittenProblem[]): number => Math.max(...found.map(({ path }) => path.length));

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
const kindOf = (expected: string): string => kinds[expected] ?? expected;

const size = (origin: string, bound: 'least' | 'most', limit: number | bigint): string =>
  origin === 'string'
    ? `have at ${bound} ${limit} characters`
    : origin === 'array'
      ? `have at ${bound} ${limit} items`
      : `be at ${bound} ${limit}`;

/** `accounts[0].phoneNumberId` */
export const showPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
