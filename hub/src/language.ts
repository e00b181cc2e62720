import type { Contact } from '@centralita/core/model';

/** Calling codes of countries where one of our six languages is what most people write. */
const byPrefix: Readonly<Record<string, readonly string[]>> = {
  es: [
    '34',
    '51',
    '52',
    '53',
    '54',
    '56',
    '57',
    '58',
    '502',
    '503',
    '504',
    '505',
    '506',
    '507',
    '591',
    '593',
    '595',
    '598',
    '1809',
    '1829',
    '1849',
  ],
  pt: ['55', '351', '244', '258'],
  fr: ['33', '221', '225', '237', '377'],
  de: ['49', '43'],
  it: ['39'],
};

/** The language kept with a contact, else what the country of their number suggests. */
export const languageOf = (contact: Contact): string | undefined => {
  if (contact.language) return contact.language.slice(0, 2).toLowerCase();
  const number =
    contact.identities.find(({ kind }) => kind === 'wa_id' || kind === 'phone')?.value.replace(/\D/g, '') ??
    '';
  for (const [language, prefixes] of Object.entries(byPrefix)) {
    if (prefixes.some((prefix) => number.startsWith(prefix))) return language;
  }
  return undefined;
};
