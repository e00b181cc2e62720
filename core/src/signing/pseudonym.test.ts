import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pseudonymKey } from './key.ts';
import { aliasForms, identityHash, maxAliasForms } from './pseudonym.ts';

const key = pseudonymKey('q7Zr1vN0sW3kX8yB5tD2mF6hJ9pL4cGe');

describe('identityHash', () => {
  const hash = (...args: [Parameters<typeof identityHash>[0], string]) => identityHash(...args, key);

  it('is 64 hex digits that need the key', () => {
    expect(hash('phone', '+34600111222')).toMatch(/^[0-9a-f]{64}$/);
    expect(identityHash('phone', '+34600111222', new Uint8Array(32))).not.toBe(hash('phone', '+34600111222'));
  });

  it('is one for the forms of one identity', () => {
    const number = hash('wa_id', '34600111222');
    expect(hash('phone', '+34600111222')).toBe(number);
    expect(hash('phone', '+34 600 11-12-22')).toBe(number);
    expect(hash('username', '@Ana.Lopez')).toBe(hash('username', 'ana.lopez'));
    expect(hash('email', ' Ana@Example.org ')).toBe(hash('email', 'ana@example.org'));
    expect(hash('wa_id', 'ES.100000000000000001')).toBe(hash('user_id', 'ES.100000000000000001'));
  });

  it('is another for another kind or value', () => {
    const all = [
      hash('wa_id', '34600111222'),
      hash('wa_id', '34600111223'),
      hash('username', '34600111222'),
      hash('user_id', '34600111222'),
      hash('parent_user_id', '34600111222'),
      hash('email', '34600111222'),
      hash('user_id', 'es.1'),
      hash('user_id', 'ES.1'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('aliasForms', () => {
  it.each([
    ['Brazil with the 9', '5511987654321', ['5511987654321', '551187654321']],
    ['Brazil without it', '551187654321', ['551187654321', '5511987654321']],
    ['a Brazilian landline', '551132165432', ['551132165432']],
    ['a Brazilian number that looks like a landline with a 9', '5545932782153', ['5545932782153']],
    ['Mexico with the 1', '5215512345678', ['5215512345678', '525512345678']],
    ['Mexico without it', '525512345678', ['525512345678', '5215512345678']],
    ['Argentina with the 9', '5491123456789', ['5491123456789', '541123456789', '54111523456789']],
    ['Argentina without it', '541123456789', ['541123456789', '5491123456789', '54111523456789']],
    ['Argentina as dialled', '54111523456789', ['54111523456789', '5491123456789', '541123456789']],
    [
      'Argentina outside Buenos Aires',
      '5493512345678',
      ['5493512345678', '543512345678', '54351152345678', '54351215345678'],
    ],
    ['Spain', '34600111222', ['34600111222']],
    ['a plus', '+5215512345678', ['+5215512345678', '5215512345678', '525512345678']],
    ['a user id', 'BR.5511987654321', ['BR.5511987654321']],
    ['nothing', '', ['']],
    ['too short', '5511', ['5511']],
  ])('%s', (_, waId, forms) => {
    expect(aliasForms(waId)).toEqual(forms);
  });

  const digits = (pattern: RegExp) => fc.stringMatching(pattern);
  const numbers = fc.oneof(
    digits(/^55[1-9][1-9]9?[2-9][0-9]{7}$/),
    digits(/^521?[2-9][0-9]{9}$/),
    digits(/^549?[1-9][0-9]{9}$/),
    digits(/^5411152?[0-9]{7,8}$/),
    digits(/^54[23][0-9]{2,3}15[0-9]{6,7}$/),
    digits(/^54[23]1515[0-9]{7}$/),
    digits(/^[1-9][0-9]{10,14}$/),
  );

  it('look up both ways: who is found under a form has it too', () => {
    fc.assert(
      fc.property(numbers, (waId) => {
        const forms = aliasForms(waId);
        expect(forms[0]).toBe(waId);
        expect(new Set(forms).size).toBe(forms.length);
        expect(forms.length).toBeLessThanOrEqual(maxAliasForms);
        for (const form of forms) expect(aliasForms(form)).toContain(waId);
      }),
      { numRuns: 3000 },
    );
  });

  it('take any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => aliasForms(text)[0] === text));
    expect(aliasForms('5'.repeat(1_000_000))).toHaveLength(1);
  });
});
