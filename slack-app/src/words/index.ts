import type { CodeText, Language } from '@centralita/core/model';
import { en } from './en.ts';
import { es } from './es.ts';

export type Words = typeof en;

const all: Readonly<Record<Language, Words>> = { en, es };

/** Everything the app says, in a language. */
export const wordsOf = (language: Language): Words => all[language];

/** The same words in both languages. */
export const inBoth = (say: (words: Words) => string): CodeText => ({ en: say(en), es: say(es) });

/** Why a channel cannot be used, by Slack's word for it; one that is not known is said as it came. */
export const channelReason = (reason: string): CodeText =>
  inBoth(({ channelReasons }) => (channelReasons as Readonly<Record<string, string>>)[reason] ?? reason);

/** What to do about it. */
export const channelStep = (reason: string): CodeText =>
  inBoth(
    ({ channelSteps }) => (channelSteps as Readonly<Record<string, string>>)[reason] ?? channelSteps.other,
  );
