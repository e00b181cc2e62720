import { suggestion } from '../did-you-mean.ts';
import type { SettingsProblem } from './index.ts';
import type { File } from './schema.ts';

/** Names that stand for nothing, people who are two, and teams that belong to themselves. */
export const checkTeams = (file: File): SettingsProblem[] => [
  ...Object.entries(file.teams).flatMap(([name, team]) => {
    const path = ['teams', name];
    return [
      ...team.members.flatMap((member, index) => [
        ...unknown('user', member, file.users, [...path, 'members', index], 'users'),
        ...(team.members.indexOf(member) < index
          ? [
              {
                path: [...path, 'members', index],
                wrong: `names "${member}" a second time.`,
                fix: 'Take one out.',
              },
            ]
          : []),
      ]),
      ...unknown('team', team.parent, file.teams, [...path, 'parent'], 'teams'),
      ...unknown('opening hours', team.hours, file.hours, [...path, 'hours'], 'hours'),
    ];
  }),
  ...circles(file),
  ...samePerson(file, 'slackId'),
  ...samePerson(file, 'email'),
  ...samePerson(file, 'hubspotOwnerId'),
];

/** Nothing, or that a name is not among those of a section of the file. */
const unknown = (
  what: string,
  name: string | undefined,
  section: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
  heading: string,
): SettingsProblem[] => {
  if (name === undefined || Object.hasOwn(section, name)) return [];
  const names = Object.keys(section);
  const known =
    names.length === 0
      ? `Add it under ${heading}.`
      : `Known under ${heading}: ${names.slice(0, 12).join(', ')}.`;
  return [
    {
      path,
      wrong: `names "${name}", and there is no ${what} of that name.`,
      fix: suggestion(name, names).trim() || known,
    },
  ];
};

/** Each circle of parents once, at its first team. */
const circles = (file: File): SettingsProblem[] => {
  const done = new Set<string>();
  return Object.keys(file.teams).flatMap((start) => {
    const way: string[] = [];
    let name: string | undefined = start;
    while (name !== undefined && !done.has(name) && !way.includes(name)) {
      way.push(name);
      name = file.teams[name]?.parent;
    }
    const circle = name !== undefined && way.includes(name) ? way.slice(way.indexOf(name)) : [];
    for (const each of way) done.add(each);
    const [first] = circle;
    if (first === undefined) return [];
    return [
      {
        path: ['teams', first, 'parent'],
        wrong: `goes round in a circle: ${[...circle, first].join(' → ')}.`,
        fix: 'Take the parent out of one of them: that team is the last to be asked.',
      },
    ];
  });
};

const samePerson = (file: File, field: 'slackId' | 'email' | 'hubspotOwnerId'): SettingsProblem[] => {
  const first = new Map<string, string>();
  return Object.entries(file.users).flatMap(([name, user]) => {
    const value = user[field]?.toLowerCase();
    if (value === undefined) return [];
    const before = first.get(value);
    if (before === undefined) {
      first.set(value, name);
      return [];
    }
    return [
      {
        path: ['users', name, field],
        wrong: `is the same as in users.${before}.`,
        fix: 'Each person may stand there once: take one out.',
      },
    ];
  });
};
