import { isFields } from '../guards.ts';
import { none, type Problems, problem } from './rules.ts';

const deepest = 32;

function unfit(value: unknown, field: string, depth: number): Problems {
  if (value === null || value === undefined) return none;
  if (typeof value === 'string' || typeof value === 'boolean') return none;
  if (typeof value === 'number' && Number.isFinite(value)) return none;
  if (depth === 0) return [problem(field, `${field} is nested too deeply.`, deepest)];
  if (Array.isArray(value))
    return Array.from(value, (entry, at) => unfit(entry, `${field}[${at}]`, depth - 1)).flat();
  if (isFields(value) && isPlain(value)) {
    return Object.entries(value).flatMap(([name, entry]) => unfit(entry, `${field}.${name}`, depth - 1));
  }
  return [problem(field, `${field} cannot be written as JSON.`)];
}

/** No `toJSON`, no class: what is checked is what is sent. Objects of another realm are plain too. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || Object.getPrototypeOf(prototype) === null) && !('toJSON' in value);
}

/** A JSON object of any shape. With `filled` it must have at least one field. */
export function jsonObject(
  value: unknown,
  field: string,
  rule: { readonly optional?: boolean; readonly filled?: boolean } = {},
): Problems {
  if (value === undefined && rule.optional) return none;
  if (!isFields(value)) return [problem(field, `${field} must be a JSON object.`)];
  if (rule.filled && Object.keys(value).length === 0) {
    return [problem(field, `${field} must not be empty. Leave it out or put a field in.`)];
  }
  return unfit(value, field, deepest);
}
