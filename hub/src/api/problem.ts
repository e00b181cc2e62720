import type { ProblemDetails } from '@centralita/core/hub-client';
import { CentralitaError, type Code, codes } from '@centralita/core/model';

export interface ProblemMore {
  readonly detail?: string;
  /** Path of the field, name of the header or setting at fault. */
  readonly field?: string;
  readonly nextStep?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Problem details as RFC 9457 has them. `type` stays `about:blank`: what tells problems apart is `code`. */
export const problem = (code: Code, requestId: string, more: ProblemMore = {}): Response => {
  const { status, title, nextStep } = codes[code];
  const body: ProblemDetails = {
    type: 'about:blank',
    title: title.en,
    status,
    code,
    ...(more.detail === undefined ? {} : { detail: more.detail }),
    ...(more.field === undefined ? {} : { field: more.field }),
    nextStep: more.nextStep ?? nextStep.en,
    requestId,
  };
  return new Response(JSON.stringify(body), {
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

/** Whatever was thrown, as an answer. What nobody foresaw says nothing but its request id. */
export const problemOf = (error: unknown, requestId: string): Response => {
  if (!isCentralitaError(error)) return problem('internal', requestId);
  return problem(error.code, requestId, {
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.field === undefined ? {} : { field: error.field }),
  });
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
