import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countryOfPhone } from './country.ts';
import { isOpen } from './hours.ts';
import { compile, route } from './route.ts';
import type { Conditions, Hours, RouteInput, Rule, RuleSet, TextCondition, ValueCondition } from './types.ts';

const monday = Date.parse('2026-06-15T10:00:00Z');
const hours: Record<string, Hours> = {
  default: { timeZone: 'Europe/Madrid', week: { mon: [{ from: '09:00', to: '18:00' }] } },
  late: { timeZone: 'America/Bogota', week: { mon: [{ from: '20:00', to: '02:00' }] } },
};
const wordLists = { broken: { es: ['roto', 'no funciona'], en: ['broken'], '*': ['error 500'] } };
const fits = (when: Conditions, input: Partial<RouteInput>): boolean => {
  const set: RuleSet = {
    rules: [{ id: 'r', when, to: { team: 't' } }],
    otherwise: { team: 'o' },
    hours,
    wordLists,
  };
  return !route(set, { now: monday, ...input }).byDefault;
};
const text = (condition: TextCondition, given: string): boolean => fits({ text: condition }, { text: given });
const value = (condition: ValueCondition, given: unknown, path = 'x'): boolean =>
  fits(
    { contact: { attributes: { [path]: condition } } },
    { contact: { attributes: { x: given as string } } },
  );

describe('text', () => {
  it.each<[TextCondition, string, boolean]>([
    [{ words: ['precio'] }, '¿Qué PRECIO tiene?', true],
    [{ words: ['precio'] }, 'precios', false],
    [{ words: ['Cuánto cuesta'] }, 'y cuanto   cuesta,eso', true],
    [{ words: ['cuánto cuesta'] }, 'cuánto me cuesta', false],
    [{ words: ['niño'] }, 'NIÑO', true],
    [{ words: ['ｐｒｅｃｉｏ'] }, 'precio', true],
    [{ words: ["doesn't work"] }, 'It doesn’t work!', true],
    [{ words: ['👍'] }, 'ok 👍🏽', true],
    [{ words: ['退款'] }, '我要退款！', true],
    [{ words: ['!!'] }, '!!', false],
    [{ contains: ['preci'] }, 'los precios', true],
    [{ contains: ['os  de'] }, 'precios\nde mayo', true],
    [{ contains: ['€'] }, '30€', true],
    [{ contains: ['abcd', 'bc'] }, 'xabcx', true],
    [{ equals: ['hola'] }, '¡Hola! ', true],
    [{ equals: ['hola'] }, 'hola, ¿qué tal?', false],
    [{ equals: ['?'] }, ' ? ', true],
    [{ equals: ['?'] }, '??', false],
    [{ lists: ['broken'] }, 'la puerta esta ROTO', true],
    [{ lists: ['broken'] }, 'it is broken', true],
    [{ lists: ['broken'] }, 'sale error 500', true],
    [{ lists: ['nothing'] }, 'roto', false],
    [{ lists: ['constructor'] }, 'roto', false],
    [{ lists: ['technical_problem'] }, 'My app crashed again', true],
    [{ lists: ['product_question'] }, '¿Cuánto cuestan?', true],
    [{ lists: ['human'] }, 'quiero hablar con una persona', true],
    [{ patterns: ['pedido [0-9]{3,9}'] }, 'Mi pedido 1234', true],
    [{ patterns: ['(broken'] }, '(broken', false],
    [{ words: ['a'], contains: ['zz'] }, 'zzz', true],
    [{}, 'anything', false],
  ])('%j on %j: %p', (condition, given, expected) => {
    expect(text(condition, given)).toBe(expected);
  });

  it('does not hold without a text', () => {
    for (const given of [undefined, '', ' \n'])
      expect(fits({ text: { contains: [''] } }, given === undefined ? {} : { text: given })).toBe(false);
  });

  it('is told apart from the text before it', () => {
    const set = compile({
      rules: [{ id: 'r', when: { text: { words: ['uno'] } }, to: { team: 't' } }],
      otherwise: { team: 'o' },
    });
    expect(set.decide({ text: 'uno', now: 0 }).byDefault).toBe(false);
    expect(set.decide({ now: 0 }).byDefault).toBe(true);
    expect(set.decide({ text: 'dos', now: 0 }).byDefault).toBe(true);
  });
});

