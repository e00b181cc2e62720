import { countryOfPhone } from './country.ts';
import { isOpen } from './hours.ts';
import { fitsPattern, lineOf, type Pattern } from './pattern.ts';
import type { TextIndex } from './text-index.ts';
import type { Hours, RouteInput } from './types.ts';
import { sameKey } from './words.ts';

/** What rules ask about one message, each found out when it is first asked. */
export interface Facts {
  readonly input: RouteInput;
  /** False: the message has no text. */
  hasText(): boolean;
  /** The entry of a group of the index that the text has. */
  found(group: number): string | undefined;
  fits(pattern: Pattern): boolean;
  country(): string | undefined;
  /** Comparable tags of the contact, each with the tag as it is. */
  tags(): ReadonlyMap<string, string> | undefined;
  isOpen(hours: Hours): boolean;
}

export const factsOf = (input: RouteInput, index: TextIndex): Facts => {
  const text = input.text?.trim() ? input.text : undefined;
  if (text !== undefined) index.scan(text);
  let line: Uint32Array | undefined;
  let firsts: ReadonlySet<number> | undefined;
  let country: string | undefined | null = null;
  let tags: ReadonlyMap<string, string> | undefined;
  const fitting = new Map<Pattern, boolean>();
  const open = new Map<Hours, boolean>();
  return {
    input,
    hasText: () => text !== undefined,
    found: (group) => (text === undefined ? undefined : index.found(group)),
    fits: (pattern) => {
      line ??= lineOf(index.words());
      firsts ??= firstsOf(line);
      if (pattern.first && !meets(pattern.first, firsts)) return false;
      let fits = fitting.get(pattern);
      if (fits === undefined) {
        fits = fitsPattern(pattern, line);
        fitting.set(pattern, fits);
      }
      return fits;
    },
    country: () => {
      if (country === null) {
        const { contact } = input;
        country =
          contact?.country?.toUpperCase() ?? (contact?.phone ? countryOfPhone(contact.phone) : undefined);
      }
      return country;
    },
    tags: () => {
      tags ??= input.contact?.tags && new Map(input.contact.tags.map((tag) => [sameKey(tag), tag]));
      return tags;
    },
    isOpen: (hours) => {
      let isIt = open.get(hours);
      if (isIt === undefined) {
        isIt = isOpen(hours, input.now);
        open.set(hours, isIt);
      }
      return isIt;
    },
  };
};

/** What the words of a line begin with: most patterns need no closer look. */
const firstsOf = (line: Uint32Array): ReadonlySet<number> => {
  const firsts = new Set<number>();
  for (let place = 1; place < line.length; place += 1) {
    if (line[place - 1] === 32) firsts.add(line[place] as number);
  }
  return firsts;
};

const meets = (some: ReadonlySet<number>, others: ReadonlySet<number>): boolean => {
  for (const one of some) if (others.has(one)) return true;
  return false;
};
