import { CentralitaError } from '@centralita/core/model';
import type { RuleSet } from '@centralita/core/routing';
import { problemsOf, showPath, strict } from '../strict.ts';
import { hoursByName } from './hours.ts';
import { routing, wordLists } from './routing.ts';

const ruleSet = strict({
  ...routing.shape,
  hours: hoursByName.optional(),
  wordLists: wordLists.optional(),
});

/** A set of rules that somebody sent; hours and word lists are those in force where it has none of its own. */
export const readRuleSet = (value: unknown, inForce: RuleSet): RuleSet => {
  const result = ruleSet.safeParse(value, { reportInput: true });
  if (!result.success) {
    const problems = problemsOf(result.error).map(({ path, ...said }) => ({
      ...said,
      at: showPath(['rules', ...path]),
    }));
    throw new CentralitaError(
      'invalid_request',
      problems.map(({ at, wrong, fix }) => `${at} ${wrong}${fix ? ` Fix: ${fix}` : ''}`).join('\n'),
      { field: problems[0]?.at ?? 'rules' },
    );
  }
  const { hours, wordLists: lists, ...rest } = result.data;
  return {
    ...rest,
    ...((hours ?? inForce.hours) ? { hours: hours ?? inForce.hours } : {}),
    ...((lists ?? inForce.wordLists) ? { wordLists: lists ?? inForce.wordLists } : {}),
  } as RuleSet;
};
