import { retryAfter } from '@centralita/core/pacing';
import { refusedAddressCode } from './address.ts';
import type { PostResult } from './target.ts';

/** Whose fault a failed delivery looks like. */
export type FailureKind =
  /** The receiver is not there at all. */
  | 'unreachable'
  /** The receiver does not want deliveries: wrong address, wrong secret. */
  | 'refused'
  /** The receiver says that the address is no more. */
  | 'gone'
  /** Too many at once. */
  | 'throttled'
  /** The receiver broke on this event, or broke. */
  | 'server'
  /** The receiver did not like this event, or any. */
  | 'client';

export interface Failure {
  readonly kind: FailureKind;
  /** In words for a person; never holds anything the receiver wrote. */
  readonly reason: string;
  readonly status?: number;
  /** What the receiver asked us to wait. */
  readonly afterMs?: number;
}

/** Undefined when the event was taken: any 2xx. */
export const judge = (result: PostResult, now: number): Failure | undefined => {
  if (!result.answered) return unanswered(result.code, result.connected);
  const { status } = result;
  if (status >= 200 && status < 300) return undefined;
  const afterMs = retryAfter(result.retryAfter, now);
  const failure = (kind: FailureKind, reason: string): Failure => ({
    kind,
    reason,
    status,
    ...(afterMs === undefined ? {} : { afterMs }),
  });
  switch (status) {
    case 401:
    case 403:
      return failure(
        'refused',
        `answered ${status}: it does not accept the signature, or wants other credentials`,
      );
    case 404:
      return failure('refused', 'answered 404: nothing takes deliveries at this address');
    case 410:
      return failure('gone', 'answered 410: the address is no longer in use');
    case 408:
    case 425:
      return failure('server', `answered ${status}`);
    case 429:
      return failure('throttled', 'answered 429: too many deliveries at once');
  }
  if (status === 503 && afterMs !== undefined) {
    return failure('throttled', 'answered 503 and asked for time');
  }
  if (status >= 500) return failure('server', `answered ${status}`);
  if (status >= 300 && status < 400) {
    return failure('client', `answered ${status}, a redirect, which is not followed: give the final address`);
  }
  return failure('client', `answered ${status}`);
};

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at its address (connection refused)',
  ENOTFOUND: 'its name is not known (DNS)',
  EAI_AGAIN: 'its name could not be looked up (DNS)',
  EHOSTUNREACH: 'no way leads to its address',
  ENETUNREACH: 'no way leads to its address',
  ECONNRESET: 'it cut the connection',
  EPIPE: 'it cut the connection',
  CLOSED: 'the delivery was cut off',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

const unanswered = (code: string, connected: boolean): Failure => {
  if (code === refusedAddressCode) {
    return { kind: 'refused', reason: 'its name leads to an address that is not of the public internet' };
  }
  if (code === 'TIMEOUT') {
    return connected
      ? { kind: 'server', reason: 'it did not answer in time' }
      : { kind: 'unreachable', reason: 'no connection could be made in time' };
  }
  return {
    kind: connected ? 'server' : 'unreachable',
    reason: words[code] ?? `the connection failed (${code})`,
  };
};
