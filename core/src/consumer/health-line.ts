import type { HealthWords } from '../hub-client/types.ts';
import type { CodeText } from '../model/codes.ts';

/** A text in both languages; a string is the same in both, such as a name or what a provider said. */
export type Said = string | CodeText;

/** What a health line says, before it is laid out for the API. */
export interface HealthTexts {
  readonly name: Said;
  readonly detail?: Said;
  readonly nextStep?: Said;
}

export const inEnglish = (said: Said): string => (typeof said === 'string' ? said : said.en);
export const inSpanish = (said: Said): string => (typeof said === 'string' ? said : said.es);

/** A sentence around texts: `tell` makes it in each language. */
export const saidWith = (
  texts: readonly Said[],
  tell: { readonly [K in keyof CodeText]: (...texts: string[]) => string },
): CodeText => ({ en: tell.en(...texts.map(inEnglish)), es: tell.es(...texts.map(inSpanish)) });

type Text<T> = T extends Said ? string : T;
type Told<T extends HealthTexts> = {
  readonly [K in keyof T]: K extends keyof HealthTexts ? Text<T[K]> : T[K];
} & { readonly es?: HealthWords };

/** The line with its texts in English, and beside them, under `es`, the Spanish of those that differ. */
export const healthLine = <T extends HealthTexts>(line: T): Told<T> => {
  const { name, detail, nextStep } = line;
  const texts = Object.entries({ name, detail, nextStep }).flatMap(([key, said]) =>
    said === undefined ? [] : [[key, said] as const],
  );
  const differing = texts.filter(([, said]) => inSpanish(said) !== inEnglish(said));
  const english = Object.fromEntries(texts.map(([key, said]) => [key, inEnglish(said)]));
  const es: HealthWords = Object.fromEntries(differing.map(([key, said]) => [key, inSpanish(said)]));
  return { ...line, ...english, ...(differing.length > 0 ? { es } : {}) } as Told<T>;
};
