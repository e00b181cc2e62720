import type { Fields } from '../guards.ts';
import {
  countCharacters,
  flag,
  none,
  number,
  oneOf,
  type Problems,
  problem,
  text as textRule,
} from './rules.ts';

export const text = (content: Fields): Problems => [
  ...textRule(content.text, 'text', { max: 4096 }),
  ...flag(content.previewUrl, 'previewUrl'),
];

export const location = (content: Fields): Problems => [
  ...number(content.latitude, 'latitude', { min: -90, max: 90 }),
  ...number(content.longitude, 'longitude', { min: -180, max: 180 }),
  ...textRule(content.name, 'name', { optional: true }),
  ...textRule(content.address, 'address', { optional: true }),
];

/** The longest emoji of one sign are families and flags of about ten code points. */
const longestEmoji = 20;

function emoji(value: unknown): Problems {
  const wrong = textRule(value, 'emoji', { mayBeEmpty: true });
  if (wrong.length > 0 || typeof value !== 'string' || value === '') return wrong;
  const one =
    value.length <= 2 * longestEmoji &&
    countCharacters(value) <= longestEmoji &&
    [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(value)].length === 1 &&
    /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(value);
  return one ? none : [problem('emoji', 'emoji must be one emoji, or empty to take the reaction away.', 1)];
}

export const reaction = (content: Fields): Problems => [
  ...textRule(content.messageId, 'messageId'),
  ...emoji(content.emoji),
];

export const pin = (content: Fields): Problems => [
  ...oneOf(content.type, 'type', ['pin', 'unpin']),
  ...textRule(content.messageId, 'messageId'),
  ...number(content.expirationDays, 'expirationDays', { min: 1, whole: true, optional: true }),
];
