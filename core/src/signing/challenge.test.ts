import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { challengeAnswer, challengeBody, isChallengeAnswer } from './challenge.ts';

const challenge = 'q0v1m2-abc_DEF-0123456789';

describe('the challenge', () => {
  it('is echoed from text, bytes or the parsed body', () => {
    const body = challengeBody(challenge);
    for (const form of [body, Buffer.from(body), JSON.parse(body)])
      expect(challengeAnswer(form)).toBe(challenge);
  });

  it.each([
    'not json',
    '[]',
    'null',
    '{"type":"message.received","challenge":"q0v1m2-abc_DEF-0123456789"}',
    '{"type":"subscription.challenge"}',
    '{"type":"subscription.challenge","challenge":7}',
    '{"type":"subscription.challenge","challenge":"short"}',
    '{"type":"subscription.challenge","challenge":"<script>alert(1)</script>"}',
    `{"type":"subscription.challenge","challenge":"${'a'.repeat(2000)}"}`,
    7,
    undefined,
    Buffer.from([0xff, 0xfe]),
  ])('%.50p is answered as no challenge', (body) => {
    expect(challengeAnswer(body)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        challengeAnswer(value);
      }),
    );
  });

  it('is met by its echo only', () => {
    expect(isChallengeAnswer(challenge, challenge)).toBe(true);
    expect(isChallengeAnswer(challenge, `${challenge}\n`)).toBe(true);
    for (const answer of [
      '',
      challengeBody(challenge),
      ` ${challenge}`,
      challenge.slice(1),
      `${challenge}   `,
    ]) {
      expect(isChallengeAnswer(challenge, answer)).toBe(false);
    }
  });
});
