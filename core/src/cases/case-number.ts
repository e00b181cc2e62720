/**
 * Digits and consonants without those that look or sound like another (I, L, O; V is B in Spanish). Without
 * vowels no word is ever a case number. 29 is prime, which the check character rests on.
 */
const alphabet = '0123456789BCDFGHJKMNPQRSTWXYZ';
const base = BigInt(alphabet.length);
const symbols: ReadonlyMap<string, number> = new Map([
  ...[...alphabet].map((character, value) => [character, value] as const),
  // What people write for what they read or hear.
  ['O', 0],
  ['I', 1],
  ['L', 1],
  ['V', alphabet.indexOf('B')],
]);

/** How a team writes its case numbers. Numbers of eight characters are recognised beside it. */
export interface CaseNumberFormat {
  /** Stands before every number: `SHOP` makes `SHOP-K7M4-QXPB`. */
  readonly prefix?: string;
  /** Characters, the last of them the check character; 8 when absent. */
  readonly length?: CaseNumberLength;
}
export type CaseNumberLength = 8 | 10 | 12;

/** How many characters stand together. */
const groups: Readonly<Record<CaseNumberLength, number>> = { 8: 4, 10: 5, 12: 4 };
const randomBytes = 16;

/**
 * A new case number such as `K7M4-QXPB`, from 16 random bytes: 29^7 (34 bits) of them, 29^11 with twelve characters,
 * so the caller draws again when one is taken. There is always a letter and a digit from 2 to 9 in it. The prefix is
 * no part of it: see {@link showCaseNumber}.
 */
export const caseNumber = (random: Uint8Array, { length = 8 }: CaseNumberFormat = {}): string => {
  if (random.length < randomBytes) throw new RangeError(`a case number takes ${randomBytes} random bytes`);
  let rest = BigInt(`0x${Buffer.from(random.buffer, random.byteOffset, randomBytes).toString('hex')}`);
  const draw = (below: bigint): number => {
    const value = Number(rest % below);
    rest /= below;
    return value;
  };
  const values = Array.from({ length: length - 1 }, () => draw(base));
  // One place each for the letter and the digit, where chance gave none.
  if (!values.some((value) => value >= 10)) values[draw(3n)] = 10 + draw(base - 10n);
  if (!values.some((value) => value >= 2 && value <= 9)) values[3 + draw(4n)] = 2 + draw(8n);
  return written([...values, checkOf(values)]);
};

/** The number as people see it, with the prefix of today. */
export const showCaseNumber = (number: string, { prefix }: CaseNumberFormat = {}): string =>
  prefix ? `${prefix}-${number}` : number;

const written = (values: readonly number[]): string => {
  const text = values.map((value) => alphabet[value]).join('');
  const size = groups[text.length as CaseNumberLength];
  return (text.match(new RegExp(`.{${size}}`, 'g')) ?? []).join('-');
};

/**
 * Weighted sum modulo a prime with a different weight for each place: any one character replaced and any two
 * exchanged change it.
 */
const checkOf = (values: readonly number[]): number => {
  const sum = values.reduce((total, value, place) => total + value * (place + 2), 0);
  return (alphabet.length - (sum % alphabet.length)) % alphabet.length;
};

/** Longest text that can be one number with the spaces and hyphens people put in. */
const maxText = 64;

/**
 * The case number a text is, as it was issued and without a prefix, or undefined. Case, spaces, hyphens, full-width
 * characters and the likes of O for 0 do not matter.
 */
export const parseCaseNumber = (text: unknown, format: CaseNumberFormat = {}): string | undefined => {
  const { prefix = '' } = format;
  if (typeof text !== 'string' || text.length > maxText) return undefined;
  const characters = text.normalize('NFKC').replace(/[\s\p{Pd}._#]+/gu, '');
  const hasPrefix = prefix !== '' && characters.toUpperCase().startsWith(prefix);
  return (
    (hasPrefix ? fromCharacters(characters.slice(prefix.length), lengthsOf(format)) : undefined) ??
    fromCharacters(characters, lengthsOf(format))
  );
};

/** The longer first: its beginning may look like the shorter. */
const lengthsOf = ({ length = 8 }: CaseNumberFormat): readonly CaseNumberLength[] =>
  length === 8 ? [8] : [length, 8];

const fromCharacters = (characters: string, lengths: readonly CaseNumberLength[]): string | undefined => {
  if (!lengths.some((length) => length === characters.length)) return undefined;
  const values: number[] = [];
  for (const character of characters.toUpperCase()) {
    const value = symbols.get(character);
    if (value === undefined) return undefined;
    values.push(value);
  }
  // As issued: a phone number is no case number, nor is a word whose letters stand for digits.
  const isAsIssued =
    values.length === characters.length && /[2-9]/.test(characters) && values.some((value) => value >= 10);
  if (!isAsIssued) return undefined;
  return checkOf(values.slice(0, -1)) === values.at(-1) ? written(values) : undefined;
};

/** How a number is split when it is written or dictated: whole, as issued, in twos, letter by letter. */
const groupSizes: Readonly<Record<CaseNumberLength, readonly number[]>> = {
  8: [8, 4, 2, 1],
  10: [10, 5, 2, 1],
  12: [12, 6, 4, 3, 2, 1],
};
const runs = /[\p{L}\p{N}\p{M}]+/gu;
/** At most this many are looked for in one text. */
const maxFound = 20;

/** The case numbers in a text, in order and once each, prefixes left out. Linear in the text. */
export const findCaseNumbers = (text: unknown, format: CaseNumberFormat = {}): readonly string[] => {
  if (typeof text !== 'string') return [];
  const lengths = lengthsOf(format);
  const longest = Math.max(...lengths);
  const found: { readonly number: string; readonly first: number; readonly last: number }[] = [];
  // The last runs that stand close together: what a number in parts is put together from.
  let near: string[] = [];
  let end = 0;
  let place = 0;
  for (const match of text.matchAll(runs)) {
    const run = match[0].length > longest ? '' : match[0].normalize('NFKC');
    if (!isGap(text, end, match.index)) near = [];
    end = match.index + match[0].length;
    // A prefix may look like the first part of a number.
    if (near.length === 0 && format.prefix && run.toUpperCase() === format.prefix) continue;
    near = [...near.slice(1 - longest), run];
    place += 1;
    const made = lastNumber(near, lengths);
    if (!made) continue;
    const first = place - made.runs + 1;
    const before = found.at(-1);
    if (before && before.last >= first) {
      // A longer one that begins where a shorter one seemed to stand takes its place; what only overlaps is chance.
      if (before.first < first) continue;
      found.pop();
    }
    found.push({ number: made.number, first, last: place });
    if (found.length === maxFound) break;
  }
  return [...new Set(found.map(({ number }) => number))];
};

/** Spaces and hyphens, three of them at most. */
const isGap = (text: string, start: number, end: number): boolean =>
  end - start <= 3 && /^[\s\p{Pd}._]*$/u.test(text.slice(start, end));

/** The number that the last runs make, the longest first, and how many runs it is made of. */
const lastNumber = (
  near: readonly string[],
  lengths: readonly CaseNumberLength[],
): { readonly number: string; readonly runs: number } | undefined => {
  const size = near.at(-1)?.length;
  if (!size) return undefined;
  for (const length of lengths) {
    if (!groupSizes[length].includes(size) || near.length * size < length) continue;
    const parts = near.slice(-length / size);
    const number = parts.every((part) => part.length === size)
      ? fromCharacters(parts.join(''), lengths)
      : undefined;
    if (number) return { number, runs: parts.length };
  }
  return undefined;
};
