import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern, fitsPattern, lineOf, maxSteps, type Pattern } from './pattern.ts';
import { type PatternNode, parsePattern } from './pattern-grammar.ts';
import { foldForRules } from './words.ts';

const compile = (source: string): Pattern => {
  const pattern = compilePattern(source);
  if ('message' in pattern) throw new Error(`${source}: ${pattern.message}`);
  return pattern;
};
const fits = (source: string, text: string): boolean =>
  fitsPattern(compile(source), lineOf(foldForRules(text).words));

describe('a pattern', () => {
  it.each([
    ['factura', 'Mi FACTURA, por favor', true],
    ['factura', 'facturas', false],
    ['factura*', 'las facturas de mayo', true],
    ['*factura', 'refactura', true],
    ['f*a', 'fa', true],
    ['f*a', 'fecha de hoy a', true],
    ['f*a', 'foo bara', false],
    ['niño', 'NINO', true],
    ['nin\u0303o', 'niño', true],
    ['straße', 'strasse', true],
    ['[aeiou]n', 'en casa', true],
    ['[aeiou]n', 'nn', false],
    ['[^aeiou]n', 'en', false],
    ['[^aeiou]n', 'nn', true],
    ['[0-9]{4}', 'pedido 1234', true],
    ['[0-9]{4}', 'pedido 12345', false],
    ['[0-9]{4,6}', 'pedido 12345', true],
    ['pedido [0-9]{1,9}', '¿Mi pedido #77?', true],
    ['(no|nunca) (funciona|anda)', 'Esto nunca anda', true],
    ['(no|nunca) (funciona|anda)', 'Esto no, nunca', false],
    ['no * funciona', 'no me funciona', true],
    ['no * funciona', 'no funciona', true],
    ['no * funciona', 'no se me funciona', false],
    ['no (* ){0,3}funciona', 'no es que a mí funciona', false],
    ['no (* ){0,3}funciona', 'no es que hoy funciona', true],
    ['por favor|gracias', 'Muchas gracias', true],
    ['e-mail', 'Mi E mail es', true],
    ['hola', '', false],
    ['👍', 'ok👍🏽', true],
    ['vale 👍', 'vale👍', true],
    ['退款', '我要退款', true],
    ['\\*', 'a * b', undefined],
    ['c\\*', 'c d', true],
    ['a{2}', 'aa', true],
    ['(ab){2,3}', 'ababab', true],
    ['(ab){2,3}', 'abababab', false],
  ])('%j on %j: %j', (source, text, expected) => {
    if (expected === undefined) expect(compilePattern(source)).toMatchObject({ message: 'fits every text' });
    else expect(fits(source, text)).toBe(expected);
  });

  it.each([
    ['', 0, 'fits every text'],
    ['*', 0, 'fits every text'],
    ['(a|)', 0, 'fits every text'],
    ['a{0,3}', 0, 'fits every text'],
    ['(abc', 0, 'opens a group that does not end'],
    ['abc)', 3, 'closes a group that was not opened'],
    ['[abc', 0, 'opens a [ that does not end'],
    ['[]', 0, 'has an empty [ ]'],
    ['[z-a]', 4, 'has a range that runs backwards'],
    ['[a.]', 2, 'has "." in [ ], and words hold letters and digits only'],
    ['a]', 1, 'has a ] that belongs to nothing'],
    ['{3}', 0, 'has a { that belongs to nothing'],
    ['a{3', 1, 'has a repeat that cannot be'],
    ['a{3,1}', 1, 'has a repeat that cannot be'],
    ['a{1,}', 1, 'has a repeat that cannot be'],
    ['a{51}', 1, 'has a repeat that cannot be'],
    ['a{2}{3}', 4, 'repeats a repeat'],
    ['a\\', 1, 'ends with \\'],
    ['((((a{50}){50}){50}){50})', 0, 'is too large once its repeats are written out'],
    [`${'('.repeat(40)}a${')'.repeat(40)}`, 21, 'has groups too deep in each other'],
    ['a'.repeat(501), 500, 'has more than 500 characters'],
  ])('is none: %j', (source, at, message) => {
    expect(compilePattern(source)).toMatchObject({ at, message, fix: expect.stringMatching(/\.$/) });
  });

  // Another way to the same answer: JavaScript's own expressions over the same grammar.
  const expression = (node: PatternNode): string => {
    switch (node.kind) {
      case 'character':
        return String.fromCodePoint(node.code);
      case 'class': {
        const inside = node.ranges.map(
          ([from, to]) => `${String.fromCodePoint(from)}-${String.fromCodePoint(to)}`,
        );
        return node.negated ? `[^ ${inside.join('')}]` : `[${inside.join('')}]`;
      }
      case 'gap':
        return '(?: |(?<= ))';
      case 'star':
        return '[^ ]*';
      case 'sequence':
        return node.items.map(expression).join('');
      case 'choice':
        return `(?:${node.options.map(expression).join('|')})`;
      case 'repeat':
        return `(?:${expression(node.item)}){${node.min},${node.max}}`;
    }
  };
  const { source } = fc.letrec<{ source: string; piece: string }>((tie) => ({
    source: fc.array(tie('piece'), { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join('')),
    piece: fc.oneof(
      { withCrossShrink: true, maxDepth: 3 },
      fc.constantFrom('a', 'b', ' ', '*', '[ab]', '[^a]', 'a{2}', 'b{0,2}'),
      fc.tuple(tie('source'), tie('source')).map(([one, other]) => `(${one}|${other})`),
      tie('source').map((inner) => `(${inner}){1,2}`),
    ),
  }));
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ' '), { maxLength: 14 }).map((all) => all.join(''));

  it('fits what the same grammar fits when it is searched the slow way', () => {
    let both = 0;
    fc.assert(
      fc.property(source, text, (written, given) => {
        const pattern = compilePattern(written);
        const parsed = parsePattern(written);
        if ('message' in pattern || 'message' in parsed) return true;
        const { words } = foldForRules(given);
        const slow = new RegExp(`(?<= )(?: |(?<= ))(?:${expression(parsed)})(?: |(?<= ))`);
        const expected = slow.test(` ${words.join(' ')} `);
        if (expected) both += 1;
        return fitsPattern(pattern, lineOf(words)) === expected;
      }),
      { numRuns: 1000 },
    );
    expect(both).toBeGreaterThan(10);
  });

  it.each([
    ['(a|a){50}b', 'a'],
    ['(a|aa|aaa){30}b', 'a'],
    ['(*a){30}b', 'a'],
    ['****************b', 'a'],
    ['(* ){0,50}b', 'a '],
    ['((a{0,6}){0,6}){0,6}b', 'a'],
    ['[^b]{1,50}[^b]{1,50}[^b]{1,50}b', 'a'],
    ['(((*|*)|(*|*))|((*|*)|(*|*)))b', 'aé'],
  ])('costs the same for each character of a text however hostile: %s', (source, unit) => {
    const pattern = compile(source);
    const steps = (length: number): number => {
      let count = 0;
      const line = lineOf(foldForRules(unit.repeat(length)).words);
      expect(
        fitsPattern(pattern, line, () => {
          count += 1;
        }),
      ).toBe(false);
      expect(count).toBeLessThanOrEqual(2 * pattern.program.length * (line.characters.length + 1));
      return count;
    };
    expect(pattern.program.length).toBeLessThanOrEqual(maxSteps);
    expect(steps(800)).toBeLessThanOrEqual(2.1 * steps(400));
  });

  it('never throws, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), text, (written, given) => {
        const pattern = compilePattern(written);
        if ('message' in pattern) return;
        fitsPattern(pattern, lineOf(foldForRules(given).words));
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[ab*[\](){}|\\,12 -]{1,30}$/), text, (written, given) => {
        const pattern = compilePattern(written);
        if ('message' in pattern) return pattern.at <= written.length;
        fitsPattern(pattern, lineOf(foldForRules(given).words));
        return true;
      }),
      { numRuns: 200 },
    );
  });
});
