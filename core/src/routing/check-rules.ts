import { checkConditions } from './check-conditions.ts';
import { checkHours } from './check-hours.ts';
import { coveredRules } from './covered-rules.ts';
import { type Names, type Path, problem, unknownName } from './rule-problem.ts';
import type { Rule, RuleProblem, RuleSet, Target } from './types.ts';
import { builtInWordLists, wordListsOf } from './word-lists.ts';

/** Names that a set may use; what is not given is not checked. */
export interface KnownNames {
  readonly teams?: Iterable<string>;
  readonly users?: Iterable<string>;
  /** Ids, provider ids and names of channel accounts. */
  readonly accounts?: Iterable<string>;
}

/** Everything that is wrong with a rule set, or hardly as meant; in the order of the set. */
export const checkRules = (set: RuleSet, known: KnownNames = {}): RuleProblem[] => {
  const names: Names = {
    ...(known.teams ? { teams: new Set(known.teams) } : {}),
    ...(known.users ? { users: new Set(known.users) } : {}),
    ...(known.accounts ? { accounts: new Set(known.accounts) } : {}),
    hours: new Set(Object.keys(set.hours ?? {})),
    wordLists: new Set(Object.keys(wordListsOf(set))),
  };
  return [
    ...sameIds(set.rules),
    ...set.rules.flatMap((rule, index) => [
      ...checkTarget(rule.to, ['rules', index, 'to'], names),
      ...(rule.when ? checkConditions(rule.when, ['rules', index, 'when'], names) : []),
    ]),
    ...coveredRules(set),
    ...(set.otherwise
      ? checkTarget(set.otherwise, ['otherwise'], names)
      : [
          problem(
            ['otherwise'],
            'error',
            'is missing, and what no rule takes would go nowhere',
            'Name a team, such as { team: support }.',
          ),
        ]),
    ...(set.priority ?? []).flatMap(({ when }, index) =>
      checkConditions(when, ['priority', index, 'when'], names),
    ),
    ...Object.entries(set.hours ?? {}).flatMap(([name, hours]) => checkHours(hours, ['hours', name])),
    ...emptyLists(set),
  ];
};

const sameIds = (rules: readonly Rule[]): RuleProblem[] => {
  const first = new Map<string, number>();
  return rules.flatMap(({ id }, index) => {
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, index);
      return [];
    }
    return [
      problem(
        ['rules', index, 'id'],
        'error',
        `is the same as in rules[${before}]`,
        'Give each rule an id of its own: events and explanations name it.',
      ),
    ];
  });
};

const checkTarget = (
  target: Target,
  path: Path,
  names: Names,
  within: readonly Target[] = [],
): RuleProblem[] => {
  if (within.includes(target)) {
    return [problem(path, 'error', 'goes round in a circle', 'Name a team or a person in the end.')];
  }
  const kinds = ['team', 'user', 'owner', 'slackChannel', 'output'].filter((kind) => kind in target);
  if (kinds.length !== 1) {
    return [
      problem(
        path,
        'error',
        kinds.length === 0 ? 'names nobody' : `names several at once: ${kinds.join(', ')}`,
        'Give exactly one of team, user, owner, slackChannel and output.',
      ),
    ];
  }
  if ('team' in target) return unknownName('team', target.team, names.teams, [...path, 'team']);
  if ('user' in target) return unknownName('user', target.user, names.users, [...path, 'user']);
  if ('owner' in target && target.otherwise) {
    return checkTarget(target.otherwise, [...path, 'otherwise'], names, [...within, target]);
  }
  return [];
};

const emptyLists = ({ wordLists = {} }: RuleSet): RuleProblem[] =>
  Object.entries(wordLists).flatMap(([name, languages]) =>
    Object.values(languages).some((words) => words.length > 0)
      ? []
      : [
          problem(
            ['wordLists', name],
            'warning',
            'has no words, so nothing is ever found in it',
            Object.hasOwn(builtInWordLists, name)
              ? 'Put words into it, or take it out: the built-in list of that name counts again then.'
              : 'Put words into it.',
          ),
        ],
  );
