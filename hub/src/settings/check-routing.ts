import type { Conditions, Target } from '@centralita/core/routing';
import { unknown } from './check-teams.ts';
import type { SettingsProblem } from './index.ts';
import type { File } from './schema.ts';

type Path = readonly PropertyKey[];

/** What rules name and the file does not have. */
export const checkRouting = (file: File): SettingsProblem[] => {
  if (!file.routing) return [];
  const { rules, otherwise, priority } = file.routing;
  const ids = rules.map(({ id }) => id);
  return [
    ...rules.flatMap((rule, index) => {
      const path = ['routing', 'rules', index];
      const first = ids.indexOf(rule.id);
      return [
        ...(first < index
          ? [
              {
                path: [...path, 'id'],
                wrong: `is the same as in routing.rules[${first}].`,
                fix: 'Give each rule an id of its own: events and explanations name it.',
              },
            ]
          : []),
        ...checkTarget(rule.to, [...path, 'to'], file),
        ...checkConditions(rule.when, [...path, 'when'], file),
      ];
    }),
    ...checkTarget(otherwise, ['routing', 'otherwise'], file),
    ...priority.flatMap(({ when }, index) =>
      checkConditions(when, ['routing', 'priority', index, 'when'], file),
    ),
  ];
};

const checkTarget = (target: Target, path: Path, file: File): SettingsProblem[] => {
  if ('team' in target) return unknown('team', target.team, file.teams, [...path, 'team'], 'teams');
  if ('user' in target) return unknown('user', target.user, file.users, [...path, 'user'], 'users');
  if ('owner' in target && target.otherwise) {
    return checkTarget(target.otherwise, [...path, 'otherwise'], file);
  }
  return [];
};

const checkConditions = (when: Conditions | undefined, path: Path, file: File): SettingsProblem[] => {
  if (!when) return [];
  return [
    ...(when.text?.lists ?? []).flatMap((list, index) =>
      unknown('word list', list, file.wordLists, [...path, 'text', 'lists', index], 'wordLists'),
    ),
    ...(when.hours
      ? unknown('opening hours', when.hours.of ?? 'default', file.hours, [...path, 'hours', 'of'], 'hours')
      : []),
    ...(when.any ?? []).flatMap((each, index) => checkConditions(each, [...path, 'any', index], file)),
    ...checkConditions(when.not, [...path, 'not'], file),
  ];
};
