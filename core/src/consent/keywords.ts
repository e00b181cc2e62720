import { CentralitaError } from '../model/codes.ts';
import type { Purpose } from '../model/consent.ts';
import type { Content } from '../model/content.ts';
import { foldPhrase } from './fold.ts';
import { consentWords, type KeywordGrade, type KeywordLanguage } from './words.ts';

/** What a person said about being written to. Goes into the ledger with the message's time and id as proof. */
export interface RecognisedConsent {
  readonly state: 'granted' | 'withdrawn';
  readonly purposes: readonly Purpose[] | 'all';
  readonly source: 'keyword' | 'button';
  /** The word as listed, or the payload of the button. */
  readonly keyword: string;
  /** `any` for words that several languages share, words a team added and payloads. */
  readonly language: KeywordLanguage | 'any';
}

interface Entry extends RecognisedConsent {
  readonly grade: KeywordGrade;
}

/** A payload that says no (or yes) to some purposes; a plain string says it to all. */
export type ConsentPayload =
  | string
  | { readonly payload: string; readonly purposes: readonly Purpose[] | 'all' };

export interface KeywordOptions {
  /** Languages whose built-in words count; all by default. */
  readonly languages?: readonly KeywordLanguage[];
  /** Further words, any language. They count like `typed` words. */
  readonly withdraw?: readonly string[];
  readonly grant?: readonly string[];
  /** Words that do not count here, such as `alta` and `baja` where customers answer with a priority. */
  readonly exclude?: readonly string[];
  /** When words that are ordinary answers too (`cancelar`, `end`) count. `always` suits numbers that only advertise. */
  readonly doubtful?: 'after_marketing' | 'always' | 'never';
  readonly optOutPayloads?: readonly ConsentPayload[];
  readonly optInPayloads?: readonly ConsentPayload[];
}

/** Payloads that always count: give one to a button and nothing needs configuring. */
export const optOutPayload = 'centralita.opt_out';
export const optInPayload = 'centralita.opt_in';

export interface ConsentKeywords {
  readonly words: ReadonlyMap<string, Entry>;
  readonly payloads: ReadonlyMap<string, RecognisedConsent>;
  /** Longer texts are not looked at. Counted in UTF-16 units, with room for accents and emoji around the word. */
  readonly maxLength: number;
  readonly doubtful: 'after_marketing' | 'always' | 'never';
}

/** What is known about the moment a word was said. */
export interface KeywordContext {
  /** The last message this person got from the business was marketing. Decides about words of the doubtful kind. */
  readonly afterMarketing?: boolean;
  /** The text is the label of something tapped in a menu, so only words that mean nothing else count. */
  readonly tapped?: boolean;
}

const grades = ['clear', 'typed', 'after_marketing'] as const;

/**
 * The words and payloads to look for, built once. Throws `config_invalid` for a word without a letter or
 * digit and for one that is asked to both grant and withdraw.
 */
