import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ConsentActor, ConsentSource, ConsentState, Purpose } from '../model/consent.ts';
import { type ConsentBasis, purposes, type Standing, standing } from './ledger.ts';
import { applyStatement, type ConsentSummary, emptySummary, standingOf, summarise } from './summary.ts';

const said = (state: ConsentState, at: number, more: Partial<ConsentBasis> = {}): ConsentBasis => ({
  state,
  purposes: 'all',
  actor: 'person',
  source: 'keyword',
  at,
  ...more,
});
const operator = { actor: 'operator', source: 'operator' } as const;
const imported = { actor: 'import', source: 'import' } as const;
const platform = { source: 'platform', purposes: ['marketing'] } as const;
const states = (result: Standing) => purposes.map((purpose) => result[purpose].state);
const marketing = (...statements: ConsentBasis[]) => standing(statements).marketing;

describe('standing', () => {
  it('is unknown where nobody said anything', () => {
    expect(standing([])).toEqual({
      service: { state: 'unknown' },
      utility: { state: 'unknown' },
      marketing: { state: 'unknown' },
      authentication: { state: 'unknown' },
    });
  });

  it('keeps purposes apart and lets "all" mean all of them', () => {
    expect(states(standing([said('granted', 1, { purposes: ['utility'] })]))).toEqual([
      'unknown',
      'granted',
      'unknown',
      'unknown',
    ]);
    expect(states(standing([said('granted', 1), said('withdrawn', 2, { purposes: ['marketing'] })]))).toEqual(
      ['granted', 'granted', 'withdrawn', 'granted'],
    );
    expect(states(standing([said('withdrawn', 1)]))).toEqual(Array(4).fill('withdrawn'));
  });

  it('goes by the time of a statement, not by its place in the list', () => {
    expect(marketing(said('withdrawn', 5), said('granted', 3)).state).toBe('withdrawn');
    expect(marketing(said('granted', 7), said('withdrawn', 5)).state).toBe('granted');
  });

  it('says which statement decides', () => {
    const stop = said('withdrawn', 5, { proof: 'ms_1' });
    expect(standing([said('granted', 1), stop, said('withdrawn', 3)]).utility.by).toBe(stop);
  });

  it('lets a withdrawal win at the same instant', () => {
    expect(marketing(said('granted', 5), said('withdrawn', 5)).state).toBe('withdrawn');
  });

  it('lets nobody but the person lift a withdrawal without proof', () => {
    for (const actor of [operator, imported, { actor: 'provider', source: 'api' } as const]) {
      expect(marketing(said('withdrawn', 5), said('granted', 9, actor)).state).toBe('withdrawn');
      expect(marketing(said('withdrawn', 5), said('pending', 9, actor)).state).toBe('withdrawn');
      expect(marketing(said('withdrawn', 5, operator), said('granted', 9, actor)).state).toBe('withdrawn');
    }
    expect(marketing(said('withdrawn', 5), said('granted', 9)).state).toBe('granted');
  });

  it('takes proof dated after the withdrawal, and only that', () => {
    const grant = (at: number, proofAt?: number) =>
      said('granted', at, { ...imported, proof: 'form 7', proofAt });
    expect(marketing(said('withdrawn', 5), grant(9)).state).toBe('granted');
    expect(marketing(said('withdrawn', 5), grant(9, 7)).state).toBe('granted');
    expect(marketing(said('withdrawn', 5), grant(9, 5)).state).toBe('withdrawn');
    expect(marketing(said('withdrawn', 5), grant(9, 2)).state).toBe('withdrawn');
    expect(marketing(said('withdrawn', 5), grant(4, 7)).state).toBe('withdrawn');
  });

  it('takes anybody’s word where nobody withdrew', () => {
    expect(marketing(said('granted', 1, imported)).state).toBe('granted');
    expect(marketing(said('granted', 9, imported), said('withdrawn', 20)).state).toBe('withdrawn');
  });

  describe('double opt-in', () => {
    const form = said('pending', 1, { source: 'form', expiresAt: 100 });

    it('waits, is confirmed, and lapses', () => {
      expect(standing([form], 50).marketing.state).toBe('pending');
      expect(standing([form, said('granted', 60)], 200).marketing.state).toBe('granted');
      expect(standing([form], 100).marketing.state).toBe('unknown');
      expect(standing([form]).marketing.state).toBe('pending');
    });

    it('falls back to the withdrawal it did not lift', () => {
      expect(standing([said('withdrawn', 0), form], 50).marketing.state).toBe('pending');
      expect(standing([said('withdrawn', 0), form], 150).marketing.state).toBe('withdrawn');
    });

    it('is not confirmed by an assertion after a withdrawal', () => {
      expect(standing([said('withdrawn', 0), form, said('granted', 5, operator)], 50).marketing.state).toBe(
        'pending',
      );
    });

    it('counts the last one asked, and of two at once the shorter', () => {
      const renewed = said('pending', 2, { source: 'form', expiresAt: 50 });
      expect(standing([form, renewed], 60).marketing.state).toBe('unknown');
      const longer = said('pending', 2, { source: 'form' });
      expect(standing([renewed, longer], 60).marketing.state).toBe('unknown');
      expect(standing([longer, renewed], 60).marketing.state).toBe('unknown');
    });

    it('does not weaken a grant', () => {
      expect(marketing(said('granted', 1), said('pending', 5)).state).toBe('granted');
      expect(marketing(said('granted', 1), said('withdrawn', 3), said('pending', 5)).state).toBe('pending');
    });
  });

  describe('the platform', () => {
    const stop = (at: number) => said('withdrawn', at, platform);
    const resume = (at: number) => said('granted', at, platform);

    it('stops marketing only, beside what the person said', () => {
      const result = standing([said('granted', 1), stop(2)]);
      expect(result.marketing).toMatchObject({ state: 'granted', platformStopped: true });
      expect(result.utility).toEqual({ state: 'granted', by: said('granted', 1) });
    });

    it('stops marketing even where its statement names everything', () => {
      expect(states(standing([{ ...stop(2), purposes: 'all' }]))).toEqual(Array(4).fill('unknown'));
    });

    it('stops by error 131050 too', () => {
      const refused = said('withdrawn', 2, {
        actor: 'provider',
        source: 'provider_error',
        purposes: ['marketing'],
      });
      expect(marketing(refused).platformStopped).toBe(true);
      expect(marketing(refused, resume(3)).platformStopped).toBeUndefined();
      expect(marketing(refused, { ...refused, state: 'granted', at: 3 }).platformStopped).toBe(true);
    });

    it('lifts by resume its own block and nothing else', () => {
      expect(marketing(stop(2), resume(3))).toEqual({ state: 'unknown' });
      expect(marketing(resume(3))).toEqual({ state: 'unknown' });
      expect(marketing(said('withdrawn', 1), stop(2), resume(3)).state).toBe('withdrawn');
      expect(marketing(stop(2), resume(2)).platformStopped).toBe(true);
      expect(marketing(resume(3), stop(4)).platformStopped).toBe(true);
    });

    it('keeps its block when the person writes START', () => {
      expect(marketing(stop(2), said('granted', 9))).toMatchObject({
        state: 'granted',
        platformStopped: true,
      });
    });

    it('does nothing by signup', () => {
      const signup = { ...resume(9), platformValue: 'signup' };
      expect(marketing(signup)).toEqual({ state: 'unknown' });
      expect(marketing(stop(2), signup).platformStopped).toBe(true);
    });
  });

  it('refuses a time that is no number rather than ordering by it', () => {
    expect(() => standing([said('withdrawn', Number.NaN), said('granted', 1), said('withdrawn', 2)])).toThrow(
      /time/,
    );
  });
});

