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

/** Characters without the hyphen, the last of them the check character. */
const length = 8;
const half = length / 2;
const randomBytes = 16;

/**
 * A new case number such as `K7M4-QXPB`, from 16 random bytes: 29^7 (34 bits) of them, so the caller draws
 * again when one is taken. There is always a letter and a digit from 2 to 9 in it.
 */
export const caseNumber = (random: Uint8Array): string => {
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

const written = (values: readonly number[]): string => {
  const text = values.map((value) => alphabet[value]).join('');
  return `${text.slice(0, half)}-${text.slice(half)}`;
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
 * The case number a text is, as it was issued, or undefined. Case, spaces, hyphens, full-width characters and
 * the likes of O for 0 do not matter.
 */
export const parseCaseNumber = (text: unknown): string | undefined => {
  if (typeof text !== 'string' || text.length > maxText) return undefined;
  return fromCharacters(text.normalize('NFKC').replace(/[\s\p{Pd}._]+/gu, ''));
};

const fromCharacters = (characters: string): string | undefined => {
  if (characters.length !== length) return undefined;
  const values: number[] = [];
  for (const character of characters.toUpperCase()) {
    const value = symbols.get(character);
    if (value === undefined) return undefined;
    values.push(value);
  }
  // As issued: a phone number is no case number, nor is a word whose letters stand for digits.
  if (values.length !== length || !/[2-9]/.test(characters) || !values.some((value) => value >= 10)) {
    return undefined;
  }
  return checkOf(values.slice(0, -1)) === values.at(-1) ? written(values) : undefined;
};

/** How a number is split when it is written or dictated: whole, in two, in four, letter by letter. */
const groupSizes = [length, 4, 2, 1] as const;
const runs = /[\p{L}\p{N}\p{M}]+/gu;
/** At most this many are looked for in one text. */
const maxFound = 20;

/** The case numbers in a text, in order and once each. Linear in the text. */
export const findCaseNumbers = (text: unknown): readonly string[] => {
  if (typeof text !== 'string') return [];
  const found = new Set<string>();
  // The last runs that stand close together: what a number in parts is put together from.
  let near: string[] = [];
  let end = 0;
  for (const match of text.matchAll(runs)) {
    const run = match[0].length > length ? '' : match[0].normalize('NFKC');
    if (!isGap(text, end, match.index)) near = [];
    end = match.index + match[0].length;
    near = [...near.slice(1 - length), run];
    const number = lastNumber(near);
    if (number) {
      found.add(number);
      if (found.size === maxFound) break;
      near = [];
    }
  }
  return [...found];
};

/** Spaces and hyphens, three of them at most. */
const isGap = (text: string, start: number, end: number): boolean =>
  end - start <= 3 && /^[\s\p{Pd}._]*$/u.test(text.slice(start, end));

const lastNumber = (near: readonly string[]): string | undefined => {
  const size = near.at(-1)?.length;
  if (!groupSizes.some((each) => each === size) || !size) return undefined;
  const parts = near.slice(-length / size);
  return parts.every((part) => part.length === size) ? fromCharacters(parts.join('')) : undefined;
};
