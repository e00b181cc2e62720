import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkRules } from './check-rules.ts';
import { route } from './route.ts';
import type { Conditions, Hours, Rule, RuleSet } from './types.ts';

const known = { teams: ['sales', 'support'], users: ['ana'], accounts: ['Shop'] };
const otherwise = { team: 'sales' };
const rule = (id: string, when?: Conditions, team = 'support'): Rule => ({
  id,
  ...(when ? { when } : {}),
  to: { team },
});
const found = (set: Partial<RuleSet>): string[] =>
  checkRules({ rules: [], otherwise, ...set }, known).map(
    ({ path, severity, message }) => `${severity} ${path.join('.')}: ${message}`,
  );
const hours = (more: Partial<Hours>): Partial<RuleSet> => ({
  hours: { shop: { timeZone: 'Europe/Madrid', week: { mon: [{ from: '09:00', to: '18:00' }] }, ...more } },
});

describe('checkRules', () => {
  it('finds nothing in what is well', () => {
    expect(
      found({
        rules: [
          rule('a', {
            text: { words: ['precio'], patterns: ['pedido [0-9]{3,9}'], lists: ['human', 'mine'] },
          }),
          rule('b', { hours: { of: 'shop', open: false }, account: ['Shop'] }),
          { id: 'c', when: { contact: { tags: ['vip'] } }, to: { owner: true, otherwise: { user: 'ana' } } },
        ],
        wordLists: { mine: { es: ['mío'] } },
        ...hours({ holidays: [{ date: '02-29' }, { date: '2026-12-25', windows: [] }] }),
      }),
    ).toEqual([]);
  });

  it.each<[Partial<RuleSet>, string]>([
    [
      { rules: [rule('a', { kind: ['image'] }), rule('a', { kind: ['text'] })] },
      'error rules.1.id: is the same as in rules[0]',
    ],
    [
      { rules: [rule('a', undefined, 'suport')] },
      'error rules.0.to.team: names "suport", and there is no team of that name',
    ],
    [
      { rules: [{ id: 'a', to: { owner: true, otherwise: { user: 'eva' } } }] },
      'error rules.0.to.otherwise.user: names "eva", and there is no user of that name',
    ],
    [{ rules: [{ id: 'a', to: {} as never }] }, 'error rules.0.to: names nobody'],
    [
      { rules: [{ id: 'a', to: { team: 'sales', user: 'ana' } as never }] },
      'error rules.0.to: names several at once: team, user',
    ],
    [{ otherwise: { team: 'x' } }, 'error otherwise.team: names "x", and there is no team of that name'],
    [
      { otherwise: undefined as never },
      'error otherwise: is missing, and what no rule takes would go nowhere',
    ],
    [
      { rules: [rule('a', { text: { lists: ['nothing'] } })] },
      'error rules.0.when.text.lists.0: names "nothing", and there is no word list of that name',
    ],
    [
      { rules: [rule('a', { text: { patterns: ['ok', '(a'] } })] },
      'error rules.0.when.text.patterns.1: opens a group that does not end (character 1)',
    ],
    [
      { rules: [rule('a', { text: { patterns: ['((((a{50}){50}){50}){50})'] } })] },
      'error rules.0.when.text.patterns.0: is too large once its repeats are written out (character 1)',
    ],
    [
      { rules: [rule('a', { text: { words: ['?'] } })] },
      'warning rules.0.when.text.words.0: "?" has no letter or digit, so it is never a word',
    ],
    [{ rules: [rule('a', { text: {} })] }, 'warning rules.0.when.text: looks for nothing, so it never holds'],
    [
      { rules: [rule('a', { text: { contains: [' '] } })] },
      'warning rules.0.when.text.contains.0: is empty, so it never fits',
    ],
    [{ rules: [rule('a', { kind: [] })] }, 'warning rules.0.when.kind: is an empty list, so it never holds'],
    [
      { rules: [rule('a', { not: { any: [{ hours: { open: true } }] } })] },
      'error rules.0.when.not.any.0.hours: names "default", and there is no opening hours of that name',
    ],
    [
      { rules: [rule('a', { account: ['Shpo'] })] },
      'error rules.0.when.account.0: names "Shpo", and there is no account of that name',
    ],
    [
      { rules: [rule('a', { contact: { attributes: { total: { min: 5, max: 1 } } } })] },
      'warning rules.0.when.contact.attributes.total: is at least 5 and at most 1: nothing is',
    ],
    [
      { priority: [{ when: { text: { lists: ['x'] } }, add: 1 }] },
      'error priority.0.when.text.lists.0: names "x", and there is no word list of that name',
    ],
    [
      { wordLists: { mine: { es: [] } } },
      'warning wordLists.mine: has no words, so nothing is ever found in it',
    ],
    [hours({ timeZone: 'Europe/Madird' }), 'error hours.shop.timeZone: "Europe/Madird" is no time zone'],
    [hours({ week: {} }), 'warning hours.shop: are never open'],
    [hours({ week: { mon: [] }, holidays: [{ date: '12-25' }] }), 'warning hours.shop: are never open'],
    [hours({ week: { lunes: [] } as never }), 'error hours.shop.week.lunes: "lunes" is no day'],
    [
      hours({ week: { mon: [{ from: '9:00', to: '25:00' }] } }),
      'error hours.shop.week.mon.0.from: "9:00" is no time of day',
    ],
    [
      hours({ week: { mon: [{ from: '24:00', to: '02:00' }] } }),
      'error hours.shop.week.mon.0: 24:00 to 02:00 lasts no time',
    ],
    [
      hours({ holidays: [{ date: '2026-02-29' }] }),
      'error hours.shop.holidays.0.date: "2026-02-29" is a day that the calendar does not have',
    ],
    [
      hours({ holidays: [{ date: '25/12' }] }),
      'error hours.shop.holidays.0.date: "25/12" is a day that the calendar does not have',
    ],
    [
      hours({ holidays: [{ date: '12-25' }, { date: '12-25' }] }),
      'warning hours.shop.holidays.1.date: 12-25 is also holidays[0], and the later one counts',
    ],
  ])('%j: %s', (set, expected) => {
    expect(found(set)).toContain(expected);
  });

  it('finds conditions and targets that go round in a circle, and an end to what is nested', () => {
    const circle: { any: Conditions[] } = { any: [] };
    circle.any.push(circle);
    const owner: { owner: true; otherwise?: never } = { owner: true };
    owner.otherwise = owner as never;
    expect(found({ rules: [rule('a', circle), { id: 'b', to: owner }] })).toEqual([
      'error rules.0.when.any.0: goes round in a circle: it is a part of itself',
      'error rules.1.to.otherwise: goes round in a circle',
    ]);
    let deep: Conditions = { kind: ['text'] };
    for (let level = 0; level < 40; level += 1) deep = { not: deep };
    expect(found({ rules: [rule('a', deep)] }).join()).toMatch(/is nested more than 16 deep/);
  });

  it.each<[Conditions | undefined, Conditions | undefined, string]>([
    [undefined, { kind: ['text'] }, 'never decides: rule "a" takes everything it would take'],
    [undefined, undefined, 'never decides'],
    [{ kind: ['text', 'image'] }, { kind: ['image'], firstContact: true }, 'never decides'],
    [{ text: { words: ['no'] } }, { text: { words: ['no funciona'] } }, 'never decides'],
    [
      { text: { contains: ['preci'] } },
      { text: { words: ['Precio'], contains: ['precios'] } },
      'never decides',
    ],
    [
      { text: { lists: ['human'] } },
      { text: { words: ['humano', 'agent'] }, kind: ['text'] },
      'never decides',
    ],
    [{ country: ['ES', 'MX'] }, { country: ['MX'] }, 'never decides'],
    [{ language: ['es'] }, { language: ['es_MX'] }, 'never decides'],
    [{ reply: ['menu:*'] }, { reply: ['menu:1'] }, 'never decides'],
    [{ contact: { tags: ['VIP', 'x'] } }, { contact: { tags: ['vip'] } }, 'never decides'],
    [
      { text: { words: ['precio'] } },
      { text: { words: ['Precio', 'error', '¡precio!'] } },
      'overlaps: "Precio" never leads here, because rule "a" comes first',
    ],
  ])('says that after %j a rule for %j %s', (first, second, expected) => {
    const problems = found({ rules: [rule('a', first, 'sales'), rule('b', second)] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('warning rules.1');
    expect(problems[0]).toContain(expected);
  });

  it.each<[Conditions | undefined, Conditions | undefined]>([
    [{ kind: ['image'] }, undefined],
    [{ text: { words: ['no funciona'] } }, { text: { words: ['no'] } }],
    [{ text: { words: ['precio'] }, kind: ['text'] }, { text: { words: ['precio'] } }],
    [{ text: { equals: ['precio'] } }, { text: { words: ['precio'] } }],
    [{ country: ['ES'] }, { country: ['ES', 'MX'] }],
    [{ contact: { tags: ['vip'], withoutTags: ['x'] } }, { contact: { tags: ['vip'] } }],
    [{ hours: { open: true } }, { hours: { open: false } }],
  ])('says nothing of %j before %j', (first, second) => {
    const set = { timeZone: 'UTC', week: { mon: [{ from: '09:00', to: '10:00' }] } };
    expect(found({ rules: [rule('a', first, 'sales'), rule('b', second)], hours: { default: set } })).toEqual(
      [],
    );
  });

  it('leaves out rules that are switched off, and words that lead to the same place anyway', () => {
    expect(found({ rules: [{ ...rule('a'), disabled: true }, rule('b')] })).toEqual([]);
    expect(
      found({ rules: [rule('a', { text: { words: ['x'] } }), rule('b', { text: { words: ['x', 'y'] } })] }),
    ).toEqual([]);
  });

  it('calls no rule idle that decides something', () => {
    const word = fc.constantFrom('no', 'no va', 'va', 'a');
    const condition = fc.record(
      {
        text: fc.record({ words: fc.uniqueArray(word, { minLength: 1, maxLength: 2 }) }),
        kind: fc.constantFrom(['text'], ['text', 'image']),
        country: fc.constantFrom(['ES'], ['ES', 'MX']),
      },
      { requiredKeys: [] },
    );
    const message = fc.record({
      now: fc.constant(0),
      text: fc.array(fc.constantFrom('no', 'va', 'a', 'x'), { maxLength: 4 }).map((all) => all.join(' ')),
      kind: fc.constantFrom('text', 'image'),
      contact: fc.record({ country: fc.constantFrom('ES', 'MX') }),
    });
    let idle = 0;
    fc.assert(
      fc.property(
        fc.array(condition, { maxLength: 5 }),
        fc.array(message, { maxLength: 10 }),
        (all, messages) => {
          const set: RuleSet = {
            rules: all.map((when, index) => rule(`r${index}`, when, `t${index}`)),
            otherwise,
          };
          const never = checkRules(set)
            .filter(({ message }) => message.startsWith('never decides'))
            .map(({ path }) => `r${path[1]}`);
          idle += never.length;
          for (const each of messages) expect(never).not.toContain(route(set, each).rule?.id);
        },
      ),
      { numRuns: 300 },
    );
    expect(idle).toBeGreaterThan(50);
  });
});
