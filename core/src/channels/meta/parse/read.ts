import type { Json, JsonObject } from '../../../model/json.ts';

/** What is being put together; readonly once it is handed on. */
export type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

type Value = Json | undefined;

export const isObject = (value: Value): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: Value): value is readonly Json[] => Array.isArray(value);

export const objectOf = (value: Value): JsonObject | undefined => (isObject(value) ? value : undefined);

/** The list's objects; what is no list, or no object in it, is left out. */
export const objectsOf = (value: Value): JsonObject[] => (isList(value) ? value.filter(isObject) : []);

/** A text, or a number as text: ids come both ways. Empty is absent. */
export const textOf = (value: Value): string | undefined => {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
};

/** A number, or a text that is one. */
export const numberOf = (value: Value): number | undefined => {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
};

export const booleanOf = (value: Value): boolean | undefined => {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
};

/** The provider writes its words in either case. */
export const lowerOf = (value: Value): string | undefined => textOf(value)?.toLowerCase();

/** The object's own member; `constructor` and the like are no members. */
export const memberOf = (object: JsonObject, key: string): Value =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** Sets what is there; an absent value leaves no key behind. */
export const put = <T, Key extends keyof T>(target: T, key: Key, value: T[Key] | undefined): void => {
  if (value !== undefined) target[key] = value;
};

/** Sets a member as JSON has it; plain assignment of `__proto__` would change the prototype instead. */
export const setMember = (target: Record<string, Value>, key: string, value: Value): void => {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else target[key] = value;
};

type TextKeys<T> = { [Key in keyof T]-?: string extends T[Key] ? Key : never }[keyof T];

/** A converter from a table: our name of each text → the provider's. */
export const textsBy = <T>(names: Partial<Record<TextKeys<Required<T>>, string>>) => {
  const pairs = Object.entries(names) as [keyof T, string][];
  return (from: JsonObject): Draft<T> => {
    const to = {} as Draft<T>;
    for (const [name, theirs] of pairs) put(to, name, textOf(from[theirs]) as T[keyof T] | undefined);
    return to;
  };
};
