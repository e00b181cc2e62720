import { describe, expect, it } from '@jest/globals';
import { CentralitaError, type Code, codes, describeCode } from './codes.ts';

const all = Object.entries(codes) as [Code, (typeof codes)[Code]][];

describe('the codes', () => {
  it.each(all)('%s has words in both languages and a status', (code, { status, title, nextStep }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect([400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 502, 503]).toContain(status);
    for (const text of [title.en, title.es, nextStep.en, nextStep.es]) {
      expect(text).toBe(text.trim().replace(/\s+/g, ' '));
      expect(text.length).toBeGreaterThan(5);
      expect(text).toMatch(/^[A-ZÁÉÍÓÚ¿]/u);
      // What breaks a table of the documentation.
      expect(text).not.toMatch(/[|<>{}]/);
    }
    // A title stands before a colon and a detail; a next step is a sentence.
    for (const text of [title.en, title.es]) expect(text).not.toMatch(/[.:]$/);
    for (const text of [nextStep.en, nextStep.es]) expect(text).toMatch(/\.$/);
    expect(title.es).not.toBe(title.en);
    expect(nextStep.es).not.toBe(nextStep.en);
  });

  it('have titles that tell them apart', () => {
    for (const language of ['en', 'es'] as const) {
      const titles = all.map(([code]) => describeCode(code, language).title);
      expect(new Set(titles).size).toBe(titles.length);
    }
  });

  it('are described in English unless asked otherwise', () => {
    for (const [code, { title, nextStep }] of all) {
      expect(describeCode(code)).toEqual({ title: title.en, nextStep: nextStep.en });
      expect(describeCode(code, 'es')).toEqual({ title: title.es, nextStep: nextStep.es });
    }
  });
});

describe('CentralitaError', () => {
  it('says what is wrong, where, and what to do', () => {
    const cause = new Error('disk');
    const error = new CentralitaError('config_invalid', 'line 7: `tems`', { cause, field: 'teams' });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'CentralitaError',
      message: 'The configuration is not valid: line 7: `tems`',
      code: 'config_invalid',
      detail: 'line 7: `tems`',
      field: 'teams',
      status: 500,
      nextStep: 'Correct the line and setting named in the detail.',
    });
    expect(error.cause).toBe(cause);
  });

  it('is the bare title without a detail', () => {
    const error = new CentralitaError('not_found');
    expect(error.message).toBe('Not found');
    expect([error.detail, error.field, error.cause]).toEqual([undefined, undefined, undefined]);
  });

  it.each(all)('%s has the status and next step of its code', (code, { status, nextStep }) => {
    expect(new CentralitaError(code)).toMatchObject({ status, nextStep: nextStep.en });
  });
});
