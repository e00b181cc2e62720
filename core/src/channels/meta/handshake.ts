import { createHash, timingSafeEqual } from 'node:crypto';
import type { EndpointSecrets, RawRequest, RawResponse } from '../channel.ts';

/**
 * Answers Meta's check of a new callback address: the challenge and nothing else when the verify token fits,
 * otherwise 403. An endpoint without a token answers nobody.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export const handshake = (request: RawRequest, secrets: EndpointSecrets): RawResponse => {
  const challenge = request.query['hub.challenge'];
  const fits = sameToken(request.query['hub.verify_token'], secrets.verifyToken);
  return fits && request.query['hub.mode'] === 'subscribe' && challenge
    ? { status: 200, body: challenge, contentType: 'text/plain' }
    : { status: 403, body: 'The verify token does not match.', contentType: 'text/plain' };
};

/** Compares digests, so that neither content nor length of the token shows in the time it takes. */
const sameToken = (given: string | undefined, expected: string | undefined): boolean =>
  timingSafeEqual(sha256(given ?? ''), sha256(expected ?? '')) && Boolean(expected?.trim());

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
