/** A tag as it is compared: case, accents, width and outer spaces do not matter. */
export const foldTag = (tag: string): string =>
  tag
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .trim()
    .replace(/\s+/g, ' ');
