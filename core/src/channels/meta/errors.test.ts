import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { errorTable, findError } from './error-table.ts';
import { describeProviderError, mapGraphError, mapStatusError, resendAllowed } from './errors.ts';

const body = (error: Record<string, unknown>) => JSON.stringify({ error: { message: 'x', ...error } });
const classOf = (status: number, error: Record<string, unknown>) => mapGraphError(status, body(error)).class;

/** Written out from the field guide once more, so that a slip in the table is noticed. */
const expected: Record<string, readonly number[]> = {
  'retry-later': [4, 17, 613, 80007, 130429, 131056, 131057, 131208, 132069, 133015, 133016, 134101, 2494100],
  reconcile: [1, 2, 131000, 131016, 131201, 133000, 133004],
  'needs-template': [470, 131047],
  'opted-out': [131050],
  'fix-config': [
    0, 3, 10, 33, 104, 190, 200, 250, 299, 368, 131005, 131030, 131031, 131037, 131042, 131044, 131045,
    131048, 131063, 131207, 132015, 132016, 132068, 133005, 133006, 133008, 133009, 133010, 134011, 134102,
  ],
  'never-retry': [
    100, 803, 130403, 130472, 130497, 131008, 131009, 131014, 131020, 131021, 131026, 131035, 131036, 131041,
    131049, 131051, 131052, 131053, 131055, 131059, 131062, 131064, 131202, 131204, 131209, 131215, 132000,
    132001, 132005, 132007, 132008, 132012, 132018, 134100, 135000, 136024, 136025, 137000, 138000, 138006,
    138018, 139000, 139004, 139100, 139102, 139103, 139200, 147001, 147004, 200005, 200007, 1752041, 2388001,
    2388019, 2388040, 2388047, 2388072, 2388073, 2388103, 2388293, 2388299, 2388318, 2388330, 2593002,
    2593107, 2593109,
  ],
};

