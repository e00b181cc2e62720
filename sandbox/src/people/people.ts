import { chance } from '../ids.ts';
import type { Person, State } from '../state.ts';
import { aliasesOf } from './alias.ts';
import { countryOf } from './country.ts';
import { nameFor } from './names.ts';

export const userIdPattern = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

/** Finds and makes the people of the emulated world. */
export interface People {
  /** By phone digits (also in an alias form) or user id. */
  find(address: string): Person | undefined;
  /** Finds, or makes up somebody with this phone or user id. */
  ensure(address: string): Person;
  newUserId(address: string): string;
}

export const createPeople = (state: State, seed: () => string, now: () => number): People => {
  const find = (address: string): Person | undefined => {
    for (const form of [address, ...aliasesOf(address)]) {
      const id = state.addresses.get(form);
      const person = id === undefined ? undefined : state.people.get(id);
      if (person) return person;
    }
    return undefined;
  };

  const newUserId = (address: string): string => {
    for (let round = 0; ; round += 1) {
      const [high, low] = [chance('user', seed(), address, round), chance('id', seed(), address, round)];
      const digits = `${Math.floor(1e8 + high * 9e8)}${String(Math.floor(low * 1e9)).padStart(9, '0')}`;
      const userId = `${countryOf(address)}.${digits}`;
      if (!state.addresses.has(userId)) return userId;
    }
  };

  return {
    find,
    newUserId,
    ensure: (address) => {
      const known = find(address);
      if (known) return known;
      const withoutPhone = userIdPattern.test(address);
      const person: Person = {
        id: address,
        ...(!withoutPhone && { phone: address }),
        userId: withoutPhone ? address : newUserId(address),
        name: nameFor(address),
        hasPhone: !withoutPhone,
        online: true,
        onWhatsApp: true,
        autoRead: false,
        marketing: 'allowed',
        marketingCapped: false,
        experiment: false,
        createdAt: now(),
        unread: 0,
        windows: {},
        entryPoints: {},
        blockedBy: [],
        typing: {},
      };
      state.savePerson(person);
      return person;
    },
  };
};