export const makeKeywords = (options: KeywordOptions = {}): ConsentKeywords => {
  const words = new Map<string, Entry>();
  const payloads = new Map<string, RecognisedConsent>();

  const add = (keyword: string, state: Entry['state'], grade: KeywordGrade, language: Entry['language']) => {
    const key = keyOf(keyword);
    const before = words.get(key);
    if (before && before.state !== state) {
      throw new CentralitaError('config_invalid', `"${keyword}" cannot both grant and withdraw consent`);
    }
    // A word that two languages share takes the surer of its grades.
    const surest = before && grades.indexOf(before.grade) < grades.indexOf(grade) ? before.grade : grade;
    words.set(key, {
      state,
      purposes: 'all',
      source: 'keyword',
      keyword: before?.keyword ?? keyword,
      language: before && before.language !== language ? 'any' : language,
      grade: surest,
    });
  };

  const addPayload = (item: ConsentPayload, state: Entry['state']) => {
    const { payload, purposes } =
      typeof item === 'string' ? { payload: item, purposes: 'all' as const } : item;
    const before = payloads.get(payload);
    if (!payload || (before && before.state !== state)) {
      throw new CentralitaError(
        'config_invalid',
        `the payload "${payload}" must either grant or withdraw consent`,
      );
    }
    payloads.set(payload, { state, purposes, source: 'button', keyword: payload, language: 'any' });
  };

  for (const language of options.languages ?? (Object.keys(consentWords) as KeywordLanguage[])) {
    const { withdraw, grant } = consentWords[language];
    for (const grade of grades) for (const word of withdraw[grade]) add(word, 'withdrawn', grade, language);
    for (const grade of ['clear', 'typed'] as const)
      for (const word of grant[grade]) add(word, 'granted', grade, language);
  }
  for (const word of options.exclude ?? []) words.delete(keyOf(word));
  for (const word of options.withdraw ?? []) add(word, 'withdrawn', 'typed', 'any');
  for (const word of options.grant ?? []) add(word, 'granted', 'typed', 'any');

  for (const item of [optOutPayload, ...(options.optOutPayloads ?? [])]) addPayload(item, 'withdrawn');
  for (const item of [optInPayload, ...(options.optInPayloads ?? [])]) addPayload(item, 'granted');

  let longest = 0;
  for (const key of words.keys()) longest = Math.max(longest, key.length);
  return { words, payloads, maxLength: longest + 24, doubtful: options.doubtful ?? 'after_marketing' };
};

const keyOf = (keyword: string): string => {
  const { words } = foldPhrase(keyword);
  if (!words) throw new CentralitaError('config_invalid', `"${keyword}" has no letter or digit to recognise`);
  return words;
};

/** The words of all six languages. */
export const defaultKeywords: ConsentKeywords = makeKeywords();

/** A question or a sign of refusal beside a word: "ALTA?" asks and "❌ ALTA" refuses, neither grants. */
const doubtAround = /[?¿؟;~❌✖✗✘🚫⛔🛑👎🙅❓❔‽]/u;

/**
 * Whether a whole message is one of the words, after folding; never a part of a message. Under a microsecond
 * for ordinary texts, and nothing at all is done with long ones.
 */
export const recogniseConsent = (
  text: unknown,
  keywords: ConsentKeywords = defaultKeywords,
  context: KeywordContext = {},
): RecognisedConsent | undefined => {
  if (typeof text !== 'string' || text.length > keywords.maxLength) return undefined;
  const phrase = foldPhrase(text);
  const entry = keywords.words.get(phrase.words);
  if (!entry) return undefined;
  if (context.tapped && entry.grade !== 'clear') return undefined;
  if (entry.grade === 'after_marketing' && !doubtfulCounts(keywords, context)) return undefined;
  if (entry.state === 'granted' && doubtAround.test(phrase.around)) return undefined;
  const { grade: _, ...recognised } = entry;
  return recognised;
};

const doubtfulCounts = (keywords: ConsentKeywords, context: KeywordContext): boolean =>
  keywords.doubtful === 'always' ||
  (keywords.doubtful === 'after_marketing' && context.afterMarketing === true);

/** Whether the payload or id of a tapped button is one that was configured. Compared exactly. */
export const recogniseConsentPayload = (
  payload: unknown,
  keywords: ConsentKeywords = defaultKeywords,
): RecognisedConsent | undefined =>
  typeof payload === 'string' ? keywords.payloads.get(payload) : undefined;

/**
 * The same for a message of any kind: typed text; quick replies of templates by payload, then by their text;
 * buttons and list rows by id, then by a label that means nothing else. Every other kind says nothing.
 */
export const recogniseConsentIn = (
  content: Content,
  keywords: ConsentKeywords = defaultKeywords,
  context: Pick<KeywordContext, 'afterMarketing'> = {},
): RecognisedConsent | undefined => {
  switch (content.kind) {
    case 'text':
      return recogniseConsent(content.text, keywords, context);
    case 'button':
      return (
        recogniseConsentPayload(content.payload, keywords) ??
        recogniseConsent(content.text, keywords, context)
      );
    case 'button_reply':
    case 'list_reply':
      return (
        recogniseConsentPayload(content.id, keywords) ??
        recogniseConsent(content.title, keywords, { ...context, tapped: true })
      );
    default:
      return undefined;
  }
};
