/**
 * Proof that whoever names an address also answers there: the hub posts a signed challenge, the receiver
 * checks the signature as for any delivery and answers 200 with the challenge as plain text.
 */

/** `type` of a challenge's body; no event has it. */
export const challengeType = 'subscription.challenge';

/** The body of the challenge request, from text nobody can guess. */
export const challengeBody = (challenge: string): string =>
  JSON.stringify({ type: challengeType, challenge });

const shape = /^[\w-]{16,256}$/;

/**
 * What a receiver answers to the body of a delivery whose signature was verified: the challenge, or undefined
 * when the delivery is an event. Takes the bytes or the parsed body.
 */
export const challengeAnswer = (body: unknown): string | undefined => {
  const value = parsed(body);
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, challenge } = value as { type?: unknown; challenge?: unknown };
  // Letters and digits only: an answer that a browser could take for a page helps nobody but an attacker.
  return type === challengeType && typeof challenge === 'string' && shape.test(challenge)
    ? challenge
    : undefined;
};

/** Whether a receiver's answer is the echo asked for; a line break after it is forgiven. */
export const isChallengeAnswer = (challenge: string, answer: string): boolean =>
  answer.length <= challenge.length + 2 && answer.trimEnd() === challenge;

/** Longest body that can be a challenge, in bytes. */
const maxBody = 1024;

const parsed = (body: unknown): unknown => {
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return body;
  if (body.length > maxBody) return undefined;
  try {
    return JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString());
  } catch {
    return undefined;
  }
};
