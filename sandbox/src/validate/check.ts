import { badParameter, badValue, missing } from '../graph/error.ts';

export type Fields = Record<string, unknown>;

/** Characters as people count them. */
export const lengthOf = (text: string): number => {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
};

/** A JSON object with no other keys than these. */
export const object = (value: unknown, path: string, keys?: readonly string[]): Fields => {
  if (value === undefined || value === null) throw missing(`Parameter '${path}' is mandatory.`);
  if (typeof value !== 'object' || Array.isArray(value))
    throw badParameter(`Param ${path} must be a JSON object.`);
  if (keys)
    for (const key in value)
      if (!keys.includes(key)) throw badParameter(`Unexpected key "${key}" on param "${path}".`);
  return value as Fields;
};

export const list = (value: unknown, path: string, min: number, max: number): unknown[] => {
  if (value === undefined || value === null) throw missing(`Parameter '${path}' is mandatory.`);
  if (!Array.isArray(value)) throw badParameter(`Param ${path} must be an array.`);
  if (value.length < min || value.length > max)
    throw badValue(`${path}: invalid count ${value.length}. Min allowed: ${min}, max allowed: ${max}.`);
  return value;
};

/** A non-empty string of at most `max` characters. */
export const text = (value: unknown, path: string, max: number, min = 1): string => {
  if (value === undefined || value === null) throw missing(`Parameter '${path}' is mandatory.`);
  if (typeof value !== 'string') throw badParameter(`Param ${path} must be a string.`);
  // Code units are at least as many as characters, so most texts need no counting.
  const length = value.length > max ? lengthOf(value) : value.length;
  if (length > max || length < min)
    throw badValue(`${path}: invalid length ${length}. Min length: ${min}, max length: ${max}.`);
  return value;
};

export const optionalText = (value: unknown, path: string, max: number): string | undefined =>
  value === undefined || value === null ? undefined : text(value, path, max, 0);

export const flag = (value: unknown, path: string): void => {
  if (value !== undefined && typeof value !== 'boolean')
    throw badParameter(`Param ${path} must be a boolean.`);
};

/** A number, or a string that is one. */
export const number = (value: unknown, path: string, min: number, max: number): number => {
  if (value === undefined || value === null || value === '')
    throw missing(`Parameter '${path}' is mandatory.`);
  const parsed = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  if (!Number.isFinite(parsed)) throw badParameter(`Param ${path} must be a number.`);
  if (parsed < min || parsed > max) throw badValue(`${path} must be between ${min} and ${max}.`);
  return parsed;
};

export const oneOf = <T extends string>(value: unknown, path: string, allowed: readonly T[]): T => {
  if (value === undefined || value === null) throw missing(`Parameter '${path}' is mandatory.`);
  if (!allowed.includes(value as T))
    throw badParameter(
      `Param ${path} must be one of {${allowed.join(', ').toUpperCase()}} - got "${String(value)}".`,
    );
  return value as T;
};

export const webAddress = (value: unknown, path: string, max = 2048): string => {
  const url = text(value, path, max);
  if (!/^https?:\/\/\S+$/i.test(url)) throw badValue(`${path} is not a valid URL: ${url.slice(0, 100)}`);
  return url;
};
