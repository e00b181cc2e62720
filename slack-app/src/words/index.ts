import type { Language } from '@centralita/core/model';
import { en } from './en.ts';
import { es } from './es.ts';

export type Words = typeof en;

const all: Readonly<Record<Language, Words>> = { en, es };

/** Everything the app says, in a language. */
export const wordsOf = (language: Language): Words => all[language];
