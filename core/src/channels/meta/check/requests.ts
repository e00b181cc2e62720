import type { Fields } from '../guards.ts';
import { bodyOnly, parts, withoutFrame } from './interactive.ts';
import { jsonObject } from './json.ts';
import { list, none, number, type Problems, problem, text } from './rules.ts';

function country(value: unknown): Problems {
  const wrong = text(value, 'country');
  if (wrong.length > 0 || typeof value !== 'string') return wrong;
  return /^[A-Za-z]{2}$/.test(value)
    ? none
    : [problem('country', 'country must be two letters, such as IN.', 2)];
}

export const addressMessage = (content: Fields): Problems => [
  ...bodyOnly(content),
  ...country(content.country),
  ...jsonObject(content.values, 'values', { optional: true }),
  ...list(content.savedAddresses, 'savedAddresses', { min: 0, optional: true }, (entry, at) =>
    jsonObject(entry, at),
  ),
  ...jsonObject(content.validationErrors, 'validationErrors', { optional: true }),
];

export const callPermissionRequest = (content: Fields): Problems => [
  ...text(content.body, 'body', { max: 1024, optional: true }),
  ...withoutFrame(content),
];

export const ttlMinutes = (value: unknown, field: string): Problems =>
  number(value, field, { min: 1, whole: true, optional: true });

export const voiceCall = (content: Fields): Problems => [
  ...bodyOnly(content),
  ...text(content.displayText, 'displayText'),
  ...ttlMinutes(content.ttlMinutes, 'ttlMinutes'),
  ...text(content.payload, 'payload', { optional: true }),
];

export const order = (content: Fields): Problems => [
  ...parts(content),
  ...jsonObject(content.parameters, 'parameters', { filled: true }),
];
