import type { Conditions, Rule, RuleSet, TextCondition } from '../../../core/src/routing/types.ts';
import { hoursOf } from '../../shared/hours-fields.ts';
import { wordsOf } from './contacts.ts';

type Read = (name: string, fallback?: unknown) => unknown;

/** One rule as the editor gives it. */
interface RuleFields {
  readonly output?: string;
  readonly text?: string;
  readonly match?: keyof Omit<TextCondition, 'lists'>;
  readonly kind?: readonly string[];
  readonly reply?: string;
  readonly country?: string;
  readonly language?: string;
  readonly account?: string;
  readonly tags?: string;
  readonly firstContact?: 'any' | 'yes' | 'no';
  readonly when?: 'any' | 'open' | 'closed';
}

const valuesOf = <T>(read: Read, name: string): readonly T[] =>
  ((read(name, {}) ?? {}) as { values?: readonly T[] }).values ?? [];

/** The outputs beside the default, in their order. */
export const outputNames = (read: Read): string[] => {
  const names =
    read('rulesFrom', 'node') === 'hub'
      ? valuesOf<{ name?: string }>(read, 'teams').map(({ name }) => name)
      : valuesOf<RuleFields>(read, 'rules').map(({ output }) => output);
  return [...new Set(names.map((name) => String(name ?? '')).filter(Boolean))];
};

const conditionsOf = (fields: RuleFields): Conditions => {
  const lists = {
    reply: wordsOf(fields.reply),
    kind: fields.kind ?? [],
    country: wordsOf(fields.country),
    language: wordsOf(fields.language),
    account: wordsOf(fields.account),
  };
  const given = Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
  const words =
    fields.match === 'patterns' ? [String(fields.text ?? '').trim()].filter(Boolean) : wordsOf(fields.text);
  const tags = wordsOf(fields.tags);
  const { firstContact = 'any', when = 'any' } = fields;
  return {
    ...given,
    ...(words.length > 0 ? { text: { [fields.match ?? 'words']: words } } : {}),
    ...(tags.length > 0 ? { contact: { tags } } : {}),
    ...(firstContact === 'any' ? {} : { firstContact: firstContact === 'yes' }),
    ...(when === 'any' ? {} : { hours: { open: when === 'open' } }),
  };
};

/** The rules in the node's parameters. */
export const ruleSetOf = (read: Read, timeZone: string): RuleSet => ({
  rules: valuesOf<RuleFields>(read, 'rules').map(
    (fields, index): Rule => ({
      id: `${index + 1}`,
      name: fields.output ? `${index + 1} ${fields.output}` : `${index + 1}`,
      when: conditionsOf(fields),
      to: { output: String(fields.output ?? '') },
    }),
  ),
  otherwise: { output: 'Default' },
  hours: { default: hoursOf(read, timeZone) },
});
