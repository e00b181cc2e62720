/** `es_MX`, `es-mx` → `es-mx`. */
export const languageKey = (language: string): string => language.toLowerCase().replace(/_/g, '-');

/** Whether a language is the wanted one, or a variety of it: `es` fits `es_MX`, and not the other way round. */
export const fitsLanguage = (wanted: string, language: string): boolean => {
  const [want, have] = [languageKey(wanted), languageKey(language)];
  return have === want || have.startsWith(`${want}-`);
};
