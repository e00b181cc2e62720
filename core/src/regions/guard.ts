import { CentralitaError } from '../model/codes.ts';
import { defaultRegions, type RegionEntry, type RegionList } from './list.ts';

/** The entry for any of a person's identities; a blocking one before one that warns. */
export type RegionGuard = (...identities: readonly (string | undefined)[]) => RegionEntry | undefined;

/** Longer texts are no phone number and no user id. */
const maxIdentity = 160;
/** Upper case only: a user name may well be `ir.maria`. */
const userId = /^([A-Z]{2})\.(?:ENT\.)?[A-Za-z0-9]+$/;
/** `tel:` and the like before a number, and the signs people put between its digits. */
const decoration = /^[a-z]{1,10}:|[\s().\-/]/gi;
const number = /^(?:\+|00)?([1-9][0-9]*)$/;

/**
 * A guard over a list. Takes numbers with `+`, `00` or neither, and user ids (`CU.…`, `IR.ENT.…`); user
 * names and addresses do not belong here. The longest prefix counts. Throws `config_invalid` for a list that
 * cannot be used.
 */
export const makeRegionGuard = (list: RegionList): RegionGuard => {
  const prefixes = new Map<string, RegionEntry>();
  const countries = new Map<string, RegionEntry>();
  let longest = 0;
  for (const entry of list.entries) {
    const prefix = entry.prefix.replace(/^\+/, '');
    if (!/^[1-9][0-9]{0,14}$/.test(prefix)) {
      throw new CentralitaError('config_invalid', `"${entry.prefix}" is not a phone prefix such as +53`);
    }
    if (entry.action !== 'block' && entry.action !== 'warn') {
      throw new CentralitaError('config_invalid', `the action for +${prefix} is block or warn`);
    }
    prefixes.set(prefix, entry);
    if (entry.country) countries.set(entry.country.toUpperCase(), entry);
    longest = Math.max(longest, prefix.length);
  }

  const find = (identity: unknown): RegionEntry | undefined => {
    if (typeof identity !== 'string' || identity.length > maxIdentity) return undefined;
    const text = identity.normalize('NFKC').trim();
    const country = userId.exec(text)?.[1];
    if (country) return countries.get(country);
    const digits = digitsOf(text);
    for (let length = Math.min(longest, digits.length); length > 0; length -= 1) {
      const entry = prefixes.get(digits.slice(0, length));
      if (entry) return entry;
    }
    return undefined;
  };

  return (...identities) => {
    const found = identities.map(find).filter((entry) => entry !== undefined);
    return found.find(({ action }) => action === 'block') ?? found[0];
  };
};

/** International digits; empty for what is no number, and for a national number with its leading 0. */
const digitsOf = (text: string): string => number.exec(text.replace(decoration, ''))?.[1] ?? '';

/** The entry of the built-in list for a phone number or user id, or undefined when nothing is barred. */
export const regionOf: RegionGuard = makeRegionGuard(defaultRegions);
