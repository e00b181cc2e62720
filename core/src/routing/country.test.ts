import { describe, expect, it } from '@jest/globals';
import { callingCodes } from './calling-codes.ts';
import { countryOfPhone } from './country.ts';

describe('countryOfPhone', () => {
  it.each([
    ['+34 612 34 56 78', 'ES'],
    ['34612345678', 'ES'],
    ['0034612345678', 'ES'],
    ['+5491155550199', 'AR'],
    ['+525512345678', 'MX'],
    ['+12125550100', 'US'],
    ['+14165550100', 'CA'],
    ['+18095550100', 'DO'],
    ['+17875550100', 'PR'],
    ['+79161234567', 'RU'],
    ['+77011234567', 'KZ'],
    ['+447911123456', 'GB'],
    ['+35312345678', 'IE'],
    ['+8613800138000', 'CN'],
    ['+38344123456', 'XK'],
    ['+5999123456', 'CW'],
    ['+5993123456', 'BQ'],
    ['+999123456', undefined],
    ['', undefined],
    ['US.13491208655302741918', 'US'],
    ['ana.garcia', undefined],
  ])('%s: %s', (phone, country) => {
    expect(countryOfPhone(phone)).toBe(country);
  });

  it('knows codes and countries by their forms only', () => {
    for (const [code, country] of Object.entries(callingCodes)) {
      expect(code).toMatch(/^[1-9]\d{0,6}$/);
      expect(country).toMatch(/^[A-Z]{2}$/);
    }
  });
});
