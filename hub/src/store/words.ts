/** Letters since Unicode 7, and to the tokenizer of the index still signs between words. */
const unknownLetters = '\u{19b0}-\u{19c0}\u{19c8}\u{19c9}\u{1cf2}\u{1cf3}';
const word = new RegExp(`(?:(?![${unknownLetters}])[\\p{L}\\p{N}])+`, 'gu');

/** The first words of what somebody searches for. */
export const wordsOf = (text: string): string[] => text.normalize('NFKC').match(word)?.slice(0, 12) ?? [];

/** What FTS5 is asked for: all of these words, each of which may be the beginning of one. */
export const matchOf = (words: readonly string[]): string => words.map((one) => `"${one}"*`).join(' ');