describe('the error table', () => {
  it.each(Object.entries(expected).flatMap(([name, codes]) => codes.map((code) => [code, name] as const)))(
    'has %i as %s',
    (code, name) => {
      expect(findError(code)?.class).toBe(name);
      expect(mapGraphError(400, body({ code })).class).toBe(name);
    },
  );

  it('says title and next step in both languages, each its own', () => {
    for (const { codes, en, es } of errorTable) {
      for (const words of [en.title, en.nextStep, es.title, es.nextStep]) {
        expect([codes, words.length > 8 && !/https?:|\bundefined\b/.test(words)]).toEqual([codes, true]);
      }
      expect(en.title).not.toBe(es.title);
      expect(en.nextStep).not.toBe(es.nextStep);
    }
  });

  it('names each number once', () => {
    const numbers = errorTable.flatMap(({ codes }) => codes.filter((code) => typeof code === 'number'));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('lets exactly these codes be sent again without asking', () => {
    const all = [...Object.values(expected).flat(), 5, 99_999];
    const allowed = all.filter((code) => resendAllowed(mapGraphError(400, body({ code }))));
    expect(allowed.sort((a, b) => a - b)).toEqual([4, 80007, 130429, 131056, 131057, 2494100]);
  });

  it.each([
    [131056, 1_000],
    [131057, 60_000],
    [132069, 3_600_000],
    [134101, 600_000],
    [133015, 300_000],
    [131049, 86_400_000],
  ])('asks to wait after %i for %i ms at least', (code, wait) => {
    expect(mapGraphError(400, body({ code })).retryAfterMs).toBe(wait);
  });
});

describe('mapGraphError', () => {
  it('says what the platform said, classified', () => {
    const text = body({
      code: 131009,
      error_data: { messaging_product: 'whatsapp', details: 'Emoji is not valid' },
      fbtrace_id: 'AbC-12_x',
    });
    expect(mapGraphError(400, text)).toEqual({
      class: 'never-retry',
      kind: 'bad_request',
      providerCode: 131009,
      httpStatus: 400,
      message: 'A part of the message has a wrong value',
      nextStep: expect.stringContaining('Correct'),
      details: 'Emoji is not valid',
      traceId: 'AbC-12_x',
    });
  });

  it('refuses an unknown code with 4xx and looks again with 5xx', () => {
    expect(classOf(400, { code: 999_999 })).toBe('never-retry');
    expect(classOf(503, { code: 999_999 })).toBe('reconcile');
    expect(classOf(400, { code: 'none' })).toBe('never-retry');
  });

  it('keeps the class of a known code whatever the status', () => {
    expect(classOf(500, { code: 131057 })).toBe('retry-later');
    expect(classOf(500, { code: 10 })).toBe('fix-config');
    expect(classOf(401, { code: '190' })).toBe('fix-config');
  });

  it.each(['', 'not JSON', '<html>Bad gateway</html>', '[]', 'null', '{"error":"text"}', '{"error":null}'])(
    'looks again when the body is %j',
    (text) => {
      expect(mapGraphError(502, text)).toMatchObject({ class: 'reconcile', kind: 'provider_down' });
      expect(mapGraphError(404, text)).toMatchObject({ class: 'reconcile', httpStatus: 404 });
    },
  );

  it('takes 429 without a body for a refusal, and does not resend', () => {
    const error = mapGraphError(429, '', '7');
    expect(error).toMatchObject({ class: 'retry-later', kind: 'rate_limited', retryAfterMs: 7_000 });
    expect(resendAllowed(error)).toBe(false);
  });

  it('looks again at what is transient, but not at rate limits', () => {
    expect(classOf(400, { code: 100, is_transient: true })).toBe('reconcile');
    expect(classOf(400, { code: 987_654, is_transient: true })).toBe('reconcile');
    for (const code of [4, 17, 80007, 130429]) {
      expect(classOf(400, { code, is_transient: true })).toBe('retry-later');
    }
    expect(classOf(400, { code: 131047, is_transient: true })).toBe('needs-template');
  });

  it('reads the subcodes that say more, and leaves others alone', () => {
    expect(mapGraphError(400, body({ code: 100, error_subcode: 33 })).message).toMatch(/know this id/);
    expect(mapGraphError(400, body({ code: 100, error_subcode: 2_388_072 })).message).toMatch(
      /body of the template/,
    );
    expect(mapGraphError(400, body({ code: 4, error_subcode: 2_494_100 }))).toMatchObject({
      kind: 'provider_down',
    });
    expect(mapGraphError(401, body({ code: 190, error_subcode: 463 }))).toMatchObject({ kind: 'auth' });
    expect(classOf(400, { code: 200, error_subcode: 33 })).toBe('fix-config');
  });

  it('says what has to stop', () => {
    expect(mapGraphError(401, body({ code: 190 })).pauses).toBe('account');
    expect(mapGraphError(400, body({ code: 132015 })).pauses).toBe('template');
    expect(mapGraphError(400, body({ code: 131048 })).pauses).toBe('marketing');
    expect(mapGraphError(400, body({ code: 131030 })).pauses).toBeUndefined();
  });

  it.each([
    ['30', 30_000],
    ['0', 0],
    ['999999999', 86_400_000],
    ['Sat, 21 Nov 2026 00:00:10 GMT', 10_000],
    ['Fri, 20 Nov 2026 00:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
  ])('reads Retry-After %j as %p', (header, wait) => {
    const now = Date.UTC(2026, 10, 21);
    expect(mapGraphError(503, '', header, { now }).retryAfterMs).toBe(wait);
  });

  it('takes the longer of header and table', () => {
    expect(mapGraphError(400, body({ code: 131056 }), '9').retryAfterMs).toBe(9_000);
    expect(mapGraphError(500, body({ code: 131057 }), '9').retryAfterMs).toBe(60_000);
  });

  it('quotes neither tokens nor addresses nor message ids', () => {
    const token = 'EAAJZCsecret0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ';
    const details = `Malformed access token ${token} (Bearer short-one) for wamid.HBgLMTM0Mzc3NzI5MTAVAgARGBI at https://graph.facebook.com/v25.0/1?access_token=xyz, see\u0007docs`;
    const error = mapGraphError(401, body({ code: 190, error_data: { details } }));
    expect(error.details).toMatch(/^Malformed access token \(hidden\)/);
    expect(JSON.stringify(error)).not.toMatch(/EAAJ|short-one|HBgL|graph\.facebook|xyz|\\u0007/);
    expect(
      mapGraphError(401, body({ code: 190, message: 'bad tok_1' }), '', { secret: 'tok_1' }).details,
    ).toBe('bad (hidden)');
  });

  it('never throws and always has a class and words', () => {
    const classes = ['retry-later', 'reconcile', 'never-retry', 'needs-template', 'opted-out', 'fix-config'];
    const error = fc.record({ code: fc.anything(), error_subcode: fc.anything(), error_data: fc.anything() });
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ error: value })),
      error.map(safeJson),
    );
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), text, fc.string(), (status, bodyText, header) => {
        const mapped = mapGraphError(status, bodyText, header, { now: 0 });
        expect(classes).toContain(mapped.class);
        expect(mapped.message && mapped.nextStep).toBeTruthy();
      }),
    );
  });
});

const safeJson = (error: unknown): string => {
  try {
    return JSON.stringify({ error }) ?? '';
  } catch {
    return '';
  }
};

describe('mapStatusError', () => {
  it('classifies by the code', () => {
    expect(mapStatusError({ code: 131050, title: 'x' })).toMatchObject({
      class: 'opted-out',
      kind: 'opted_out',
    });
    expect(mapStatusError({ code: 131047, details: 'late' })).toMatchObject({
      class: 'needs-template',
      details: 'late',
    });
  });

  it('takes an unknown code, or none, as final', () => {
    expect(mapStatusError({ code: 5, message: 'odd' })).toMatchObject({
      class: 'never-retry',
      details: 'odd',
    });
    expect(mapStatusError({})).toMatchObject({ class: 'never-retry', kind: 'unknown' });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (item) => void mapStatusError(item as never)));
  });
});

describe('describeProviderError', () => {
  it('speaks both languages', () => {
    expect(describeProviderError(131047)).toEqual({
      title: 'More than 24 hours have passed since the customer last wrote',
      nextStep: 'Send an approved template, or wait until the customer writes.',
    });
    expect(describeProviderError(131047, 'es').nextStep).toMatch(/^Envíe una plantilla/);
  });

  it('has words for what it does not know', () => {
    expect(describeProviderError(424_242, 'es').title).toBe('WhatsApp lo rechazó');
    expect(describeProviderError(undefined).title).toBe('WhatsApp refused this');
  });

  it('takes a subcode where it says more', () => {
    expect(describeProviderError(100, 'en', 2_388_299).title).toMatch(/variable/);
  });
});