const actors: ConsentActor[] = ['person', 'operator', 'import', 'provider'];
const sources: ConsentSource[] = ['keyword', 'form', 'operator', 'platform', 'provider_error'];
const time = fc.integer({ min: 0, max: 9 });
const statement: fc.Arbitrary<ConsentBasis> = fc
  .record({
    state: fc.constantFrom<ConsentState>('granted', 'pending', 'withdrawn'),
    purposes: fc.oneof(fc.constant('all' as const), fc.subarray([...purposes], { minLength: 1 })),
    actor: fc.constantFrom(...actors),
    source: fc.constantFrom(...sources),
    at: time,
    proof: fc.option(fc.constantFrom('p', 'q'), { nil: undefined }),
    proofAt: fc.option(time, { nil: undefined }),
    expiresAt: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
    platformValue: fc.option(fc.constantFrom('stop', 'resume', 'signup'), { nil: undefined }),
  })
  .map(
    (parts) => Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as never,
  );
const ledger = fc.array(statement, { maxLength: 12 });
const now = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined });

/** The rules of the guide read out one by one, without any thought of speed or of a summary. */
const naive = (statements: readonly ConsentBasis[], purpose: Purpose, at: number | undefined) => {
  const fromPlatform = (s: ConsentBasis) => s.source === 'platform' || s.source === 'provider_error';
  const about = statements.filter(
    (s) => !fromPlatform(s) && (s.purposes === 'all' || s.purposes.includes(purpose)),
  );
  const withdrawals = about.filter((s) => s.state === 'withdrawn');
  const overrides = (s: ConsentBasis, w: ConsentBasis) =>
    s.actor === 'person' ? s.at > w.at : !!s.proof && s.at > w.at && (s.proofAt ?? s.at) > w.at;
  const standingYet = about.filter(
    (s) => s.state !== 'withdrawn' && withdrawals.every((w) => overrides(s, w)),
  );
  const stops = statements.filter((s) => fromPlatform(s) && s.state === 'withdrawn');
  const resumes = statements.filter(
    (s) => s.source === 'platform' && s.state === 'granted' && s.platformValue !== 'signup',
  );
  const stopped = stops.some((stop) => resumes.every((resume) => resume.at <= stop.at));
  const pendings = standingYet.filter((s) => s.state === 'pending');
  const expired = (s: ConsentBasis) => at !== undefined && s.expiresAt !== undefined && s.expiresAt <= at;
  const state = standingYet.some((s) => s.state === 'granted')
    ? 'granted'
    : pendings.length > 0 && !pendings.every(expired)
      ? 'pending'
      : withdrawals.length > 0
        ? 'withdrawn'
        : 'unknown';
  return { state, stopped: purpose === 'marketing' && stopped, severalPendings: pendings.length > 1 };
};

