import { maxDepth } from './condition-checks.ts';
import { compilePattern } from './pattern.ts';
import { type Names, type Path, problem, unknownName } from './rule-problem.ts';
import type { Conditions, RuleProblem, TextCondition, ValueCondition } from './types.ts';
import { foldForRules } from './words.ts';

export const checkConditions = (
  when: Conditions,
  path: Path,
  names: Names,
  around: readonly Conditions[] = [],
): RuleProblem[] => {
  if (around.includes(when)) {
    return [
      problem(
        path,
        'error',
        'goes round in a circle: it is a part of itself',
        'Write the conditions out once.',
      ),
    ];
  }
  if (around.length > maxDepth) {
    return [
      problem(
        path,
        'error',
        `is nested more than ${maxDepth} deep, and never holds`,
        'Split it into several rules.',
      ),
    ];
  }
  const inside = [...around, when];
  return [
    ...(when.text ? checkText(when.text, [...path, 'text'], names) : []),
    ...(['reply', 'kind', 'country', 'language', 'account'] as const).flatMap((name) =>
      neverFits(when[name], [...path, name]),
    ),
    ...neverFits(when.contact?.tags, [...path, 'contact', 'tags']),
    ...Object.entries(when.contact?.attributes ?? {}).flatMap(([name, value]) =>
      checkValue(value, [...path, 'contact', 'attributes', name]),
    ),
    ...(when.account ?? []).flatMap((account, index) =>
      unknownName('account', account, names.accounts, [...path, 'account', index]),
    ),
    ...(when.hours
      ? unknownName('opening hours', when.hours.of ?? 'default', names.hours, [
          ...path,
          'hours',
          ...(when.hours.of === undefined ? [] : ['of']),
        ])
      : []),
    ...neverFits(when.any, [...path, 'any']),
    ...(when.any ?? []).flatMap((each, index) =>
      checkConditions(each, [...path, 'any', index], names, inside),
    ),
    ...(when.not ? checkConditions(when.not, [...path, 'not'], names, inside) : []),
  ];
};

const neverFits = (list: readonly unknown[] | undefined, path: Path): RuleProblem[] =>
  list?.length === 0
    ? [
        problem(
          path,
          'warning',
          'is an empty list, so it never holds',
          'Put something into it, or take it out.',
        ),
      ]
    : [];

const checkText = (text: TextCondition, path: Path, names: Names): RuleProblem[] => [
  ...(Object.values(text).every((list) => list === undefined || list.length === 0)
    ? [problem(path, 'warning', 'looks for nothing, so it never holds', 'Give it words, or take it out.')]
    : []),
  ...(text.words ?? []).flatMap((word, index) =>
    foldForRules(word).words.length > 0
      ? []
      : [
          problem(
            [...path, 'words', index],
            'warning',
            `"${word}" has no letter or digit, so it is never a word`,
            'Put it under contains.',
          ),
        ],
  ),
  ...(['contains', 'equals'] as const).flatMap((name) =>
    (text[name] ?? []).flatMap((entry, index) =>
      foldForRules(entry).plain === ''
        ? [problem([...path, name, index], 'warning', 'is empty, so it never fits', 'Take it out.')]
        : [],
    ),
  ),
  ...(text.lists ?? []).flatMap((list, index) =>
    unknownName('word list', list, names.wordLists, [...path, 'lists', index]),
  ),
  ...(text.patterns ?? []).flatMap((source, index) => {
    const compiled = compilePattern(source);
    if (!('message' in compiled)) return [];
    return [
      problem(
        [...path, 'patterns', index],
        'error',
        `${compiled.message} (character ${compiled.at + 1})`,
        compiled.fix,
      ),
    ];
  }),
];

const checkValue = (value: ValueCondition, path: Path): RuleProblem[] => {
  if (typeof value !== 'object') return [];
  if (Array.isArray(value)) return neverFits(value, path);
  const { min, max } = value as { readonly min?: number; readonly max?: number };
  if (min === undefined || max === undefined || min <= max) return [];
  return [
    problem(path, 'warning', `is at least ${min} and at most ${max}: nothing is`, 'Exchange min and max.'),
  ];
};
