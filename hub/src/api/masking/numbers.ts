import { maskPhone } from '@centralita/core/model';

/** Whether digits, without `+`, are a number that is to be hidden. */
export type IsHidden = (digits: string) => boolean;

/** Digits as people write numbers, with what may stand between them: `+34 (600) 11-12 22`. */
const run = /\+?\d(?:[\s().\-\u2010-\u2015/]{0,3}\d){5,}/g;
/** E.164 has 15 digits at most, and two zeros may stand before it. */
const [fewest, most] = [6, 17];

export interface FoundNumber {
  readonly start: number;
  readonly end: number;
  /** As it is shown. */
  readonly shown: string;
}

/** Hidden numbers within a text, in order. One may stand beside other digits, such as a time. */
export const numbersIn = (text: string, isHidden: IsHidden): FoundNumber[] =>
  [...text.matchAll(run)].flatMap((found) => {
    const groups = [...found[0].matchAll(/\d+/g)].map(({ 0: digits, index }) => ({
      digits,
      start: found.index + index,
      end: found.index + index + digits.length,
    }));
    const numbers: FoundNumber[] = [];
    for (let first = 0; first < groups.length; ) {
      const last = lastOf(groups, first, isHidden);
      const [from, to] = [groups[first], last === undefined ? undefined : groups[last]];
      if (from && to) {
        const start = text[from.start - 1] === '+' ? from.start - 1 : from.start;
        numbers.push({ start, end: to.end, shown: maskPhone(text.slice(start, to.end)) });
      }
      first = (last ?? first) + 1;
    }
    return numbers;
  });

/** Where the longest hidden number ends that begins with a group. */
const lastOf = (
  groups: readonly { readonly digits: string }[],
  first: number,
  isHidden: IsHidden,
): number | undefined => {
  let digits = '';
  let found: number | undefined;
  for (let last = first; last < groups.length; last += 1) {
    digits += groups[last]?.digits;
    if (digits.length > most) break;
    if (digits.length >= fewest && (isHidden(digits) || (/^00/.test(digits) && isHidden(digits.slice(2)))))
      found = last;
  }
  return found;
};
