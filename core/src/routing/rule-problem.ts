import { suggestion } from '../did-you-mean/index.ts';
import type { RuleProblem } from './types.ts';

export type Path = readonly (string | number)[];

/** What `checkRules` looks names up in. */
export interface Names {
  readonly teams?: ReadonlySet<string>;
  readonly users?: ReadonlySet<string>;
  readonly accounts?: ReadonlySet<string>;
  readonly hours: ReadonlySet<string>;
  readonly wordLists: ReadonlySet<string>;
}

export const problem = (
  path: Path,
  severity: RuleProblem['severity'],
  message: string,
  fix: string,
): RuleProblem => ({ path, severity, message, fix });

/** Nothing, or that a name is not among the known ones. */
export const unknownName = (
  what: string,
  name: string,
  known: ReadonlySet<string> | undefined,
  path: Path,
): RuleProblem[] => {
  if (!known || known.has(name)) return [];
  const some = [...known].slice(0, 12).join(', ');
  const others = some === '' ? 'There is none at all yet: add it first.' : `Known: ${some}.`;
  return [
    problem(
      path,
      'error',
      `names "${name}", and there is no ${what} of that name`,
      suggestion(name, known).trim() || others,
    ),
  ];
};
