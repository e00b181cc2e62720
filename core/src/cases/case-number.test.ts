import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CaseNumberFormat,
  caseNumber,
  findCaseNumbers,
  parseCaseNumber,
  showCaseNumber,
} from './case-number.ts';

const alphabet = '0123456789BCDFGHJKMNPQRSTWXYZ';
const issued = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(caseNumber);
const plain = (number: string) => number.replace('-', '');

describe('caseNumber', () => {
  it('is two groups of four, without letters that look or sound alike', () => {
    fc.assert(
      fc.property(issued, (number) => {
        expect(number).toMatch(/^[0-9BCDFGHJKMNP-TW-Z]{4}-[0-9BCDFGHJKMNP-TW-Z]{4}$/);
        expect(number).not.toMatch(/[AEIOULV]/);
        expect(number).toMatch(/[2-9]/);
        expect(number).toMatch(/[A-Z]/);
        expect(parseCaseNumber(number)).toBe(number);
      }),
      { numRuns: 2000 },
    );
  });

  it('has a letter and a digit even by the least chance', () => {
    for (const fill of [0, 1, 127, 255]) {
      const number = caseNumber(new Uint8Array(16).fill(fill));
      expect(parseCaseNumber(number)).toBe(number);
    }
    // All digits, and then letters with 0 and 1 only, in the base the draw uses.
    for (const values of [
      [3, 3, 3, 3, 3, 3, 3],
      [20, 1, 0, 20, 20, 1, 20],
    ]) {
      let number = 0n;
      for (const value of values.toReversed()) number = number * 29n + BigInt(value);
      const bytes = Buffer.from(number.toString(16).padStart(32, '0'), 'hex');
      expect(parseCaseNumber(caseNumber(bytes))).toBeDefined();
    }
  });

  it('does not repeat itself in a hundred thousand, nor follow a pattern', () => {
    const seen = new Set<string>();
    const firsts = new Map<string, number>();
    for (let index = 0; index < 100_000; index += 1) {
      const number = caseNumber(randomBytes(16));
      seen.add(number);
      firsts.set(number.slice(0, 1), (firsts.get(number.slice(0, 1)) ?? 0) + 1);
    }
    // 29^7 = 1.7e10: a repetition has a chance of a quarter, three hardly any.
    expect(seen.size).toBeGreaterThan(99_996);
    expect(firsts.size).toBe(29);
    for (const count of firsts.values()) expect(count).toBeGreaterThan(100_000 / 29 / 1.5);
  });

  it('refuses too little randomness and reads a view of a larger buffer from its place', () => {
    expect(() => caseNumber(new Uint8Array(15))).toThrow(RangeError);
    const pool = randomBytes(64);
    expect(caseNumber(pool.subarray(20, 36))).toBe(caseNumber(Uint8Array.from(pool.subarray(20, 36))));
  });
});

describe('the check character', () => {
  it('catches any one character replaced by another', () => {
    fc.assert(
      fc.property(issued, fc.nat(7), fc.constantFrom(...alphabet), (number, place, character) => {
        const text = plain(number);
        fc.pre(text[place] !== character);
        return parseCaseNumber(text.slice(0, place) + character + text.slice(place + 1)) === undefined;
      }),
      { numRuns: 5000 },
    );
  });

  it('catches any two characters exchanged', () => {
    fc.assert(
      fc.property(issued, fc.nat(7), fc.nat(7), (number, a, b) => {
        const characters = [...plain(number)];
        fc.pre(characters[a] !== characters[b]);
        [characters[a], characters[b]] = [characters[b] as string, characters[a] as string];
        return parseCaseNumber(characters.join('')) === undefined;
      }),
      { numRuns: 5000 },
    );
  });
});

describe('parseCaseNumber', () => {
  const spoilt = fc.tuple(
    issued,
    fc.constantFrom('', ' ', '-', ' – ', '.', '_'),
    fc.boolean(),
    fc.constantFrom('o', 'O', '0'),
    fc.constantFrom('i', 'L', 'l', '1'),
    fc.constantFrom('v', 'B'),
  );

  it('does not mind case, gaps, and characters that look or sound alike', () => {
    fc.assert(
      fc.property(spoilt, ([number, gap, lower, nought, one, b]) => {
        const text = [...plain(number)]
          .map((character) => ({ 0: nought, 1: one, B: b })[character] ?? character)
          .join(gap);
        expect(parseCaseNumber(` ${lower ? text.toLowerCase() : text} `)).toBe(number);
      }),
    );
  });

  it('reads full-width characters', () => {
    const number = caseNumber(new Uint8Array(16).fill(77));
    const wide = [...number]
      .map((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))
      .join('');
    expect(parseCaseNumber(wide)).toBe(number);
  });

  it.each([
    undefined,
    7,
    {},
    '',
    'K7M4',
    'telefono',
    '12345678',
    '00000000',
    'BBBBBBBB',
    'K7M4-QXPB-2',
    '\ud800',
    'ß'.repeat(4),
  ])('%p is none', (text) => {
    expect(parseCaseNumber(text)).toBeUndefined();
  });

  it('is none without a digit that was written as one', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[OILVBCDFGHJKMNPQRSTWXYZ01]{8}$/), (text) => !parseCaseNumber(text)),
      { numRuns: 2000 },
    );
  });

  it('does not look at long texts', () => {
    expect(parseCaseNumber(' '.repeat(1_000_000))).toBeUndefined();
  });
});

