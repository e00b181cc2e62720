import type { Journal } from '../store/journal.ts';
import type { NumberOptions } from '../types.ts';

/** The business numbers, those of the options first. Others hold the list itself, so it is changed in place. */
export interface Numbers {
  list: NumberOptions[];
  put(number: NumberOptions): void;
  /** Back to the numbers of the options. */
  reset(): void;
}

export const createNumbers = (given: NumberOptions[], kept: NumberOptions[], journal: Journal): Numbers => {
  const list: NumberOptions[] = [];
  const place = (number: NumberOptions) => {
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