describe('the other conditions', () => {
  it.each<[Conditions, Partial<RouteInput>, boolean]>([
    [{ reply: ['menu:1'] }, { reply: 'menu:1' }, true],
    [{ reply: ['menu:*'] }, { reply: 'menu:22' }, true],
    [{ reply: ['menu:*'] }, { reply: 'other' }, false],
    [{ reply: ['sales'] }, { reply: 'sales::welcome' }, true],
    [{ reply: ['menu:1'] }, { text: 'menu:1' }, false],
    [{ kind: ['image', 'video'] }, { kind: 'video' }, true],
    [{ kind: ['image'] }, {}, false],
    [{ contact: { tags: ['VIP'] } }, { contact: { tags: ['vip'] } }, true],
    [{ contact: { tags: ['vip'] } }, { contact: {} }, false],
    [{ contact: { withoutTags: ['vip'] } }, { contact: { tags: [] } }, true],
    [{ contact: { withoutTags: ['vip'] } }, { contact: {} }, false],
    [{ contact: { tags: ['a'], withoutTags: ['b'] } }, { contact: { tags: ['a', 'b'] } }, false],
    [{ country: ['ES'] }, { contact: { phone: '+34612345678' } }, true],
    [{ country: ['es'] }, { contact: { country: 'ES', phone: '+15550001111' } }, true],
    [{ country: ['US'] }, { contact: { phone: '+14165550000' } }, false],
    [{ country: ['CA'] }, { contact: { phone: '14165550000' } }, true],
    [{ country: ['ES'] }, { contact: {} }, false],
    [{ language: ['es'] }, { contact: { language: 'es_MX' } }, true],
    [{ language: ['es-mx'] }, { contact: { language: 'es_MX' } }, true],
    [{ language: ['es_MX'] }, { contact: { language: 'es' } }, false],
    [{ language: ['e'] }, { contact: { language: 'es' } }, false],
    [{ account: ['Shop'] }, { account: { name: 'shop' } }, true],
    [{ account: ['1065'] }, { account: { providerId: '1065' } }, true],
    [{ account: ['ca_1'] }, { account: { id: 'ca_2' } }, false],
    [{ firstContact: true }, { firstContact: true }, true],
    [{ firstContact: false }, { firstContact: true }, false],
    [{ firstContact: false }, {}, false],
    [{ consent: { marketing: ['granted'] } }, { contact: { consent: { marketing: 'granted' } } }, true],
    [{ consent: { marketing: ['unknown', 'withdrawn'] } }, {}, true],
    [
      { consent: { marketing: ['granted'], utility: ['granted'] } },
      { contact: { consent: { marketing: 'granted' } } },
      false,
    ],
    [{ hours: { open: true } }, {}, true],
    [{ hours: { open: false } }, {}, false],
    [{ hours: { of: 'late', open: false } }, {}, true],
    [{ hours: { of: 'none', open: false } }, {}, false],
    [{ hours: { of: 'toString', open: false } }, {}, false],
    [{ any: [{ kind: ['image'] }, { firstContact: true }] }, { firstContact: true }, true],
    [{ any: [{ kind: ['image'] }, { firstContact: true }] }, { firstContact: false }, false],
    [{ any: [] }, {}, false],
    [{ not: { kind: ['image'] } }, { kind: 'text' }, true],
    [{ not: { kind: ['image'] } }, { kind: 'image' }, false],
    [{ not: {} }, {}, false],
    [{ kind: ['text'], firstContact: true }, { kind: 'text', firstContact: false }, false],
    [{}, {}, true],
  ])('%j on %j: %p', (when, input, expected) => {
    expect(fits(when, input)).toBe(expected);
  });

  it.each<[ValueCondition, unknown, boolean]>([
    ['gold', 'Gold ', true],
    [5, '5', true],
    [true, 'true', true],
    ['gold', 'silver', false],
    ['gold', undefined, false],
    [['gold', 'silver'], 'SILVER', true],
    [['gold'], ['bronze', 'gold'], true],
    [{ min: 100 }, 100, true],
    [{ min: 100 }, '99.5', false],
    [{ min: 100, max: 200 }, '1e2', true],
    [{ min: 0 }, '', false],
    [{ min: 0 }, 'many', false],
    [{ max: 5 }, null, false],
    [{ exists: true }, 'x', true],
    [{ exists: true }, undefined, false],
    [{ exists: false }, undefined, true],
    [{ exists: false }, null, true],
    [{ exists: false }, 0, false],
    [{ contains: 'ana' }, 'Café Aña', true],
    [{ contains: 'x' }, ['a', 'xy'], true],
    [{ withinDays: 30 }, '2026-06-01', true],
    [{ withinDays: 30 }, '2026-05-01', false],
    [{ withinDays: 30 }, '2026-06-16', false],
    [{ withinDays: 30 }, monday - 1000, true],
    [{ withinDays: 30 }, String(monday - 1000), true],
    [{ withinDays: 30 }, 'last week', false],
    [{}, 'anything', true],
  ])('an attribute that is %j: %j: %p', (condition, given, expected) => {
    expect(value(condition, given)).toBe(expected);
  });

  it('finds attributes by their path, the name with dots first, and nothing that an object has by itself', () => {
    const attributes = { orders: { total: 10, list: ['a'] }, 'orders.total': 500 };
    const at = (path: string, wanted: ValueCondition) =>
      fits({ contact: { attributes: { [path]: wanted } } }, { contact: { attributes } });
    expect(at('orders.total', { min: 100 })).toBe(true);
    expect(at('orders.list', 'a')).toBe(true);
    expect(at('orders.list.length', { exists: true })).toBe(false);
    expect(at('constructor', { exists: true })).toBe(false);
    expect(at('orders.__proto__.x', { exists: true })).toBe(false);
  });

  it('that go round in a circle never hold', () => {
    const circle: { any: Conditions[] } = { any: [] };
    circle.any.push(circle, circle, { not: circle });
    expect(() => fits(circle, {})).not.toThrow();
    const alone: { not?: Conditions } = {};
    alone.not = { not: alone };
    expect(() => fits(alone, {})).not.toThrow();
    let deep: Conditions = {};
    for (let level = 0; level < 40; level += 1) deep = { any: [deep] };
    expect(fits(deep, {})).toBe(false);
  });
});

