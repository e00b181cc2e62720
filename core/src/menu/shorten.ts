const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters as the platform counts them: a surrogate pair is one. */
export const lengthOf = (text: string): number => [...text].length;

/** At most so many characters, with … for what was cut; nothing that shows as one sign is cut in two. */
export const shorten = (text: string, max: number, ending = '…'): string => {
  if (lengthOf(text) <= max) return text;
  let kept = '';
  let room = max - lengthOf(ending);
  for (const { segment } of graphemes.segment(text)) {
    room -= lengthOf(segment);
    if (room < 0) break;
    kept += segment;
  }
  return `${kept.trimEnd()}${ending}`;
};

/** The same for texts that must differ: what shortening made equal is numbered. */
export const shortenAll = (texts: readonly string[], max: number): readonly string[] => {
  const used = new Set<string>();
  return texts.map((text) => {
    let short = shorten(text, max);
    for (let count = 2; used.has(short); count += 1) short = shorten(`${text} `, max, `… ${count}`);
    used.add(short);
    return short;
  });
};
