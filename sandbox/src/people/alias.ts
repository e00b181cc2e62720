/**
 * Other spellings under which the same person may be dialled: Brazil with and without the 9, Mexico with and
 * without the 1, Argentina with and without the 9.
 */
export const aliasesOf = (digits: string): string[] => {
  const [brazil, area, nine, local] = match(digits, /^(55)(\d{2})(9?)([6-9]\d{7})$/);
  if (brazil) return [`55${area}${nine ? '' : '9'}${local}`];
  const mexico = match(digits, /^52(1?)(\d{10})$/);
  if (mexico[1]) return [`52${mexico[0] ? '' : '1'}${mexico[1]}`];
  const argentina = match(digits, /^54(9?)(\d{10})$/);
  if (argentina[1]) return [`54${argentina[0] ? '' : '9'}${argentina[1]}`];
  return [];
};

const match = (text: string, pattern: RegExp): string[] => pattern.exec(text)?.slice(1) ?? [];
