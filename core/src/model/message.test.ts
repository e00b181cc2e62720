import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldState, type OutboundState } from './message.ts';

/** Before → the states that replace it. Whatever is not there leaves it as it is. */
const moves: Readonly<Record<OutboundState, readonly OutboundState[]>> = {
  queued: [
    'sending',
    'uncertain',
    'accepted',
    'held',
    'sent',
    'refused',
    'failed',
    'delivered',
    'read',
    'played',
  ],
  sending: ['uncertain', 'accepted', 'held', 'sent', 'refused', 'failed', 'delivered', 'read', 'played'],
  uncertain: ['accepted', 'held', 'sent', 'failed', 'delivered', 'read', 'played'],
  accepted: ['held', 'sent', 'failed', 'delivered', 'read', 'played'],
  held: ['sent', 'failed', 'delivered', 'read', 'played'],
  sent: ['failed', 'delivered', 'read', 'played'],
  failed: ['delivered', 'read', 'played'],
  delivered: ['read', 'played'],
  read: ['played'],
  played: [],
  refused: [],
};
const states = Object.keys(moves) as OutboundState[];
const state = fc.constantFrom(...states);
const reports = fc.array(state, { maxLength: 8 });
const fold = (all: readonly OutboundState[]) => all.reduce<OutboundState>(foldState, 'queued');

describe('foldState', () => {
  it.each(states.flatMap((before) => states.map((next) => [before, next] as const)))(
    '%s, then %s',
    (before, next) => {
      expect(foldState(before, next)).toBe(moves[before].includes(next) ? next : before);
    },
  );

  it('takes a report that comes twice as one', () => {
    fc.assert(fc.property(state, state, (a, b) => foldState(foldState(a, b), b) === foldState(a, b)));
    fc.assert(fc.property(reports, (all) => fold(all.flatMap((one) => [one, one])) === fold(all)));
  });

  it('never goes back, and never invents a state', () => {
    fc.assert(
      fc.property(reports, state, (all, next) => {
        const before = fold(all);
        const after = foldState(before, next);
        return after === before || (after === next && moves[before].includes(next));
      }),
    );
  });

  it('ends the same in whatever order the provider’s reports come', () => {
    const reported = fc.constantFrom<OutboundState>('sent', 'delivered', 'read', 'played', 'failed');
    const shuffled = fc
      .array(reported, { maxLength: 7 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(fc.property(shuffled, ([one, other]) => fold(one) === fold(other)));
  });

  it('believes a delivery more than a failure, whichever came first', () => {
    for (const reached of ['delivered', 'read', 'played'] as const) {
      expect(fold(['sent', 'failed', reached])).toBe(reached);
      expect(fold(['sent', reached, 'failed'])).toBe(reached);
    }
  });

  it('lets nothing follow a refusal', () => {
    fc.assert(fc.property(reports, (later) => fold(['refused', ...later]) === 'refused'));
  });

  it('refuses nothing that left, or may have', () => {
    const left = state.filter((one) => !['queued', 'sending', 'refused'].includes(one));
    fc.assert(fc.property(left, (one) => fold(['sending', one, 'refused']) === one));
  });

  it('lets any status settle what was uncertain', () => {
    for (const known of ['accepted', 'sent', 'delivered', 'read', 'failed'] as const) {
      expect(fold(['sending', 'uncertain', known])).toBe(known);
      expect(fold(['sending', known, 'uncertain'])).toBe(known);
    }
  });
});
