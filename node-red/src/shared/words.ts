/** What stands between commas. */
export const wordsOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

/** Letters without case, accents and width. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Whether a text has a word or phrase, whole, whatever its case and accents. */
export const hasWord = (text: string, word: string): boolean => {
  const wanted = fold(word);
  return wanted !== '' && ` ${fold(text)} `.includes(` ${wanted} `);
};
