import { describe, expect, it } from '@jest/globals';
import { purposeOf } from './purpose.ts';

describe('purposeOf', () => {
  const template = { kind: 'template' } as const;
  const text = { kind: 'text' } as const;

  it.each([
    [text, undefined, undefined, 'service'],
    [text, 'marketing', undefined, 'marketing'],
    [text, undefined, 'MARKETING', 'service'],
    [template, undefined, 'MARKETING', 'marketing'],
    [template, 'service', 'MARKETING', 'marketing'],
    [template, 'utility', 'marketing', 'marketing'],
    [template, 'service', 'UTILITY', 'utility'],
    [template, 'marketing', 'UTILITY', 'marketing'],
    [template, 'authentication', 'UTILITY', 'utility'],
    [template, undefined, 'AUTHENTICATION', 'authentication'],
    [template, undefined, undefined, 'marketing'],
    [template, undefined, 'SOMETHING_NEW', 'marketing'],
    [template, 'utility', undefined, 'utility'],
    [template, 'service', undefined, 'utility'],
  ] as const)('%j declared %p of category %p is %s', (content, declared, category, purpose) => {
    expect(purposeOf(content, declared, category)).toBe(purpose);
  });
});
