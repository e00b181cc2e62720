import type { Language, Words } from './language.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';

export const dictionaries: Readonly<Record<Language, Words>> = { en, es };
