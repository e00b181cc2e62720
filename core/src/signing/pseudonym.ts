import { createHmac } from 'node:crypto';
import type { IdentityKind } from '../model/contact.ts';

/**
 * What is remembered of an erased identity: HMAC-SHA256 as 64 hex digits. The same for a number written as
 * `phone` or as `wa_id`, with `+` or without, and for an address or user name in another case. Nobody without
 * the key can try numbers against it; with another key nothing is recognised any more.
 */
export const identityHash = (kind: IdentityKind, value: string, key: Uint8Array): string => {
  const [name, canonical] = canonicalIdentity(kind, value);
  return createHmac('sha256', key).update(`centralita identity v1\n${name}\n${canonical}`).digest('hex');
};

const canonicalIdentity = (kind: IdentityKind, value: string): readonly [kind: string, value: string] => {
  switch (kind) {
    case 'phone':
    case 'wa_id': {
      const digits = value.replace(/^\+/, '').replace(/[\s().-]/g, '');
      // A relay may put a user id where the number belongs.
      return /^[0-9]+$/.test(digits) ? ['number', digits] : ['user_id', value];
    }
    case 'username':
      return ['username', value.trim().replace(/^@/, '').toLowerCase()];
    case 'email':
      return ['email', value.trim().toLowerCase()];
    default:
      return [kind, value];
  }
};

/**
 * Every form under which the same number may turn up, itself first: Brazil with and without the mobile 9,
 * Mexico with and without 1, Argentina with and without 9 and as dialled with 15. For looking people up,
 * never for sending; at most {@link maxAliasForms}. What is no such number has one form, itself.
 */
export const aliasForms = (waId: string): readonly string[] => {
  const digits = waId.replace(/^\+/, '');
  if (!/^[0-9]{11,15}$/.test(digits)) return [waId];
  const forms = brazil(digits) ?? mexico(digits) ?? argentina(digits) ?? [];
  return [...new Set([waId, digits, ...forms])];
};

/** The most forms one number can have: an Argentine one, dialled, whose area code can be read in two ways. */
export const maxAliasForms = 10;

/** 55, a two-digit area, 8 digits of which the first is 6 to 9; mobiles have a 9 before them since 2012. */
const brazil = (digits: string): string[] | undefined => {
  const [, area, local] = /^55([1-9][1-9])9?([6-9][0-9]{7})$/.exec(digits) ?? [];
  return area && local ? [`55${area}9${local}`, `55${area}${local}`] : undefined;
};

const mexico = (digits: string): string[] | undefined => {
  const local = /^521?([2-9][0-9]{9})$/.exec(digits)?.[1];
  return local ? [`52${local}`, `521${local}`] : undefined;
};

const argentina = (digits: string): string[] | undefined => {
  const local = /^549?([1-9][0-9]{9})$/.exec(digits)?.[1];
  const locals = local ? [local] : withoutFifteen(digits);
  if (locals.length === 0) return undefined;
  return locals.flatMap((each) => [`549${each}`, `54${each}`, ...withFifteen(each)]);
};

/** Area codes have two digits (11, Buenos Aires), three or four; only the first is told by its digits. */
const areaLengths = (local: string): readonly number[] => (local.startsWith('11') ? [2] : [3, 4]);

const withFifteen = (local: string): string[] =>
  areaLengths(local).map((length) => `54${local.slice(0, length)}15${local.slice(length)}`);

const withoutFifteen = (digits: string): string[] => {
  const dialled = /^54([1-9][0-9]{11})$/.exec(digits)?.[1];
  if (!dialled) return [];
  return areaLengths(dialled)
    .filter((length) => dialled.slice(length, length + 2) === '15')
    .map((length) => dialled.slice(0, length) + dialled.slice(length + 2));
};
