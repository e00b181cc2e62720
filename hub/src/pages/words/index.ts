import { codes } from '@centralita/core/model';
import type { Language, Words } from '@centralita/sandbox/phone/language';
import { menuWords } from '@centralita/sandbox/phone/menu';
import { words as english } from './en/index.ts';
import { words as spanish } from './es/index.ts';

/** What each code means and what to do next, in one language: the API itself answers in English. */
const codeWords = (language: Language): Words =>
  Object.fromEntries(
    Object.entries(codes).flatMap(([code, { title, nextStep }]) => [
      [`code.${code}`, title[language]],
      [`code.${code}.next`, nextStep[language]],
    ]),
  );

export const dictionaries: Readonly<Record<Language, Words>> = {
  en: { ...english, ...menuWords('en'), ...codeWords('en') },
  es: { ...spanish, ...menuWords('es'), ...codeWords('es') },
};
