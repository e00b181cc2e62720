import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tame } from './tame.ts';

const read = (text: string) => JSON.parse(tame(text));

const exact = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value) ? `${value}` : value;

describe('tame', () => {
  it('keeps the digits of integers beyond 2^53', () => {
    expect(read('{"id":12345678901234567890,"list":[ -99999999999999999]}')).toEqual({
      id: '12345678901234567890',
      list: ['-99999999999999999'],
    });
  });

  it.each([
    '{"safe":9007199254740991,"time":1790000000000}',
    '{"text":"a \\"quote\\" 12345678901234567890 , 12345678901234567890"}',
    '{"text":"\\\\","more":"\\\\\\" 12345678901234567890"}',
    '{"fraction":40.41677500000000123,"power":1234567890123456789e2}',
  ])('leaves %s alone', (text) => {
    expect(tame(text)).toBe(text);
  });

  it('gives every JSON value back as it was', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 12, depthSize: 'max' }), (text) => {
        const [, value] = JSON.parse(tame(`[1234567890123456789,${text}]`), exact);
        expect(value).toEqual(JSON.parse(text, exact));
      }),
    );
  });

  it('turns what lies too deep into text, to the digit', () => {
    const deep = `${'['.repeat(5000)}"]"${']'.repeat(5000)}`;
    const value = read(`{"a":${deep},"b":1}`);
    let innermost = value.a;
    while (Array.isArray(innermost)) innermost = innermost[0];
    expect(innermost).toMatch(/^\[+"\]"\]+$/);
    expect(
      JSON.stringify(value)
        .replace(/\\/g, '')
        .replace(/"(\[+"\]"\]+)"/, '$1'),
    ).toBe(`{"a":${deep},"b":1}`);
  });

  it('counts depth, not brackets', () => {
    const wide = `[${'{"a":[1]},'.repeat(5000)}{}]`;
    expect(tame(wide)).toBe(wide);
  });

  it.each([
    ['brackets', '['.repeat(4_000_000)],
    ['quotes', `{"a":1234567890123456789,"${'\\"'.repeat(2_000_000)}`],
    ['backslashes', `{"a":1234567890123456789,"${'\\'.repeat(3_999_999)}`],
    ['digits', `[${'9'.repeat(4_000_000)}`],
    ['signs', `[1234567890123456789,${'-'.repeat(4_000_000)}`],
  ])('is linear in %s that never end', (_, text) => {
    expect(() => read(text)).toThrow(SyntaxError);
  });
});
