const quote = 34;
const backslash = 92;
const minus = 45;

/** Deeper than this a value stays text: what is read must still be writable by every JSON library. */
const maxDepth = 200;

const mayHoldLongInteger = /[[:,\s]-?\d{16}/;

/**
 * The same JSON with two things made harmless, untouched otherwise: integers beyond 2^53 become strings, so
 * that no digit is lost, and values more than 200 levels down become strings of their text. One pass, and
 * only when a cheap test says that there may be something to do.
 */
export const tame = (text: string): string =>
  mayHoldLongInteger.test(text) || mayBeDeep(text) ? rewrite(text) : text;

/** A short text cannot nest deep enough to hurt. */
const mayBeDeep = (text: string): boolean =>
  text.length > 4 * maxDepth &&
  (countAtLeast(text, '[', maxDepth / 2) || countAtLeast(text, '{', maxDepth / 2));

const countAtLeast = (text: string, char: string, limit: number): boolean => {
  let count = 0;
  for (let at = text.indexOf(char); at !== -1; at = text.indexOf(char, at + 1))
    if (++count >= limit) return true;
  return false;
};

const rewrite = (text: string): string => {
  let out = '';
  let copied = 0;
  let depth = 0;
  const replace = (from: number, to: number): void => {
    out += text.slice(copied, from) + JSON.stringify(text.slice(from, to));
    copied = to;
  };
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === quote) at = afterString(text, at);
    else if (isDigit(code) || code === minus) {
      const end = afterNumber(text, at);
      if (isLongInteger(text.slice(at, end))) replace(at, end);
      at = end;
    } else if (isOpening(code) && depth === maxDepth) {
      const end = afterNested(text, at);
      replace(at, end);
      at = end;
    } else {
      if (isOpening(code)) depth++;
      else if (isClosing(code)) depth--;
      at++;
    }
  }
  return out + text.slice(copied);
};

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isOpening = (code: number): boolean => code === 91 || code === 123;
const isClosing = (code: number): boolean => code === 93 || code === 125;

const isLongInteger = (token: string): boolean =>
  token.length >= 16 && /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));

/** Jumps from quote to quote; one is escaped when an odd number of backslashes stands before it. */
const afterString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before--;
    if ((end - before) % 2 === 1) return end + 1;
  }
  return text.length;
};

const afterNumber = (text: string, start: number): number => {
  let at = start + 1;
  while (isInNumber(text.charCodeAt(at))) at++;
  return at;
};

/** Digits, point, exponent and signs. */
const isInNumber = (code: number): boolean =>
  isDigit(code) || code === 46 || code === 69 || code === 101 || code === 43 || code === minus;

const afterNested = (text: string, start: number): number => {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = afterString(text, at);
      continue;
    }
    if (isOpening(code)) depth++;
    else if (isClosing(code) && --depth === 0) return at + 1;
    at++;
  }
  return text.length;
};
