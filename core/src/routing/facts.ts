import { countryOfPhone } from './country.ts';
import { isOpen } from './hours.ts';
import { fitsPattern, type Line, lineOf, type Pattern } from './pattern.ts';
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
  let line: Line | undefined;
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