describe('a decision', () => {
  const set: RuleSet = {
    rules: [
      { id: 'old', to: { team: 'archive' }, disabled: true },
      {
        id: 'sales',
        name: 'Product question',
        when: { text: { lists: ['product_question'] }, hours: { open: true } },
        to: { team: 'sales' },
        assign: 'least_busy',
        tags: ['lead'],
        priority: 2,
      },
      { id: 'support', when: { text: { words: ['error'] } }, to: { team: 'support' } },
    ],
    otherwise: { team: 'reception' },
    hours,
    priority: [
      { when: { contact: { attributes: { tier: 'gold' } } }, add: 10 },
      { when: { text: { words: ['urgente'] } }, add: 5 },
    ],
  };

  it('is the first rule that fits, with its tags, its habit and all points', () => {
    const decision = route(set, {
      now: monday,
      text: 'URGENTE: ¿qué precio tiene? Da error',
      contact: { language: 'es', attributes: { tier: 'Gold' } },
    });
    expect(decision).toMatchObject({
      target: { team: 'sales' },
      byDefault: false,
      assign: 'least_busy',
      priority: 17,
      tags: ['lead'],
    });
    expect(decision.rule?.id).toBe('sales');
    expect(decision.explanation).toEqual({
      summary: {
        en: 'Rule "Product question" fits: the text has "precio", of the list product_question, and it is within the hours "default".',
        es: 'La regla "Product question" encaja: el texto tiene "precio", de la lista product_question, y está dentro del horario "default".',
      },
      steps: [
        {
          rule: 'old',
          fits: false,
          because: { condition: 'disabled', en: 'it is switched off', es: 'está desactivada' },
        },
        { rule: 'sales', fits: true, because: expect.objectContaining({ condition: 'text, hours' }) },
      ],
    });
  });

  it('names the first condition that did not hold, of each rule before', () => {
    const { explanation } = route(set, { now: monday + 86_400_000, text: 'precio y error' });
    expect(explanation.steps.map(({ rule, because }) => [rule, because.en])).toEqual([
      ['old', 'it is switched off'],
      ['sales', 'it is outside the hours "default"'],
      ['support', 'the text has the word "error"'],
    ]);
    expect(explanation.summary.es).toBe('La regla "support" encaja: el texto tiene la palabra "error".');
  });

  it('is the default where no rule fits', () => {
    expect(route(set, { now: monday })).toMatchObject({
      target: { team: 'reception' },
      byDefault: true,
      priority: 0,
      tags: [],
      explanation: { summary: { es: 'No encaja ninguna regla: va a donde va todo lo demás.' } },
    });
    expect(route(set, { now: monday })).not.toHaveProperty('rule');
  });

  it('is JSON as it stands', () => {
    const { explanation } = route(set, { now: monday, text: 'hola' });
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });

  it('takes 10,000 tags and 10,000 words', () => {
    const tags = Array.from({ length: 10_000 }, (_, index) => `tag ${index}`);
    const words = Array.from({ length: 10_000 }, (_, index) => `word${index}`);
    expect(fits({ contact: { tags: ['TAG 9999'] } }, { contact: { tags } })).toBe(true);
    expect(fits({ contact: { tags } }, { contact: { tags: ['tag 7'] } })).toBe(true);
    expect(fits({ text: { words } }, { text: words.toReversed().join(' ') })).toBe(true);
    expect(fits({ text: { contains: words } }, { text: 'xx'.repeat(10_000) })).toBe(false);
  });
});

