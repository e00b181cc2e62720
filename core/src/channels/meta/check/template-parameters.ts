import { type Fields, isFields } from '../guards.ts';
import { location } from './basic.ts';
import { mediaRef } from './media.ts';
import { fields, list, none, number, oneOf, type Problems, problem, text, unique } from './rules.ts';

/** The longest text of a parameter in Meta's OpenAPI description. */
const longestText = 32_768;

function parameterName(value: unknown, field: string): Problems {
  const wrong = text(value, field, { optional: true });
  if (wrong.length > 0 || typeof value !== 'string') return wrong;
  return /^[a-z0-9_]+$/.test(value)
    ? none
    : [problem(field, `${field} may hold small letters, digits and _ only, as in the template.`)];
}

function currency(of: Fields, at: string): Problems {
  const code = typeof of.code === 'string' && /^[A-Z]{3}$/.test(of.code);
  return [
    ...text(of.fallback, `${at}.fallback`),
    ...(code ? none : [problem(`${at}.code`, `${at}.code must be three capital letters, such as EUR.`, 3)]),
    ...number(of.amount1000, `${at}.amount1000`, { whole: true }),
  ];
}

const prefix = (problems: Problems, at: string): Problems =>
  problems.map((one) => ({ ...one, field: `${at}.${one.field}`, message: `${at}.${one.message}` }));

function parameter(of: Fields, at: string, types: readonly string[], longest: number): Problems {
  const wrong = oneOf(of.type, `${at}.type`, types);
  if (wrong.length > 0) return wrong;
  switch (of.type) {
    case 'text':
      return [...text(of.text, `${at}.text`, { max: longest }), ...parameterName(of.name, `${at}.name`)];
    case 'currency':
      return [...currency(of, at), ...parameterName(of.name, `${at}.name`)];
    case 'date_time':
      return [...text(of.fallback, `${at}.fallback`), ...parameterName(of.name, `${at}.name`)];
    case 'location':
      return prefix(location(of), at);
    case 'product':
      return [
        ...text(of.productRetailerId, `${at}.productRetailerId`),
        ...text(of.catalogId, `${at}.catalogId`),
      ];
    default:
      return [...mediaRef(of, at), ...text(of.filename, `${at}.filename`, { optional: true })];
  }
}

const headerTypes = ['text', 'image', 'video', 'document', 'location', 'product'];
const bodyTypes = ['text', 'currency', 'date_time'];

export const headerParameter = (value: unknown, field: string): Problems =>
  fields(value, field, (of) => parameter(of, field, headerTypes, 60), { optional: true });

export const bodyParameters = (value: unknown, field: string): Problems =>
  list(value, field, { optional: true }, (entry, at) =>
    fields(entry, at, (of) => parameter(of, at, bodyTypes, longestText)),
  );

interface Place {
  readonly field: string;
  readonly parameters: unknown;
  /** The one parameter is the field itself, not an entry of a list. */
  readonly single?: boolean;
}

/** A template has named variables or numbered ones, never both; each name fills one variable of a part. */
export function namesAgree(places: readonly Place[]): Problems {
  const values = places.map(({ field, parameters, single }) =>
    (Array.isArray(parameters) ? Array.from(parameters) : []).flatMap((of: unknown, index) =>
      isFields(of) && bodyTypes.some((type) => type === of.type)
        ? [{ field: `${field}${single ? '' : `[${index}]`}.name`, value: of.name }]
        : [],
    ),
  );
  const all = values.flat();
  const named = all.filter(({ value }) => value !== undefined).length;
  const repeated = values.flatMap((of) => unique(of));
  if (named === 0 || named === all.length) return repeated;
  const missing = all.find(({ value }) => value === undefined)?.field ?? 'body';
  return [
    ...repeated,
    problem(missing, `${missing} is missing: name all values of a template or none of them.`),
  ];
}
