import type { ContentProblem } from '../../channel.ts';
import { type Fields, isFields } from '../guards.ts';

/** Each rule takes a value of any type and the name its writer knows it by, and says what is wrong with it. */
export type Problems = ContentProblem[];

export const problem = (field: string, message: string, limit?: number): ContentProblem =>
  limit === undefined ? { field, message } : { field, limit, message };

export const none: Problems = [];

/** Characters as a person counts code points: an emoji outside the basic plane is one, not two. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

interface TextRule {
  /** Code points at most. */
  readonly max?: number;
  readonly optional?: boolean;
  /** An empty text has a meaning here. */
  readonly mayBeEmpty?: boolean;
}

export function text(value: unknown, field: string, rule: TextRule = {}): Problems {
  if (value === undefined && rule.optional) return none;
  if (typeof value !== 'string') return [problem(field, `${field} must be a text.`)];
  if (!rule.mayBeEmpty && value.trim() === '') {
    return [problem(field, `${field} is empty. ${rule.optional ? 'Leave it out or w' : 'W'}rite something.`)];
  }
  if (rule.max === undefined || value.length <= rule.max) return none;
  const length = countCharacters(value);
  if (length <= rule.max) return none;
  const words = `${field} has ${length} characters, at most ${rule.max} are allowed. Shorten it by ${length - rule.max}.`;
  return [problem(field, words, rule.max)];
}

export function flag(value: unknown, field: string): Problems {
  return value === undefined || typeof value === 'boolean'
    ? none
    : [problem(field, `${field} must be true or false.`)];
}

interface NumberRule {
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
  readonly optional?: boolean;
}

export function number(value: unknown, field: string, rule: NumberRule = {}): Problems {
  if (value === undefined && rule.optional) return none;
  const { min = -Infinity, max = Infinity, whole = false } = rule;
  if (typeof value !== 'number' || !Number.isFinite(value))
    return [problem(field, `${field} must be a number.`)];
  if (whole && !Number.isSafeInteger(value)) return [problem(field, `${field} must be a whole number.`)];
  if (value < min) return [problem(field, `${field} must be at least ${min}.`, min)];
  if (value > max) return [problem(field, `${field} must be at most ${max}.`, max)];
  return none;
}

export function oneOf(
  value: unknown,
  field: string,
  choices: readonly string[],
  rule: { readonly optional?: boolean } = {},
): Problems {
  if (value === undefined && rule.optional) return none;
  const fits = typeof value === 'string' && choices.includes(value);
  return fits ? none : [problem(field, `${field} must be one of: ${choices.join(', ')}.`)];
}

/** An address the platform can fetch or open: http or https, nothing but printable characters. */
export function link(value: unknown, field: string): Problems {
  const missing = text(value, field);
  if (missing.length > 0 || typeof value !== 'string') return missing;
  const words = `${field} must be a web address that begins with https:// (or http://).`;
  return /^https?:\/\/[^\s/]/i.test(value) && !/\s/.test(value) && URL.canParse(value)
    ? none
    : [problem(field, words)];
}

/** An object whose fields `each` looks into. */
export function fields(
  value: unknown,
  field: string,
  each: (value: Fields) => Problems,
  rule: { readonly optional?: boolean } = {},
): Problems {
  if (value === undefined && rule.optional) return none;
  return isFields(value) ? each(value) : [problem(field, `${field} must be an object with fields.`)];
}

interface ListRule {
  readonly min?: number;
  readonly max?: number;
  readonly optional?: boolean;
  /** What to do instead when there are too many. */
  readonly instead?: string;
}

/** A list whose entries `each` looks into, named `field[0]`, `field[1]` and so on. */
export function list(
  value: unknown,
  field: string,
  rule: ListRule,
  each: (entry: unknown, field: string) => Problems,
): Problems {
  if (value === undefined && rule.optional) return none;
  if (!Array.isArray(value)) return [problem(field, `${field} must be a list.`)];
  const { min = 1, max = Infinity } = rule;
  if (value.length < min) {
    return [problem(field, `${field} has ${value.length} entries, at least ${min} must be there.`, min)];
  }
  if (value.length > max) {
    const words = `${field} has ${value.length} entries, at most ${max} are allowed.`;
    return [problem(field, rule.instead ? `${words} ${rule.instead}` : words, max)];
  }
  return Array.from(value, (entry, index) => each(entry, `${field}[${index}]`)).flat();
}

/** Says which entries repeat an earlier one. Values that are no texts are another rule's business. */
export function unique(values: readonly { readonly field: string; readonly value: unknown }[]): Problems {
  const first = new Map<string, string>();
  return values.flatMap(({ field, value }) => {
    if (typeof value !== 'string') return none;
    const before = first.get(value);
    if (before === undefined) first.set(value, field);
    return before === undefined
      ? none
      : [problem(field, `${field} is the same as ${before}. Each must be different.`)];
  });
}

/** The same field of every entry, for {@link unique}. */
export const each = (entries: unknown, field: string, name: string): { field: string; value: unknown }[] =>
  Array.isArray(entries)
    ? Array.from(entries, (entry, index) => ({
        field: `${field}[${index}].${name}`,
        value: isFields(entry) ? entry[name] : undefined,
      }))
    : [];

export const absent = (value: unknown, field: string, why: string): Problems =>
  value === undefined ? none : [problem(field, `${field} cannot be used here: ${why}`)];
