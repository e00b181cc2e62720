import type { Conditions, Hours, Rule, RuleSet, TimeWindow, Weekday } from '@centralita/core/routing';
import { NodeFailure } from '../../shared/failure.ts';
import { wordsOf } from '../../shared/words.ts';

/** One line of the list in the dialog. */
export interface ListedRule {
  readonly name?: string;
  readonly type: string;
  readonly value?: string;
}

/** The rule set of a node: each rule leads to the output of its place, everything else to the last. */
export const ruleSetOf = (listed: readonly ListedRule[], hours?: string, timeZone?: string): RuleSet => ({
  rules: listed.map(
    (rule, index): Rule => ({
      id: String(index + 1),
      ...(rule.name ? { name: rule.name } : {}),
      when: conditionsOf(rule, `rule ${index + 1}`),
      to: { output: String(index) },
    }),
  ),
  otherwise: { output: String(listed.length) },
  ...(hours?.trim() ? { hours: { default: hoursOf(hours, timeZone) } } : {}),
});

/** Kinds of rules that look for nothing in particular. */
const silent = new Set(['firstContact', 'returning', 'open', 'closed', 'always']);

const conditionsOf = ({ type, value = '' }: ListedRule, at: string): Conditions => {
  const words = wordsOf(value);
  if (words.length === 0 && !silent.has(type)) throw wrong(at, 'it has no value, so nothing would ever fit');
  switch (type) {
    case 'words':
    case 'contains':
    case 'equals':
      return { text: { [type]: words } };
    case 'pattern':
      return { text: { patterns: [value.trim()] } };
    case 'reply':
    case 'kind':
    case 'account':
    case 'language':
      return { [type]: words };
    case 'country':
      return { country: words.map((code) => countryOf(code, at)) };
    case 'tag':
      return { contact: { tags: words } };
    case 'attribute':
      return { contact: { attributes: attributesOf(value, at) } };
    case 'firstContact':
      return { firstContact: true };
    case 'returning':
      return { firstContact: false };
    case 'open':
      return { hours: { open: true } };
    case 'closed':
      return { hours: { open: false } };
    default:
      return {};
  }
};

const countryOf = (code: string, at: string): string => {
  if (!/^[a-z]{2}$/i.test(code)) throw wrong(at, `"${code}" is no code of a country, such as ES`);
  return code.toUpperCase();
};

/** `tier = gold`, `orders.total >= 100`, or a bare path for "is set". */
const attributesOf = (text: string, at: string): NonNullable<Conditions['contact']>['attributes'] => {
  const [, path = '', sign, given = ''] = /^\s*([\w.-]+)\s*(>=|<=|=)?\s*(.*?)\s*$/.exec(text) ?? [];
  if (path === '') throw wrong(at, `"${text}" is no condition on an attribute, such as tier = gold`);
  if (sign !== '=' && sign && !Number.isFinite(Number(given || NaN))) {
    throw wrong(at, `"${given}" is no number`);
  }
  if (sign === '>=') return { [path]: { min: Number(given) } };
  if (sign === '<=') return { [path]: { max: Number(given) } };
  return { [path]: sign === '=' ? given : { exists: true } };
};

const days: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const time = /^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/;

/** `mon-fri 09:00-14:00,16:00-19:00; sat 10:00-13:00` in a time zone. */
export const hoursOf = (text: string, timeZone = ''): Hours => {
  const week: Partial<Record<Weekday, TimeWindow[]>> = {};
  for (const part of text.split(';').filter((each) => each.trim())) {
    const [span = '', ...windows] = part.trim().toLowerCase().split(/\s+/);
    const [first = '', last = first] = span.split('-');
    const from = days.indexOf(first as Weekday);
    const to = days.indexOf(last as Weekday);
    const times = windows.join('').split(',').filter(Boolean);
    if (from < 0 || to < 0 || times.length === 0 || times.some((each) => !time.test(each))) {
      throw wrong('hours', `"${part.trim()}" is not like mon-fri 09:00-14:00,16:00-19:00`);
    }
    // From Saturday to Monday is a span too.
    for (let day = from; ; day = (day + 1) % days.length) {
      const name = days[day] as Weekday;
      week[name] = [...(week[name] ?? []), ...times.map(windowOf)];
      if (day === to) break;
    }
  }
  return { timeZone: timeZone.trim() || 'UTC', week };
};

const windowOf = (text: string): TimeWindow => {
  const [from = '', to = ''] = text.split('-');
  return { from, to };
};

const wrong = (field: string, details: string): NodeFailure =>
  new NodeFailure('config_invalid', {
    field,
    details: `${field}: ${details}`,
    nextStep: 'Correct it in the node, then deploy.',
  });
