/** Only space to tilde: nothing to decompose or strip. */
const ascii = /^[ -~]*$/;
/** Marks, format characters (zero width, bidi, joiners) and the Hangul fillers, which show as nothing. */
const unseen = /[\p{M}\p{Cf}\u{115f}\u{1160}]/gu;
const wordCharacter = /[\p{L}\p{N}]/u;
const apostrophes = /[‘’ʼ]/g;
const gaps = /[\s\p{Pd}_]+/gu;

/**
 * The text without what keyboards and phones vary: case (ß as ss, both Turkish i as i), diacritics, full-width
 * and styled letters, invisible characters. Linear in the text; lone surrogates are left as they are.
 */
export const foldText = (text: string): string => {
  if (ascii.test(text)) return text.toLowerCase();
  let folded = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = latin[text.charCodeAt(index)];
    if (character === undefined) return foldAny(text);
    folded += character;
  }
  return folded;
};

const foldAny = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(unseen, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ı/g, 'i')
    .replace(apostrophes, "'");

/** Letters of western and central Europe one by one, since normalising takes a microsecond a message. */
const latin: readonly string[] = Array.from({ length: 0x180 }, (_, code) =>
  foldAny(String.fromCharCode(code)),
);

/** A whole message as one key: what a person said, and the signs and emoji around it. */
export interface FoldedPhrase {
  /** Folded, inner spaces and dashes as one space each; empty when there is no letter or digit. */
  readonly words: string;
  /** What stood before and after the words: punctuation, emoji, spaces. */
  readonly around: string;
}

/** Folds a short message for an exact comparison. Linear in the text. */
export const foldPhrase = (text: string): FoldedPhrase => {
  const folded = foldText(text);
  const start = folded.search(wordCharacter);
  if (start < 0) return { words: '', around: folded };
  let end = folded.length;
  for (let last = lastCodePoint(folded, end); !wordCharacter.test(last); last = lastCodePoint(folded, end)) {
    end -= last.length;
  }
  return {
    words: folded.slice(start, end).replace(gaps, ' '),
    around: folded.slice(0, start) + folded.slice(end),
  };
};

const lastCodePoint = (text: string, end: number): string => {
  const pair = text.slice(Math.max(0, end - 2), end);
  return (pair.codePointAt(0) ?? 0) > 0xffff ? pair : pair.slice(-1);
};
