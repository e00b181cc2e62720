import type { Json, JsonObject } from '../model/json.ts';
import { type Check, yesNo } from './check-kinds.ts';
import { oneOf, quote, type Said, say } from './say.ts';
import type { ContactCondition, ValueCondition } from './types.ts';
import { sameKey } from './words.ts';

const dayMs = 86_400_000;

/** Tags and attributes; each its own check, so that an explanation names the one that did not hold. */
export const contactChecks = (condition: ContactCondition): Check[] => [
  ...(condition.tags ? [tagsCheck(condition.tags)] : []),
  ...(condition.withoutTags ? [withoutTagsCheck(condition.withoutTags)] : []),
  ...Object.entries(condition.attributes ?? {}).map(([path, value]) => attributeCheck(path, value)),
];

const noTags = say("the contact's tags are not known", 'no se conocen las etiquetas del contacto');

const tagsCheck = (wanted: readonly string[]): Check => {
  const keys = [...new Set(wanted.map(sameKey))];
  const names = oneOf(wanted);
  return {
    condition: 'contact.tags',
    test: (facts) => {
      const tags = facts.tags();
      return tags ? yesNo(keys.some((key) => tags.has(key))) : 'unknown';
    },
    holds: (facts) => {
      const tags = facts.tags();
      const tag = tags?.get(keys.find((key) => tags.has(key)) ?? '') ?? '';
      return say(`the contact has the tag ${quote(tag)}`, `el contacto tiene la etiqueta ${quote(tag)}`);
    },
    fails: say(`the contact has no tag ${names.en}`, `el contacto no tiene la etiqueta ${names.es}`),
    unknown: noTags,
  };
};

const withoutTagsCheck = (unwanted: readonly string[]): Check => {
  const keys = [...new Set(unwanted.map(sameKey))];
  const names = oneOf(unwanted);
  return {
    condition: 'contact.withoutTags',
    test: (facts) => {
      const tags = facts.tags();
      return tags ? yesNo(!keys.some((key) => tags.has(key))) : 'unknown';
    },
    holds: () => say(`the contact has no tag ${names.en}`, `el contacto no tiene la etiqueta ${names.es}`),
    fails: say(`the contact has a tag ${names.en}`, `el contacto tiene la etiqueta ${names.es}`),
    unknown: noTags,
  };
};

const attributeCheck = (path: string, wanted: ValueCondition): Check => {
  const parts = path.split('.');
  const { test, said } = valueTest(wanted);
  const asksAbsence = typeof wanted === 'object' && !Array.isArray(wanted) && 'exists' in wanted;
  return {
    condition: `contact.attributes.${path}`,
    test: (facts) => {
      const value = attributeAt(facts.input.contact?.attributes, path, parts);
      if (value === undefined || value === null) {
        if (!asksAbsence || !facts.input.contact?.attributes) return 'unknown';
      }
      return yesNo(test(value ?? undefined, facts.input.now));
    },
    holds: () => say(`${path} is ${said.en}`, `${path} es ${said.es}`),
    fails: say(`${path} is not ${said.en}`, `${path} no es ${said.es}`),
    unknown: say(`${path} is not known`, `no se conoce ${path}`),
  };
};

/** The attribute of that very name, else what the path with dots leads to. Own properties only. */
export const attributeAt = (
  attributes: JsonObject | undefined,
  path: string,
  parts: readonly string[] = path.split('.'),
): Json | undefined => {
  if (!attributes) return undefined;
  if (Object.hasOwn(attributes, path)) return attributes[path];
  let value: Json | undefined = attributes;
  for (const part of parts) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    if (Array.isArray(value) && part === 'length') return undefined;
    value = (value as JsonObject)[part];
  }
  return value;
};

interface ValueTest {
  test(value: Json | undefined, now: number): boolean;
  readonly said: Said;
}

const valueTest = (wanted: ValueCondition): ValueTest => {
  if (typeof wanted !== 'object') return { test: equalTo([wanted]), said: oneOf([wanted]) };
  if (Array.isArray(wanted)) return { test: equalTo(wanted), said: oneOf(wanted) };
  const bounds = wanted as Exclude<ValueCondition, string | number | boolean | readonly unknown[]>;
  const { min, max, exists, contains, withinDays } = bounds;
  const part = contains === undefined ? undefined : sameKey(contains);
  const parts: Said[] = [
    ...(exists === undefined ? [] : [exists ? say('there', 'algo') : say('absent', 'nada')]),
    ...(min === undefined ? [] : [say(`at least ${min}`, `al menos ${min}`)]),
    ...(max === undefined ? [] : [say(`at most ${max}`, `como mucho ${max}`)]),
    ...(contains === undefined
      ? []
      : [say(`something with ${quote(contains)}`, `algo con ${quote(contains)}`)]),
    ...(withinDays === undefined
      ? []
      : [say(`within the last ${withinDays} days`, `de los últimos ${withinDays} días`)]),
  ];
  return {
    test: (value, now) => {
      if (exists !== undefined && (value !== undefined) !== exists) return false;
      if (min === undefined && max === undefined && part === undefined && withinDays === undefined)
        return true;
      if (value === undefined) return false;
      if (min !== undefined || max !== undefined) {
        const number = numberOf(value);
        if (number === undefined || number < (min ?? -Infinity) || number > (max ?? Infinity)) return false;
      }
      if (part !== undefined && !itemsOf(value).some((item) => sameKey(String(item)).includes(part))) {
        return false;
      }
      if (withinDays !== undefined) {
        const at = timeOf(value);
        if (at === undefined || at > now || now - at > withinDays * dayMs) return false;
      }
      return true;
    },
    said: {
      en: parts.map(({ en }) => en).join(' and ') || 'anything',
      es: parts.map(({ es }) => es).join(' y ') || 'cualquier cosa',
    },
  };
};

/** By their text, so that `5` is `"5"` and `gold` is `Gold`: tools differ in how they write the same thing. */
const equalTo = (wanted: readonly (string | number | boolean)[]) => {
  const keys = new Set(wanted.map((item) => sameKey(String(item))));
  return (value: Json | undefined): boolean => itemsOf(value).some((item) => keys.has(sameKey(String(item))));
};

/** One value, or those of a list. */
const itemsOf = (value: Json | undefined): (string | number | boolean)[] =>
  (Array.isArray(value) ? (value as readonly Json[]) : [value]).filter(
    (item): item is string | number | boolean =>
      typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean',
  );

const numberOf = (value: Json): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value))
    return undefined;
  return Number(value);
};

/** ISO 8601, or milliseconds since 1970 as number or text. */
const timeOf = (value: Json): number | undefined => {
  const number = numberOf(value);
  if (number !== undefined) return number;
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
};
