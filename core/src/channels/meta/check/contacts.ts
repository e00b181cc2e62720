import type { Fields } from '../guards.ts';
import { fields, list, none, type Problems, problem, text } from './rules.ts';

const nameParts = ['firstName', 'lastName', 'middleName', 'suffix', 'prefix'] as const;

function name(value: Fields, field: string): Problems {
  const parts = nameParts.flatMap((part) => text(value[part], `${field}.${part}`, { optional: true }));
  const some = nameParts.some((part) => value[part] !== undefined);
  return [
    ...text(value.formattedName, `${field}.formattedName`),
    ...parts,
    ...(some
      ? none
      : [problem(`${field}.firstName`, `${field} needs one more part, such as ${field}.firstName.`)]),
  ];
}

const texts = (value: unknown, field: string, names: readonly string[]): Problems =>
  fields(value, field, (of) =>
    names.flatMap((part) => text(of[part], `${field}.${part}`, { optional: true })),
  );

/** A list of small objects; the first name of each is required. */
const entries = (value: unknown, field: string, names: readonly [string, ...string[]]): Problems =>
  list(value, field, { min: 0, optional: true }, (entry, at) =>
    fields(entry, at, (of) => [...text(of[names[0]], `${at}.${names[0]}`), ...texts(of, at, names.slice(1))]),
  );

const addressParts = ['street', 'city', 'state', 'zip', 'country', 'countryCode', 'type'];

function birthday(value: unknown, field: string): Problems {
  const wrong = text(value, field, { optional: true });
  if (wrong.length > 0 || typeof value !== 'string') return wrong;
  return /^\d{4}-\d{2}-\d{2}$/.test(value)
    ? none
    : [problem(field, `${field} must be a date such as 1990-12-31.`)];
}

const card = (value: unknown, at: string): Problems =>
  fields(value, at, (of) => [
    ...fields(of.name, `${at}.name`, (parts) => name(parts, `${at}.name`)),
    ...entries(of.phones, `${at}.phones`, ['phone', 'waId', 'type']),
    ...entries(of.emails, `${at}.emails`, ['email', 'type']),
    ...entries(of.urls, `${at}.urls`, ['url', 'type']),
    ...list(of.addresses, `${at}.addresses`, { min: 0, optional: true }, (entry, field) =>
      texts(entry, field, addressParts),
    ),
    ...(of.org === undefined ? none : texts(of.org, `${at}.org`, ['company', 'department', 'title'])),
    ...birthday(of.birthday, `${at}.birthday`),
  ]);

export const contacts = (content: Fields): Problems => list(content.contacts, 'contacts', {}, card);
