import { foldText } from '../consent/fold.ts';

const asciiOnly = /^[ -~\s]*$/;
const asciiWord = /[a-z0-9]+/g;
/**
 * A run of letters and digits; one sign where a script writes without gaps between words; or one emoji.
 */
const anyWord =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]|(?:(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}])[\p{L}\p{N}])+|\p{Extended_Pictographic}/gu;
const gaps = /\s+/g;

/** A text as rules see it. */
export interface FoldedText {
  /** Without case, accents and width; every gap one space. */
  readonly plain: string;
  /** Its words in order; punctuation is gone, an emoji is a word. */
  readonly words: readonly string[];
}

export const foldForRules = (text: string): FoldedText => {
  const folded = foldText(text);
  return { plain: folded.replace(gaps, ' ').trim(), words: wordsIn(folded) };
};

const wordsIn = (folded: string): readonly string[] =>
  folded.match(asciiOnly.test(folded) ? asciiWord : anyWord) ?? [];

/** What two texts have in common when people would call them the same: `Gold ` and `GOLD`. */
export const sameKey = (text: string): string => foldText(text).replace(gaps, ' ').trim();