const outcome = (result: Standing) =>
  purposes.map((purpose) => [result[purpose].state, result[purpose].platformStopped ?? false]);

describe('any ledger', () => {
  it('stands where the rules read one by one say', () => {
    fc.assert(
      fc.property(ledger, now, (statements, at) => {
        const result = standing(statements, at);
        for (const purpose of purposes) {
          const expected = naive(statements, purpose, at);
          // With several pending statements the last one counts, not any: checked by the next tests.
          if (expected.severalPendings && at !== undefined) continue;
          expect([result[purpose].state, result[purpose].platformStopped ?? false]).toEqual([
            expected.state,
            expected.stopped,
          ]);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('stands the same in any order, and said twice', () => {
    fc.assert(
      fc.property(
        ledger,
        now,
        fc.infiniteStream(fc.integer({ min: 0, max: 1000 })),
        (statements, at, dice) => {
          const shuffled = statements
            .map((value) => ({ value, rank: dice.next().value }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ value }) => value);
          const expected = standing(statements, at);
          expect(outcome(standing(shuffled, at))).toEqual(outcome(expected));
          expect(outcome(standing([...shuffled, ...statements], at))).toEqual(outcome(expected));
          expect(summarise(shuffled)).toEqual(summarise(statements));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is withdrawn after the person’s withdrawal unless something later is theirs or proven', () => {
    fc.assert(
      fc.property(ledger, time, now, (statements, at, when) => {
        const weak = statements.filter(
          (s) =>
            s.state === 'withdrawn' ||
            s.at <= at ||
            (s.actor !== 'person' && !s.proof) ||
            s.source === 'platform',
        );
        const result = standing([...weak, said('withdrawn', at)], when);
        expect(states(result)).toEqual(Array(4).fill('withdrawn'));
      }),
      { numRuns: 2000 },
    );
  });

  it('is never granted by what others assert, nor by the platform, to somebody who said no', () => {
    fc.assert(
      fc.property(ledger, (statements) => {
        const noPerson = statements.filter((s) => s.actor !== 'person' && !s.proof);
        const result = standing([said('withdrawn', 0), ...noPerson.map((s) => ({ ...s, at: s.at + 1 }))]);
        for (const purpose of purposes) expect(result[purpose].state).toBe('withdrawn');
      }),
    );
  });
});

describe('the summary', () => {
  const apply = (statements: readonly ConsentBasis[]) =>
    statements.reduce<ConsentSummary>(applyStatement, emptySummary);

  it('kept statement by statement stands where the whole ledger stands, through JSON', () => {
    fc.assert(
      fc.property(ledger, now, (statements, at) => {
        let summary: ConsentSummary | undefined;
        for (const [index, each] of statements.entries()) {
          summary = JSON.parse(JSON.stringify(applyStatement(summary, each))) as ConsentSummary;
          const whole = statements.slice(0, index + 1);
          expect(summary).toEqual(summarise(whole));
          expect(standingOf(summary, at)).toEqual(standingOf(summarise(whole), at));
          expect(outcome(standingOf(summary, at))).toEqual(outcome(standing(whole, at)));
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('names the same deciding time as the ledger', () => {
    fc.assert(
      fc.property(ledger, now, (statements, at) => {
        const fromSummary = standingOf(apply(statements), at);
        const fromLedger = standing(statements, at);
        for (const purpose of purposes) {
          expect(fromSummary[purpose].by?.at).toBe(fromLedger[purpose].by?.at);
          expect(fromSummary[purpose].by?.actor).toBe(fromLedger[purpose].by?.actor);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('merges two people who turn out to be one', () => {
    fc.assert(
      fc.property(ledger, ledger, (a, b) => {
        const merged = summarise([...apply(a).statements, ...apply(b).statements]);
        expect(merged).toEqual(summarise([...a, ...b]));
      }),
    );
  });

  it('stays small', () => {
    const years = Array.from({ length: 1000 }, (_, at) => said(at % 2 ? 'granted' : 'withdrawn', at));
    expect(apply(years).statements).toHaveLength(2);
    expect(apply([...years, said('withdrawn', 5000)])).toEqual({
      version: 1,
      statements: [said('withdrawn', 5000)],
    });
    fc.assert(fc.property(ledger, (statements) => summarise(statements).statements.length <= 21));
  });

  it('keeps no wording', () => {
    const spoken = { ...said('withdrawn', 1), wording: 'déjenme en paz' };
    expect(JSON.stringify(applyStatement(undefined, spoken))).not.toContain('paz');
  });
});
