import { readReplyId } from '../menu/reply-id.ts';
import type { ConsentState, Purpose } from '../model/consent.ts';
import { type Check, type Verdict, yesNo } from './check-kinds.ts';
import { contactChecks } from './contact-checks.ts';
import type { Facts } from './facts.ts';
import { fitsLanguage } from './language.ts';
import { andAll, oneOf, quote, type Said, say } from './say.ts';
import { type TextParts, textCheck } from './text-checks.ts';
import type { Conditions, Hours } from './types.ts';
import { sameKey } from './words.ts';

/** What all conditions of a rule set are made from. */
export interface CheckParts {
  readonly text: TextParts;
  readonly hours: Readonly<Record<string, Hours>>;
}

/** Deeper conditions do not hold: nobody writes them, and a circle has no end. */
export const maxDepth = 16;

/** The conditions of a rule in a fixed order; all have to hold. */
export const checksOf = (
  when: Conditions,
  parts: CheckParts,
  around: readonly Conditions[] = [],
): readonly Check[] => {
  if (around.length > maxDepth || around.includes(when)) return [tooDeep];
  const inside = [...around, when];
  return [
    ...(when.text ? [textCheck(when.text, parts.text)] : []),
    ...(when.reply ? [replyCheck(when.reply)] : []),
    ...(when.kind ? [kindCheck(when.kind)] : []),
    ...(when.contact ? contactChecks(when.contact) : []),
    ...(when.country ? [countryCheck(when.country)] : []),
    ...(when.language ? [languageCheck(when.language)] : []),
    ...(when.account ? [accountCheck(when.account)] : []),
    ...(when.firstContact === undefined ? [] : [firstContactCheck(when.firstContact)]),
    ...Object.entries(when.consent ?? {}).flatMap(([purpose, states]) =>
      states ? [consentCheck(purpose as Purpose, states)] : [],
    ),
    ...(when.hours ? [hoursCheck(when.hours, parts.hours)] : []),
    ...(when.any ? [anyCheck(when.any.map((each) => checksOf(each, parts, inside)))] : []),
    ...(when.not ? [notCheck(checksOf(when.not, parts, inside))] : []),
  ];
};

/** The first that does not hold; undefined: all hold. */
export const firstFailing = (
  checks: readonly Check[],
  facts: Facts,
): { readonly place: number; readonly verdict: Verdict } | undefined => {
  for (let place = 0; place < checks.length; place += 1) {
    const verdict = (checks[place] as Check).test(facts);
    if (verdict !== 'yes') return { place, verdict };
  }
  return undefined;
};

/** One word for a fact, compared with those that are wanted. */
const oneOfCheck = (
  condition: string,
  what: Said,
  wanted: readonly string[],
  factOf: (facts: Facts) => string | undefined,
  fits: (value: string) => boolean,
): Check => {
  const names = oneOf(wanted);
  return {
    condition,
    test: (facts) => {
      const value = factOf(facts);
      return value === undefined ? 'unknown' : yesNo(fits(value));
    },
    holds: (facts) => {
      const value = quote(factOf(facts) ?? '');
      return say(`${what.en} is ${value}`, `${what.es} es ${value}`);
    },
    fails: say(`${what.en} is not ${names.en}`, `${what.es} no es ${names.es}`),
    unknown: say(`${what.en} is not known`, `no se conoce ${what.es}`),
  };
};

const replyCheck = (wanted: readonly string[]): Check => {
  const exact = new Set(wanted.filter((each) => !each.endsWith('*')));
  const beginnings = wanted.filter((each) => each.endsWith('*')).map((each) => each.slice(0, -1));
  return {
    ...oneOfCheck(
      'reply',
      say('the option chosen', 'la opción elegida'),
      wanted,
      ({ input }) => input.reply,
      (reply) =>
        exact.has(reply) ||
        exact.has(readReplyId(reply).id) ||
        beginnings.some((beginning) => reply.startsWith(beginning)),
    ),
    unknown: say('no option was chosen', 'no se eligió ninguna opción'),
  };
};

const kindCheck = (wanted: readonly string[]): Check => {
  const kinds = new Set(wanted);
  return oneOfCheck(
    'kind',
    say('the kind of message', 'el tipo de mensaje'),
    wanted,
    ({ input }) => input.kind,
    (kind) => kinds.has(kind),
  );
};

const countryCheck = (wanted: readonly string[]): Check => {
  const countries = new Set(wanted.map((each) => each.toUpperCase()));
  return oneOfCheck(
    'country',
    say("the number's country", 'el país del número'),
    wanted,
    (facts) => facts.country(),
    (country) => countries.has(country),
  );
};

const languageCheck = (wanted: readonly string[]): Check =>
  oneOfCheck(
    'language',
    say("the contact's language", 'el idioma del contacto'),
    wanted,
    ({ input }) => input.contact?.language,
    (language) => wanted.some((each) => fitsLanguage(each, language)),
  );

