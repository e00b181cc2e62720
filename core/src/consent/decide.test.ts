import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codes } from '../model/codes.ts';
import { windowMs } from '../window/window.ts';
import { decide, lookUp, type SendQuestion } from './decide.ts';
import { type ConsentBasis, purposes, standing } from './ledger.ts';

const consents = ['granted', 'pending', 'unknown', 'withdrawn'] as const;
const windows = ['open', 'reopened', 'closed'] as const;

const now = 1_790_000_000_000;
const said = (
  state: ConsentBasis['state'],
  at = now - 1000,
  more: Partial<ConsentBasis> = {},
): ConsentBasis => ({
  state,
  purposes: 'all',
  actor: 'person',
  source: 'keyword',
  at,
  ...more,
});
const stop = said('withdrawn', now - 5000, { source: 'platform', purposes: ['marketing'] });
const ask = (statements: ConsentBasis[], more: Partial<SendQuestion> = {}) =>
  decide({
    purpose: 'service',
    template: false,
    standing: standing(statements, now),
    windowUntil: now - 60_000 + windowMs,
    now,
    ...more,
  });
const refused = (code: string) => ({ allow: false, code });
const allowed = (basis: string) => ({ allow: true, basis });

describe('the decision table', () => {
  it('reads, in words', () => {
    const lines = [];
    for (const template of [true, false]) {
      for (const purpose of purposes) {
        for (const consent of consents) {
          const cells = windows.map((window) => `${window}: ${lookUp(purpose, consent, window, template)}`);
          lines.push(`${template ? 'template' : 'other'} ${purpose} ${consent} | ${cells.join(' | ')}`);
        }
      }
    }
    expect(lines).toEqual([
      'template service granted | open: opted_in | reopened: opted_in | closed: opted_in',
      'template service pending | open: person_wrote_first | reopened: person_wrote_first | closed: consent_pending',
      'template service unknown | open: person_wrote_first | reopened: person_wrote_first | closed: consent_missing',
      'template service withdrawn | open: consent_withdrawn | reopened: person_wrote_again | closed: consent_withdrawn',
      'template utility granted | open: opted_in | reopened: opted_in | closed: opted_in',
      'template utility pending | open: person_wrote_first | reopened: person_wrote_first | closed: consent_pending',
      'template utility unknown | open: person_wrote_first | reopened: person_wrote_first | closed: consent_missing',
      'template utility withdrawn | open: consent_withdrawn | reopened: consent_withdrawn | closed: consent_withdrawn',
      'template marketing granted | open: opted_in | reopened: opted_in | closed: opted_in',
      'template marketing pending | open: consent_pending | reopened: consent_pending | closed: consent_pending',
      'template marketing unknown | open: consent_missing | reopened: consent_missing | closed: consent_missing',
      'template marketing withdrawn | open: consent_withdrawn | reopened: consent_withdrawn | closed: consent_withdrawn',
      'template authentication granted | open: opted_in | reopened: opted_in | closed: opted_in',
      'template authentication pending | open: person_wrote_first | reopened: person_wrote_first | closed: consent_pending',
      'template authentication unknown | open: person_wrote_first | reopened: person_wrote_first | closed: consent_missing',
      'template authentication withdrawn | open: consent_withdrawn | reopened: consent_withdrawn | closed: consent_withdrawn',
      'other service granted | open: opted_in | reopened: opted_in | closed: window_closed',
      'other service pending | open: person_wrote_first | reopened: person_wrote_first | closed: window_closed',
      'other service unknown | open: person_wrote_first | reopened: person_wrote_first | closed: window_closed',
      'other service withdrawn | open: consent_withdrawn | reopened: person_wrote_again | closed: consent_withdrawn',
      'other utility granted | open: opted_in | reopened: opted_in | closed: window_closed',
      'other utility pending | open: person_wrote_first | reopened: person_wrote_first | closed: consent_pending',
      'other utility unknown | open: person_wrote_first | reopened: person_wrote_first | closed: consent_missing',
      'other utility withdrawn | open: consent_withdrawn | reopened: consent_withdrawn | closed: consent_withdrawn',
      'other marketing granted | open: opted_in | reopened: opted_in | closed: window_closed',
      'other marketing pending | open: consent_pending | reopened: consent_pending | closed: consent_pending',
      'other marketing unknown | open: consent_missing | reopened: consent_missing | closed: consent_missing',
      'other marketing withdrawn | open: consent_withdrawn | reopened: consent_withdrawn | closed: consent_withdrawn',
      'other authentication granted | open: opted_in | reopened: opted_in | closed: window_closed',
      'other authentication pending | open: person_wrote_first | reopened: person_wrote_first | closed: consent_pending',
      'other authentication unknown | open: person_wrote_first | reopened: person_wrote_first | closed: consent_missing',
      'other authentication withdrawn | open: consent_withdrawn | reopened: consent_withdrawn | closed: consent_withdrawn',
    ]);
  });

  it('lets nothing out of a closed window but templates of people who agreed', () => {
    for (const purpose of purposes) {
      for (const consent of consents) {
        expect(lookUp(purpose, consent, 'closed', false)).toMatch(/^(consent_|window_closed)/);
        if (consent !== 'granted') expect(lookUp(purpose, consent, 'closed', true)).toMatch(/^consent_/);
      }
    }
  });
});

