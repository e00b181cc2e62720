/// <reference lib="dom" />
import type { Conditions, Rule, Target, ValueCondition } from '@centralita/core/routing';
import { hasWord, language, t } from '@centralita/sandbox/phone/dom.client';

const alternatives = new Intl.ListFormat(language, { type: 'disjunction' });
const together = new Intl.ListFormat(language, { type: 'conjunction' });

const quoted = (list: readonly string[]): string => alternatives.format(list.map((one) => `“${one}”`));
const named = (prefix: string, list: readonly string[]): string =>
  alternatives.format(list.map((one) => (hasWord(`${prefix}.${one}`) ? t(`${prefix}.${one}`) : one)));

const regions = new Intl.DisplayNames(language, { type: 'region', fallback: 'code' });
const languages = new Intl.DisplayNames(language, { type: 'language', fallback: 'code' });
const nameIn = (names: Intl.DisplayNames, code: string): string => {
  try {
    return names.of(code.replace('_', '-')) ?? code;
  } catch {
    return code;
  }
};

const valueText = (value: ValueCondition): string => {
  if (Array.isArray(value)) return quoted(value.map(String));
  if (typeof value !== 'object') return `“${value}”`;
  const bounds = value as Exclude<ValueCondition, string | number | boolean | readonly unknown[]>;
  return together.format(
    [
      bounds.min !== undefined && t('rule.min', { value: bounds.min }),
      bounds.max !== undefined && t('rule.max', { value: bounds.max }),
      bounds.exists !== undefined && t(bounds.exists ? 'rule.exists' : 'rule.missing'),
      bounds.contains !== undefined && t('rule.has', { value: bounds.contains }),
      bounds.withinDays !== undefined && t('rule.within', { value: bounds.withinDays }),
    ].filter((one): one is string => one !== false),
  );
};

/** Each condition as a half sentence; all of them must hold. */
const conditionTexts = (when: Conditions, accountName: (id: string) => string): string[] => {
  const { text, contact } = when;
  const texts = text
    ? (['words', 'contains', 'equals', 'lists', 'patterns'] as const).flatMap((name) =>
        text[name]?.length ? [t(`rule.${name}`, { list: quoted(text[name]) })] : [],
      )
    : [];
  return [
    texts.length > 0 && alternatives.format(texts),
    when.reply && t('rule.reply', { list: quoted(when.reply) }),
    when.kind && t('rule.kind', { list: named('kind', when.kind) }),
    contact?.tags && t('rule.tags', { list: quoted(contact.tags) }),
    contact?.withoutTags && t('rule.withoutTags', { list: quoted(contact.withoutTags) }),
    ...Object.entries(contact?.attributes ?? {}).map(([name, value]) =>
      t('rule.attribute', { name, value: valueText(value) }),
    ),
    when.country &&
      t('rule.country', { list: alternatives.format(when.country.map((one) => nameIn(regions, one))) }),
    when.language &&
      t('rule.language', { list: alternatives.format(when.language.map((one) => nameIn(languages, one))) }),
    when.account && t('rule.account', { list: alternatives.format(when.account.map(accountName)) }),
    when.firstContact !== undefined && t(when.firstContact ? 'rule.firstContact' : 'rule.returning'),
    ...Object.entries(when.consent ?? {}).map(([purpose, states]) =>
      t('rule.consent', {
        purpose: t(`purpose.${purpose}`),
        list: alternatives.format(
          states.map((one) =>
            one === 'unknown' ? t('rule.consent.unknown') : t(`consent.${one}`).toLowerCase(),
          ),
        ),
      }),
    ),
    when.hours && t(when.hours.open ? 'rule.open' : 'rule.closed', { name: when.hours.of ?? 'default' }),
    when.any?.length &&
      t('rule.any', {
        what: when.any.map((one) => conditionTexts(one, accountName).join(t('rule.and'))).join('; '),
      }),
    when.not && t('rule.not', { what: conditionTexts(when.not, accountName).join(t('rule.and')) }),
  ].filter((one): one is string => typeof one === 'string' && one !== '');
};

export interface Names {
  team(key: string): string;
  user(key: string): string;
  account(id: string): string;
}

export const targetText = (target: Target, names: Names): string => {
  if ('team' in target) return t('rule.to.team', { name: names.team(target.team) });
  if ('user' in target) return t('rule.to.user', { name: names.user(target.user) });
  if ('slackChannel' in target) return t('rule.to.slack', { name: target.slackChannel });
  if ('output' in target) return t('rule.to.output', { name: target.output });
  return target.otherwise
    ? t('rule.to.ownerElse', { target: targetText(target.otherwise, names) })
    : t('rule.to.owner');
};

export interface RuleText {
  readonly when: readonly string[];
  readonly does: string;
}

/** A rule as people would say it. */
export const ruleText = (rule: Rule, names: Names): RuleText => ({
  when: conditionTexts(rule.when ?? {}, names.account),
  does: [
    t('rule.to', { target: targetText(rule.to, names) }),
    rule.assign && t(`rule.assign.${rule.assign}`),
    rule.priority !== undefined && rule.priority !== 0 && t('rule.priority', { value: rule.priority }),
    rule.tags?.length && t('rule.addTags', { list: quoted(rule.tags) }),
  ]
    .filter(Boolean)
    .join(', '),
});
