import type { Contact } from '@centralita/core/model';
import { aliasForms } from '@centralita/core/signing';
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';

/** A number under all the forms it may be written in. For looking up and comparing, never for sending. */
export interface PhoneForms {
  /** E.164 digits without `+`, the number itself first. */
  readonly forms: readonly string[];
  /** Without country code, as HubSpot's calculated properties hold them. */
  readonly national: readonly string[];
}

export const phoneForms = (number: string): PhoneForms | undefined => {
  const digits = number.replace(/[^\d]/g, '');
  if (!/^\d{7,15}$/.test(digits)) return undefined;
  const forms = [...new Set(aliasForms(digits))].filter((form) => /^\d+$/.test(form));
  const national = forms.flatMap((form) => parsePhoneNumberFromString(`+${form}`)?.nationalNumber ?? []);
  return { forms, national: [...new Set(national.map(String))] };
};

/** The digits of a text somebody typed into HubSpot; undefined when it is no number that stands for one person. */
export const typedDigits = (text: string, defaultCountry: string | undefined): string | undefined => {
  const parsed = parsePhoneNumberFromString(text, {
    ...(defaultCountry ? { defaultCountry: defaultCountry as CountryCode } : {}),
    extract: false,
  });
  if (!parsed || parsed.ext) return undefined;
  return parsed.number.slice(1);
};

/** Whether a text in HubSpot is this number. A national number of another country is not. */
export const isSameNumber = (
  text: string | null | undefined,
  { forms }: PhoneForms,
  defaultCountry: string | undefined,
): boolean => {
  if (!text) return false;
  const typed = typedDigits(text, defaultCountry);
  if (typed !== undefined && aliasForms(typed).some((form) => forms.includes(form))) return true;
  // With country code and without `+`, which a default country would misread.
  const bare = text.replace(/\D/g, '').replace(/^00/, '');
  return !/^\s*\+/.test(text) && bare.length >= 10 && forms.includes(bare);
};

/** The number a contact writes from, if it is known. */
export const phoneOf = ({ identities }: Contact): string | undefined => {
  const found =
    identities.find(({ kind }) => kind === 'phone') ?? identities.find(({ kind }) => kind === 'wa_id');
  // A relay may put a user id where the number belongs.
  return found && /^\+?\d+$/.test(found.value) ? found.value.replace(/^\+?/, '+') : undefined;
};

export const userIdOf = ({ identities }: Contact): string | undefined =>
  identities.find(({ kind }) => kind === 'user_id')?.value;

/** `u:` and the business-scoped id where it is known, else `p:` and the number. */
export const keyOf = (contact: Contact): string | undefined => {
  const user = userIdOf(contact);
  if (user) return `u:${user}`;
  const phone = phoneOf(contact);
  return phone && `p:${phone}`;
};

export const emailOf = (contact: Contact): string | undefined => {
  const identity = contact.identities.find(({ kind }) => kind === 'email')?.value;
  const attribute = contact.attributes.email;
  const found = identity ?? (typeof attribute === 'string' ? attribute : undefined);
  return found && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(found) ? found.toLowerCase() : undefined;
};