describe('decide', () => {
  it('answers whoever wrote, and says why it may', () => {
    expect(ask([])).toEqual(allowed('person_wrote_first'));
    expect(ask([said('granted')])).toEqual(allowed('opted_in'));
  });

  it('closes with the margin, and where nobody ever wrote', () => {
    expect(ask([], { windowUntil: now + 60_001 })).toEqual(allowed('person_wrote_first'));
    expect(ask([], { windowUntil: now + 60_000 })).toEqual(refused('window_closed'));
    expect(ask([], { windowUntil: now + 60_000, marginMs: 0 })).toEqual(allowed('person_wrote_first'));
    expect(ask([], { windowUntil: undefined })).toEqual(refused('window_closed'));
    expect(ask([], { windowUntil: Number.NaN })).toEqual(refused('window_closed'));
    expect(ask([said('granted')], { windowUntil: undefined, template: true, purpose: 'utility' })).toEqual(
      allowed('opted_in'),
    );
  });

  describe('after a withdrawal', () => {
    const saidAt = now - 60_000;

    it('does not take the opt-out itself for an invitation', () => {
      expect(ask([said('withdrawn', saidAt)], { windowUntil: saidAt + windowMs })).toEqual(
        refused('consent_withdrawn'),
      );
      expect(ask([said('withdrawn', saidAt)], { windowUntil: saidAt - 1 + windowMs })).toEqual(
        refused('consent_withdrawn'),
      );
    });

    it('answers what they write later, as service and nothing else', () => {
      const later = { windowUntil: saidAt + 1 + windowMs };
      expect(ask([said('withdrawn', saidAt)], later)).toEqual(allowed('person_wrote_again'));
      for (const purpose of ['utility', 'marketing', 'authentication'] as const) {
        for (const template of [true, false]) {
          expect(ask([said('withdrawn', saidAt)], { ...later, purpose, template })).toEqual(
            refused('consent_withdrawn'),
          );
        }
      }
    });

    it('confirms inside the window, as service, without a template', () => {
      const within = { windowUntil: saidAt + windowMs, confirmation: true };
      expect(ask([said('withdrawn', saidAt)], within)).toEqual(allowed('withdrawal_confirmation'));
      expect(ask([said('withdrawn', saidAt)], { ...within, windowUntil: now })).toEqual(
        refused('consent_withdrawn'),
      );
      expect(ask([said('withdrawn', saidAt)], { ...within, template: true })).toEqual(
        refused('consent_withdrawn'),
      );
      expect(ask([said('withdrawn', saidAt)], { ...within, purpose: 'marketing' })).toEqual(
        refused('consent_withdrawn'),
      );
      expect(ask([said('withdrawn', saidAt)], { ...within, region: 'block' })).toEqual(
        refused('region_blocked'),
      );
    });

    it('leaves other purposes alone when only marketing was withdrawn', () => {
      const noOffers = said('withdrawn', saidAt, { purposes: ['marketing'] });
      expect(ask([noOffers])).toEqual(allowed('person_wrote_first'));
      expect(ask([noOffers], { purpose: 'marketing' })).toEqual(refused('consent_withdrawn'));
    });
  });

  it('holds marketing back while the platform’s stop is set, and only that', () => {
    const granted = [said('granted'), stop];
    expect(ask(granted, { purpose: 'marketing', template: true })).toEqual({
      ...refused('consent_withdrawn'),
      reason: 'platform_stop',
    });
    expect(ask(granted, { purpose: 'utility', template: true, windowUntil: undefined })).toEqual(
      allowed('opted_in'),
    );
    expect(ask(granted)).toEqual(allowed('opted_in'));
  });

  it('names consent first, then the region, then the window', () => {
    const barred = { region: 'block', windowUntil: undefined } as const;
    expect(ask([said('withdrawn')], barred)).toEqual(refused('consent_withdrawn'));
    expect(ask([], { ...barred, purpose: 'marketing' })).toEqual(refused('consent_missing'));
    expect(ask([said('pending')], { ...barred, purpose: 'utility' })).toEqual(refused('consent_pending'));
    expect(ask([said('granted')], barred)).toEqual(refused('region_blocked'));
    expect(ask([], barred)).toEqual(refused('region_blocked'));
    expect(ask([said('granted')], { region: 'warn', windowUntil: undefined })).toEqual(
      refused('window_closed'),
    );
    expect(ask([said('granted')], { region: 'warn' })).toEqual({ ...allowed('opted_in'), warning: 'region' });
  });

  const question = fc.record({
    purpose: fc.constantFrom(...purposes),
    template: fc.boolean(),
    windowUntil: fc.option(fc.integer({ min: now - windowMs, max: now + windowMs }), { nil: undefined }),
    region: fc.constantFrom(undefined, 'block' as const, 'warn' as const),
    confirmation: fc.boolean(),
  });
  const statements = fc.array(
    fc.record({
      state: fc.constantFrom('granted' as const, 'pending' as const, 'withdrawn' as const),
      at: fc.integer({ min: now - windowMs, max: now }),
    }),
    { maxLength: 4 },
  );

  it('never lets marketing out without a grant, nor anything into a barred region', () => {
    fc.assert(
      fc.property(question, statements, (asked, list) => {
        const all = list.map(({ state, at }) => said(state, at));
        const answer = ask(all, asked);
        if (!answer.allow) {
          expect(codes[answer.code].nextStep.en).not.toBe('');
          return;
        }
        expect(asked.region).not.toBe('block');
        if (asked.purpose === 'marketing') expect(standing(all, now).marketing.state).toBe('granted');
        if (!asked.template) expect(asked.windowUntil ?? 0).toBeGreaterThan(now);
      }),
      { numRuns: 2000 },
    );
  });

  it('sends to nobody who withdrew, but an answer to what they wrote since, or the confirmation', () => {
    fc.assert(
      fc.property(question, fc.integer({ min: now - windowMs, max: now }), (asked, at) => {
        const answer = ask([said('granted', at - 1), said('withdrawn', at)], asked);
        if (!answer.allow) return;
        expect(asked.purpose).toBe('service');
        const openedAt = (asked.windowUntil ?? 0) - windowMs;
        expect(asked.confirmation || openedAt > at).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
