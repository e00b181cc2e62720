import type { Journal } from '../store/journal.ts';
import type { JsonObject, NumberOptions } from '../types.ts';

/** A number and what has become of it. */
export interface BusinessNumber extends NumberOptions {
  pin?: string;
  profile?: JsonObject;
  automation?: JsonObject;
  settings?: JsonObject;
  /** What of the phone that shares it was asked for. */
  synced?: string[];
  /** Since when a phone shares it; since the start of the sandbox without. */
  sharedSince?: number;
}

/** The business numbers, those of the options first. Others hold the list itself, so it is changed in place. */
export interface Numbers {
  list: BusinessNumber[];
  put(number: BusinessNumber): void;
  /** Back to the numbers of the options. */
  reset(): void;
}

export const createNumbers = (given: NumberOptions[], kept: BusinessNumber[], journal: Journal): Numbers => {
  const list: BusinessNumber[] = [];
  const place = (number: BusinessNumber) => {
    const at = list.findIndex(({ phoneNumberId }) => phoneNumberId === number.phoneNumberId);
    if (at < 0) list.push(number);
    else list[at] = number;
  };
  const begin = () => {
    list.length = 0;
    for (const number of given) place({ ...number });
  };
  const save = () => journal.put('meta', 'numbers', () => ({ numbers: list }));
  begin();
  for (const number of kept) place(number);

  return {
    list,
    put: (number) => {
      place(number);
      save();
    },
    reset: () => {
      begin();
      save();
    },
  };
};
