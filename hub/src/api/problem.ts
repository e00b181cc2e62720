import type { ProblemDetails } from '@centralita/core/hub-client';
import { CentralitaError, type Code, codes } from '@centralita/core/model';

export interface ProblemMore {
  readonly detail?: string;
  /** Path of the field, name of the header or setting at fault. */
  readonly field?: string;
  readonly nextStep?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that is a problem. */
export const problem = (code: Code, requestId: string, more: ProblemMore = {}): Response => {
  const { status } = codes[code];
  return new Response(JSON.stringify(detailsOf(code, requestId, more)), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(code === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {}),
      ...(status === 503 && code !== 'folder_locked' ? { 'retry-after': '5' } : {}),
      ...more.headers,
    },
  });
};

/** Problem details as RFC 9457 has them. `type` stays `about:blank`: what tells problems apart is `code`. */
const detailsOf = (code: Code, requestId: string, more: ProblemMore): ProblemDetails => {
  const { status, title, nextStep } = codes[code];
  return {
    type: 'about:blank',
    title: title.en,
    status,
    code,
    ...(more.detail === undefined ? {} : { detail: more.detail }),
    ...(more.field === undefined ? {} : { field: more.field }),
    nextStep: more.nextStep ?? nextStep.en,
    requestId,
  };
};

/** What was thrown: its code and what it says. What nobody foresaw says nothing but its request id. */
const thrown = (error: unknown): readonly [Code, ProblemMore] =>
  isCentralitaError(error)
    ? [
        error.code,
        {
          ...(error.detail === undefined ? {} : { detail: error.detail }),
          ...(error.field === undefined ? {} : { field: error.field }),
        },
      ]
    : ['internal', {}];

/** Whatever was thrown, as an answer. */
export const problemOf = (error: unknown, requestId: string): Response => {
  const [code, more] = thrown(error);
  return problem(code, requestId, more);
};

/** The same without an answer around it, for what has begun already. */
export const problemDetailsOf = (error: unknown, requestId: string): ProblemDetails => {
  const [code, more] = thrown(error);
  return detailsOf(code, requestId, more);
};

/** By its shape: two copies of core in one process have two classes. */
export const isCentralitaError = (error: unknown): error is CentralitaError =>
  error instanceof CentralitaError ||
  (typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    Object.hasOwn(codes, error.code) &&
    'nextStep' in error);
