import { callingCodes } from './calling-codes.ts';

const longest = Math.max(...Object.keys(callingCodes).map((code) => code.length));

/**
 * The country of a phone number by its calling code, such as `ES`, and of a business-scoped user id by its first
 * letters; undefined for what is neither and for codes of no country. Coarse where countries share a code: +1 and +7 go by area code, +44, +61, +212, +262, +358, +47 and
 * +590 name the largest.
 */
export const countryOfPhone = (phone: string): string | undefined => {
  const userId = /^([A-Z]{2})\./.exec(phone);
  if (userId) return userId[1];
  const digits = phone.replace(/[^0-9]/g, '').replace(/^00/, '');
  for (let length = Math.min(longest, digits.length); length > 0; length -= 1) {
    const country = callingCodes[digits.slice(0, length)];
    if (country !== undefined) return country;
  }
  return undefined;
};
