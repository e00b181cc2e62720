import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CentralitaError } from '../model/codes.ts';
import { admitStatement } from './admit.ts';

const received = 1_790_000_000_000;
const plain = { state: 'granted', purposes: ['utility'], actor: 'operator', source: 'api' };

describe('admitStatement', () => {
  it('takes a whole statement as it is and leaves out what it does not know', () => {
    const whole = {
      ...plain,
      at: received - 1000,
      wording: 'Acepto',
      wordingVersion: '3',
      policyVersion: '2025-05',
      language: 'es',
      proof: 'form 7',
      proofAt: received - 2000,
      expiresAt: received + 86_400_000,
    };
    expect(admitStatement({ ...whole, contactId: 'x', __proto__: { state: 'withdrawn' } }, received)).toEqual(
      whole,
    );
  });

  it('takes the arrival where no time is given, and believes no time after it', () => {
    expect(admitStatement(plain, received).at).toBe(received);
    const future = admitStatement({ ...plain, at: 9e15, proof: 'x', proofAt: 9e15 }, received);
    expect([future.at, future.proofAt]).toEqual([received + 60_000, received + 60_000]);
  });

  it('orders purposes, drops doubles, and narrows the platform to marketing', () => {
    expect(
      admitStatement({ ...plain, purposes: ['marketing', 'service', 'marketing'] }, received).purposes,
    ).toEqual(['service', 'marketing']);
    expect(admitStatement({ ...plain, source: 'platform', purposes: 'all' }, received).purposes).toEqual([
      'marketing',
    ]);
  });

  it('does not take blanks for proof', () => {
    expect(admitStatement({ ...plain, proof: '  ' }, received)).not.toHaveProperty('proof');
  });

  it.each([
    ['state', { state: 'maybe' }],
    ['state', { state: undefined }],
    ['actor', { actor: 7 }],
    ['source', { source: ['api'] }],
    ['purposes', { purposes: [] }],
    ['purposes', { purposes: ['everything'] }],
    ['purposes', { purposes: undefined }],
    ['at', { at: '1790000000' }],
    ['at', { at: Number.NaN }],
    ['at', { at: -1 }],
    ['proof', { proof: 7 }],
    ['proof', { proof: 'x'.repeat(513) }],
    ['wording', { wording: 'x'.repeat(1_000_000) }],
    ['expiresAt', { expiresAt: null }],
  ])('names %s in %p', (field, change) => {
    const attempt = () => admitStatement({ ...plain, ...change }, received);
    expect(attempt).toThrow(CentralitaError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'invalid_request', field }));
  });

  it('answers anything with a statement or that error', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        try {
          admitStatement(value, received);
        } catch (error) {
          expect(error).toBeInstanceOf(CentralitaError);
        }
      }),
    );
  });
});
