/**
 * Cuts a text into parts of at most `most` characters, where a reader would: at a blank line, a line, a sentence,
 * a word; within a word only where nothing else is left, and never within a character.
 */
export const splitText = (text: string, most: number): string[] => {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const end = cut(rest, most);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).replace(/^[ \n]+/, '');
  }
  if (rest !== '' || parts.length === 0) parts.push(rest);
  return parts.filter((part) => part !== '' || text === '');
};

const cut = (text: string, most: number): number => {
  const least = Math.floor(most / 2);
  for (const end of ['\n\n', '\n', '. ', '? ', '! ', ' ']) {
    const at = text.lastIndexOf(end, most - end.length);
    if (at >= least) return at + end.length;
  }
  // Half a pair of surrogates is no character.
  const code = text.charCodeAt(most - 1);
  return code >= 0xd800 && code <= 0xdbff ? most - 1 : most;
};