describe('findCaseNumbers', () => {
  const number = caseNumber(new Uint8Array(16).fill(77));
  const second = caseNumber(new Uint8Array(16).fill(78));
  const text = plain(number);

  it.each([
    ['as issued', `Hola, mi caso es ${number}, gracias`],
    ['at the start', `${number}?`],
    ['in one', `caso ${text.toLowerCase()}.`],
    ['after a word of four letters', `caso ${text.slice(0, 4)} ${text.slice(4)}`],
    ['spelled', `es el ${[...text].join(' ')}`],
    ['spelled with dashes', [...text].join('-')],
    ['in twos', `núm. ${text.match(/../g)?.join(' ')}`],
    ['with signs of formatting', `*${number}*`],
    ['after a hash', `#${text}`],
    ['over a line', `${text.slice(0, 4)}\n${text.slice(4)}`],
  ])('finds one %s', (_, given) => {
    expect(findCaseNumbers(given)).toEqual([number]);
  });

  it('finds several in order, once each', () => {
    expect(findCaseNumbers(`${second} y ${number} y ${second}`)).toEqual([second, number]);
    expect(findCaseNumbers(`${second} ${number}`)).toEqual([second, number]);
  });

  it.each([
    ['inside a longer word', `x${text}`],
    ['with a letter of another alphabet before it', `ñ${text}`],
    ['far apart', `${text.slice(0, 4)}     ${text.slice(4)}`],
    ['with other signs between', `${text.slice(0, 4)}, ${text.slice(4)}`],
    ['in uneven parts', `${text.slice(0, 3)} ${text.slice(3)}`],
    [
      'in ordinary words',
      'Hola, quiero saber si mi pedido 12345678 del 20 de noviembre llega hoy al mediodía',
    ],
    ['in nothing', ''],
  ])('finds none %s', (_, given) => {
    expect(findCaseNumbers(given)).toEqual([]);
  });

  it('takes no text for none', () => {
    expect(findCaseNumbers(undefined)).toEqual([]);
    expect(findCaseNumbers(7)).toEqual([]);
  });

  it('finds it among any words', () => {
    const words = fc.array(fc.stringMatching(/^[a-záéíóúñ]{3,9}$/), { maxLength: 20 });
    fc.assert(
      fc.property(words, issued, words, (before, wanted, after) => {
        return findCaseNumbers([...before, wanted, ...after].join(' ')).includes(wanted);
      }),
    );
  });

  it('is linear: a megabyte of anything takes about a second at most', () => {
    for (const unit of ['a', '7 ', 'K7M4 ', 'K7M4-', 'ab ', ' ', '\ud800', 'é', '-', '7\u0301 ']) {
      const started = performance.now();
      findCaseNumbers(unit.repeat(1_000_000 / unit.length));
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });
});

describe('another format', () => {
  const format = fc.record({
    prefix: fc.constantFrom('SHOP', 'B2', 'K7M4'),
    length: fc.constantFrom(8, 10, 12),
  }) as fc.Arbitrary<CaseNumberFormat>;
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

  it('is issued, shown and read back, with the prefix or without', () => {
    fc.assert(
      fc.property(format, bytes, (chosen, random) => {
        const number = caseNumber(random, chosen);
        const shown = showCaseNumber(number, chosen);
        return (
          number.replaceAll('-', '').length === chosen.length &&
          shown === `${chosen.prefix}-${number}` &&
          parseCaseNumber(shown.toLowerCase(), chosen) === number &&
          parseCaseNumber(number.replaceAll('-', ' '), chosen) === number &&
          findCaseNumbers(`caso #${shown}, gracias`, chosen).includes(number) &&
          findCaseNumbers(`caso ${number}`, chosen).length === 1
        );
      }),
    );
  });

  it('is grouped for dictation', () => {
    const random = new Uint8Array(16).fill(77);
    expect(caseNumber(random, { length: 10 })).toMatch(/^\w{5}-\w{5}$/);
    expect(caseNumber(random, { length: 12 })).toMatch(/^\w{4}-\w{4}-\w{4}$/);
    expect(showCaseNumber('K7M4-QXPB')).toBe('K7M4-QXPB');
  });

  it('still knows the numbers of eight characters that were issued before', () => {
    const number = caseNumber(new Uint8Array(16).fill(77));
    for (const length of [10, 12] as const) {
      expect(parseCaseNumber(number, { prefix: 'NEW', length })).toBe(number);
      expect(findCaseNumbers(`mi caso ${number}.`, { prefix: 'NEW', length })).toEqual([number]);
    }
  });
});
