import { makeKeywords } from '@centralita/core/consent';
import { suggestion } from '../did-you-mean.ts';
import { checkTeams } from './check-teams.ts';
import type { SettingsProblem } from './index.ts';
import type { File } from './schema.ts';
import { keywordsOf } from './settings-of.ts';

/** What only shows when parts of the file are held against each other. */
export const crossCheck = (file: File): SettingsProblem[] => [
  ...twice(file.endpoints, 'endpoints', 'id'),
  ...twice(file.accounts, 'accounts', 'phoneNumberId'),
  ...unknownEndpoints(file),
  ...keywordProblems(file),
  ...checkTeams(file),
];

const twice = <K extends string>(
  items: readonly { readonly [name in K]: string }[],
  list: string,
  field: K,
): SettingsProblem[] =>
  items.flatMap((item, index) => {
    const first = items.findIndex((other) => other[field] === item[field]);
    if (first === index) return [];
    return [
      {
        path: [list, index, field],
        wrong: `is the same as in ${list}[${first}].`,
        fix: 'Each may stand there once: take one out.',
      },
    ];
  });

const unknownEndpoints = (file: File): SettingsProblem[] => {
  const ids = file.endpoints.map(({ id }) => id);
  return file.accounts.flatMap(({ endpoint }, index) => {
    if (ids.includes(endpoint)) return [];
    const known = ids.length > 0 ? `Known: ${ids.join(', ')}.` : 'Add it to endpoints.';
    return [
      {
        path: ['accounts', index, 'endpoint'],
        wrong: `names "${endpoint}", and there is no such endpoint.`,
        fix: suggestion(endpoint, ids).trim() || known,
      },
    ];
  });
};

const keywordProblems = (file: File): SettingsProblem[] => {
  try {
    makeKeywords(keywordsOf(file));
    return [];
  } catch (error) {
    const { detail } = error as { detail?: string };
    return [
      { path: ['consent', 'keywords'], wrong: `${detail ?? 'cannot be used'}.`, fix: 'Take that word out.' },
    ];
  }
};
