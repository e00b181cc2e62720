import { maskText, restoreText } from './mask-text.ts';
import { isRecord, numbersInFields } from './number-fields.ts';
import type { IsHidden } from './numbers.ts';

/** Shows customers' numbers in part, wherever they stand. */
export interface Masker {
  text(text: string): string;
  /** Of what JSON holds. */
  value(value: unknown): unknown;
  /** What somebody sends back who was shown `value(original)`: numbers that they left as shown are whole again. */
  restore<T>(given: T, original: unknown): T;
}

/** `isContact`: whether digits, without `+`, are the number of somebody the hub knows. */
export const createMasker = (isContact: IsHidden): Masker => ({
  text: (text) => maskText(text, hiddenIn(text, isContact)),
  value: (value) => mask(value, hiddenIn(value, isContact)),
  restore: (given, original) => restore(given, original, hiddenIn(original, isContact)) as typeof given,
});

/**
 * Numbers of an answer that are looked for among the contacts, some microseconds each. No page holds so many: only who
 * writes thousands of digits to keep the hub busy. What would be looked for after that is hidden.
 */
const mostLookUps = 10_000;

/** Contacts, and whoever stands in a field for numbers. */
const hiddenIn = (whole: unknown, isContact: IsHidden): IsHidden => {
  const inFields = numbersInFields(whole);
  const known = new Map<string, boolean>();
  return (digits) => {
    let hidden = known.get(digits);
    if (hidden === undefined) {
      hidden = inFields.has(digits) || known.size >= mostLookUps || isContact(digits);
      known.set(digits, hidden);
    }
    return hidden;
  };
};

/** `field`: where the part stands; `within`: the field around that. */
const mask = (part: unknown, isHidden: IsHidden, field = '', within = ''): unknown => {
  if (typeof part === 'string')
    // What could not be read as an update: nobody knows which of its digits are a number.
    return maskText(part, within === 'raw' && field === 'text' ? () => true : isHidden);
  if (typeof part === 'number') return isNumberOf(part, isHidden) ? maskText(String(part), isHidden) : part;
  if (Array.isArray(part)) return part.map((one) => mask(one, isHidden, field, within));
  if (!isRecord(part)) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, one]) => [maskText(name, isHidden), mask(one, isHidden, name, field)]),
  );
};

const restore = (given: unknown, original: unknown, isHidden: IsHidden): unknown => {
  if (typeof given === 'string') {
    if (typeof original === 'string') return restoreText(given, original, isHidden);
    return typeof original === 'number' && given === mask(original, isHidden) ? original : given;
  }
  if (Array.isArray(given)) {
    const before: readonly unknown[] = Array.isArray(original) ? original : [];
    return given.map((one) => before.find((each) => mask(each, isHidden) === one) ?? one);
  }
  if (!isRecord(given)) return given;
  const before = isRecord(original) ? original : {};
  const names = new Map(Object.keys(before).map((name) => [maskText(name, isHidden), name]));
  return Object.fromEntries(
    Object.entries(given).map(([shown, one]) => {
      const name = names.get(shown) ?? shown;
      return [name, restore(one, Object.hasOwn(before, name) ? before[name] : undefined, isHidden)];
    }),
  );
};

const isNumberOf = (value: number, isHidden: IsHidden): boolean =>
  Number.isSafeInteger(value) && value >= 1e6 && value < 1e15 && isHidden(String(value));
