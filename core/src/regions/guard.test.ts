import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CentralitaError } from '../model/codes.ts';
import { makeRegionGuard, regionOf } from './guard.ts';
import { defaultRegions } from './list.ts';

describe('the built-in list', () => {
  it('has a date, a source and blocks', () => {
    expect(defaultRegions.updated).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(defaultRegions.source).not.toBe('');
    expect(defaultRegions.entries.every(({ action }) => action === 'block')).toBe(true);
  });

  it.each([
    ['+5351234567', 'Cuba'],
    ['5351234567', 'Cuba'],
    ['005351234567', 'Cuba'],
    ['+53 5 123-45.67', 'Cuba'],
    ['(+53) 5 1234567', 'Cuba'],
    ['tel:+5351234567', 'Cuba'],
    ['whatsapp:+989121234567', 'Iran'],
    ['＋９８９１２１２３４５６７', 'Iran'],
    ['+8501912345678', 'North Korea'],
    ['963944123456', 'Syria'],
    ['+79781234567', 'Crimea'],
    ['78561234567', 'Donetsk region'],
    ['0078571234567', 'Luhansk region'],
    ['CU.100000000000000001', 'Cuba'],
    ['IR.ENT.100000000000000001', 'Iran'],
    ['KP.1', 'North Korea'],
  ])('%s is %p', (identity, name) => {
    expect(regionOf(identity)?.name).toBe(name);
  });

  it.each([
    '+34600111222',
    '+5215512345678',
    '+79161234567',
    '+77011234567',
    '+85212345678',
    '+9647701234567',
    '053123456',
    'ES.100000000000000001',
    'RU.7978',
    'UA.1',
    'ir.maria',
    'CU.a.b',
    '53abc',
    'CU',
    'Cuba',
    '',
    '+',
    '00',
    '\ud800',
    '5'.repeat(1_000_000),
    '53 '.repeat(300_000),
  ])('%.20s is nowhere barred', (identity) => {
    expect(regionOf(identity)).toBeUndefined();
  });

  it('takes what is no text for nothing', () => {
    for (const value of [53, null, {}, ['53']]) expect(regionOf(value as never)).toBeUndefined();
    expect(regionOf(undefined)).toBeUndefined();
    expect(regionOf()).toBeUndefined();
  });

  it('knows a number however it is written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...defaultRegions.entries),
        fc.stringMatching(/^[0-9]{5,9}$/),
        fc.constantFrom('', '+', '00'),
        fc.constantFrom('', ' ', '-', '.'),
        (entry, rest, before, gap) => regionOf(`${before}${[...(entry.prefix + rest)].join(gap)}`) === entry,
      ),
    );
  });
});

describe('makeRegionGuard', () => {
  const list = (...entries: { prefix: string; action: 'block' | 'warn'; country?: string }[]) => ({
    updated: '2026-01-01',
    source: 'test',
    entries: entries.map((entry) => ({ name: entry.prefix, ...entry })),
  });

  it('takes the longest prefix', () => {
    const guard = makeRegionGuard(
      list(
        { prefix: '+7', action: 'warn' },
        { prefix: '797', action: 'block' },
        { prefix: '79781', action: 'warn' },
      ),
    );
    expect(guard('+79161234567')?.name).toBe('+7');
    expect(guard('+79711234567')?.name).toBe('797');
    expect(guard('+79781234567')?.name).toBe('79781');
  });

  it('looks at all identities of a person, a block before a warning', () => {
    const guard = makeRegionGuard(
      list({ prefix: '7', action: 'warn' }, { prefix: '53', action: 'block', country: 'cu' }),
    );
    expect(guard('+79161234567', 'CU.1')?.action).toBe('block');
    expect(guard(undefined, '+79161234567', 'ES.1')?.action).toBe('warn');
    expect(guard('ES.1', undefined)).toBeUndefined();
  });

  it('bars nothing with an empty list', () => {
    expect(makeRegionGuard(list())('+5351234567')).toBeUndefined();
  });

  it.each([
    list({ prefix: '', action: 'block' }),
    list({ prefix: '+', action: 'block' }),
    list({ prefix: '0053', action: 'block' }),
    list({ prefix: '5x', action: 'block' }),
    list({ prefix: '53', action: 'allow' as never }),
  ])('refuses a list it cannot use (%#)', (given) => {
    expect(() => makeRegionGuard(given)).toThrow(CentralitaError);
  });
});
