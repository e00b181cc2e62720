import { codes } from '@centralita/core/model';
import type { Language, Words } from '@centralita/sandbox/phone/language';
import { en } from './en.ts';
import { es } from './es.ts';

/** What each code means and what to do next, in one language: the API itself answers in English. */
const codeWords = (language: Language): Words =>
  Object.fromEntries(
    Object.entries(codes).flatMap(([code, { title, nextStep }]) => [
      [`code.${code}`, title[language]],
      [`code.${code}.next`, nextStep[language]],
    ]),
  );

export const dictionaries: Readonly<Record<Language, Words>> = {
  en: { ...en, ...codeWords('en') },
  es: { ...es, ...codeWords('es') },
};