const accountCheck = (wanted: readonly string[]): Check => {
  const ids = new Set(wanted);
  const names = new Set(wanted.map(sameKey));
  const what = say('the account', 'la cuenta');
  const list = oneOf(wanted);
  return {
    condition: 'account',
    test: ({ input: { account } }) => {
      if (!account) return 'unknown';
      const { id, providerId, name } = account;
      const fits =
        (id !== undefined && ids.has(id)) ||
        (providerId !== undefined && ids.has(providerId)) ||
        (name !== undefined && names.has(sameKey(name)));
      return yesNo(fits);
    },
    holds: ({ input: { account } }) => {
      const name = quote(account?.name ?? account?.providerId ?? account?.id ?? '');
      return say(`${what.en} is ${name}`, `${what.es} es ${name}`);
    },
    fails: say(`${what.en} is not ${list.en}`, `${what.es} no es ${list.es}`),
    unknown: say(`${what.en} is not known`, `no se conoce ${what.es}`),
  };
};

const firstContactCheck = (wanted: boolean): Check => {
  const first = say('the contact writes for the first time', 'el contacto escribe por primera vez');
  const returning = say('the contact has written before', 'el contacto ya había escrito');
  return {
    condition: 'firstContact',
    test: ({ input }) =>
      input.firstContact === undefined ? 'unknown' : yesNo(input.firstContact === wanted),
    holds: () => (wanted ? first : returning),
    fails: wanted ? returning : first,
    unknown: say(
      'it is not known whether the contact wrote before',
      'no se sabe si el contacto había escrito antes',
    ),
  };
};

const consentCheck = (purpose: Purpose, states: readonly (ConsentState | 'unknown')[]): Check => {
  const wanted = new Set(states);
  const names = oneOf(states);
  const what = say(`consent to ${purpose} messages`, `el consentimiento para mensajes de tipo ${purpose}`);
  const stateOf = ({ input }: Facts) => input.contact?.consent?.[purpose] ?? 'unknown';
  return {
    condition: `consent.${purpose}`,
    test: (facts) => yesNo(wanted.has(stateOf(facts))),
    holds: (facts) => say(`${what.en} is ${stateOf(facts)}`, `${what.es} es ${stateOf(facts)}`),
    fails: say(`${what.en} is not ${names.en}`, `${what.es} no es ${names.es}`),
    unknown: say(`${what.en} is not known`, `no se conoce ${what.es}`),
  };
};

const hoursCheck = (
  { of = 'default', open }: NonNullable<Conditions['hours']>,
  all: Readonly<Record<string, Hours>>,
): Check => {
  const hours = Object.hasOwn(all, of) ? all[of] : undefined;
  const within = say(`it is within the hours "${of}"`, `está dentro del horario "${of}"`);
  const outside = say(`it is outside the hours "${of}"`, `está fuera del horario "${of}"`);
  return {
    condition: 'hours',
    test: (facts) => (hours ? yesNo(facts.isOpen(hours) === open) : 'unknown'),
    holds: () => (open ? within : outside),
    fails: open ? outside : within,
    unknown: say(`there are no hours "${of}"`, `no hay ningún horario "${of}"`),
  };
};

const anyCheck = (branches: readonly (readonly Check[])[]): Check => {
  const fitting = (facts: Facts) => branches.find((checks) => !firstFailing(checks, facts));
  return {
    condition: 'any',
    test: (facts) => yesNo(fitting(facts) !== undefined),
    holds: (facts) => holdsOf(fitting(facts) ?? [], facts),
    fails: say('none of its alternatives holds', 'no se cumple ninguna de sus alternativas'),
    unknown: say('none of its alternatives is known', 'no se conoce ninguna de sus alternativas'),
  };
};

const notCheck = (checks: readonly Check[]): Check => {
  const [only] = checks;
  const single = checks.length === 1 ? only : undefined;
  const excluded = single
    ? say(`what must not be is so: ${single.condition}`, `se cumple lo que no debía: ${single.condition}`)
    : say('what must not be is so', 'se cumple lo que no debía');
  return {
    condition: 'not',
    test: (facts) => yesNo(firstFailing(checks, facts) !== undefined),
    holds: (facts) => {
      const failing = firstFailing(checks, facts);
      const check = failing && checks[failing.place];
      if (!failing || !check) return excluded;
      return failing.verdict === 'unknown' ? check.unknown : check.fails;
    },
    fails: excluded,
    unknown: excluded,
  };
};

export const holdsOf = (checks: readonly Check[], facts: Facts): Said =>
  checks.length === 0
    ? say('it has no conditions', 'no tiene condiciones')
    : andAll(checks.map((check) => check.holds(facts)));

const deep = say('its conditions are too deep in each other', 'sus condiciones están demasiado anidadas');
const tooDeep: Check = { condition: 'any', test: () => 'no', holds: () => deep, fails: deep, unknown: deep };