describe('rules beside a naive reading of the same', () => {
  const plain = (given: string) => given.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const tokens = (given: string) =>
    plain(given)
      .split(/[^a-z0-9]+/)
      .filter(Boolean);
  const hasPhrase = (given: string, phrase: string) =>
    ` ${tokens(given).join(' ')} `.includes(` ${tokens(phrase).join(' ')} `);

  const holds = (when: Conditions, input: RouteInput): boolean => {
    const { contact } = input;
    const checks: boolean[] = [];
    if (when.text) {
      const { words = [], contains = [], equals = [], lists = [] } = when.text;
      const listed = lists.flatMap((name) =>
        Object.values((wordLists as Record<string, Record<string, string[]>>)[name] ?? {}).flat(),
      );
      const given = input.text;
      checks.push(
        given !== undefined &&
          given.trim() !== '' &&
          ([...words, ...listed].some((word) => hasPhrase(given, word)) ||
            contains.some((part) => plain(given).includes(plain(part))) ||
            equals.some((whole) => tokens(whole).join(' ') === tokens(given).join(' '))),
      );
    }
    if (when.reply)
      checks.push(
        when.reply.some((each) =>
          each.endsWith('*') ? input.reply?.startsWith(each.slice(0, -1)) : each === input.reply,
        ),
      );
    if (when.kind) checks.push(when.kind.some((kind) => kind === input.kind));
    if (when.contact?.tags) checks.push(when.contact.tags.some((tag) => contact?.tags?.includes(tag)));
    if (when.contact?.withoutTags)
      checks.push(
        contact?.tags !== undefined && !when.contact.withoutTags.some((tag) => contact.tags?.includes(tag)),
      );
    if (when.country)
      checks.push(
        when.country.some(
          (country) => country === (contact?.country ?? countryOfPhone(contact?.phone ?? '')),
        ),
      );
    if (when.language)
      checks.push(
        when.language.some(
          (wanted) => contact?.language === wanted || contact?.language?.startsWith(`${wanted}_`),
        ),
      );
    if (when.firstContact !== undefined) checks.push(input.firstContact === when.firstContact);
    if (when.hours) {
      const named = hours[when.hours.of ?? 'default'];
      checks.push(named !== undefined && isOpen(named, input.now) === when.hours.open);
    }
    if (when.any) checks.push(when.any.some((each) => holds(each, input)));
    if (when.not) checks.push(!holds(when.not, input));
    return checks.every(Boolean);
  };

  const word = fc.constantFrom('precio', 'Niño', 'error', 'no', 'no funciona', 'a b');
  const words = fc.array(word, { minLength: 1, maxLength: 3 });
  const optional = { requiredKeys: [] };
  const { conditions } = fc.letrec<{ conditions: Conditions }>((tie) => ({
    conditions: fc
      .record(
        {
          text: fc.record(
            { words, contains: words, equals: words, lists: fc.constant(['broken']) },
            optional,
          ),
          reply: fc.constantFrom(['a'], ['a*'], ['b', 'c*']),
          kind: fc.constantFrom(['text'], ['image', 'text']),
          contact: fc.record(
            { tags: fc.constantFrom(['vip'], ['vip', 'new']), withoutTags: fc.constant(['new']) },
            optional,
          ),
          country: fc.constantFrom(['ES'], ['MX', 'US']),
          language: fc.constantFrom(['es'], ['es_MX', 'en']),
          firstContact: fc.boolean(),
          hours: fc.record(
            { of: fc.constantFrom('default', 'late', 'none'), open: fc.boolean() },
            { requiredKeys: ['open'] },
          ),
          any: fc.array(tie('conditions'), { minLength: 1, maxLength: 2 }),
          not: tie('conditions'),
        },
        { requiredKeys: [], noNullPrototype: true },
      )
      .map(
        (all) => Object.fromEntries(Object.entries(all).filter((_, index) => index % 3 === 0)) as Conditions,
      ),
  }));
  const input: fc.Arbitrary<RouteInput> = fc.record(
    {
      text: fc.oneof(
        fc
          .array(fc.constantFrom('Precio', 'nino', 'ERROR', 'no', 'funciona', 'a', 'b', 'roto', '¿', '-'), {
            maxLength: 5,
          })
          .map((all) => all.join(' ')),
      ),
      reply: fc.constantFrom('a', 'ab', 'c1'),
      kind: fc.constantFrom('text', 'image'),
      contact: fc.record(
        {
          phone: fc.constantFrom('+34600000000', '525512345678', '+12125550000'),
          language: fc.constantFrom('es', 'es_MX', 'en_US'),
          tags: fc.subarray(['vip', 'new', 'x']),
        },
        optional,
      ),
      firstContact: fc.boolean(),
      now: fc.integer({ min: 0, max: 7 * 24 }).map((hour) => monday + hour * 3_600_000),
    },
    { requiredKeys: ['now'] },
  );

  it('decide the same', () => {
    const taken = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.array(conditions, { maxLength: 5 }),
        fc.array(input, { minLength: 3, maxLength: 3 }),
        (all, inputs) => {
          const rules = all.map(
            (when, index): Rule => ({ id: `r${index}`, when, to: { team: `t${index}` } }),
          );
          const compiled = compile({ rules, otherwise: { team: 'o' }, hours, wordLists });
          for (const given of inputs) {
            const expected = rules.find(({ when = {} }) => holds(when, given))?.id ?? 'none';
            taken.set(expected, (taken.get(expected) ?? 0) + 1);
            const decision = compiled.decide(given);
            const { steps } = decision.explanation;
            const length = expected === 'none' ? rules.length : Number(expected.slice(1)) + 1;
            const fitting = steps.filter((step) => step.fits).length;
            if (
              (decision.rule?.id ?? 'none') !== expected ||
              steps.length !== length ||
              fitting !== (expected === 'none' ? 0 : 1)
            ) {
              throw new Error(`${expected} expected: ${JSON.stringify(decision)}`);
            }
          }
        },
      ),
      { numRuns: 250 },
    );
    expect(taken.size).toBeGreaterThan(4);
  });
});
