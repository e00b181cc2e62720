import type { Code } from '../model/codes.ts';
import type { ProblemDetails } from './types.ts';

/** The hub said no, or what answered is no hub: problem details, whole. */
export class HubError extends Error {
  readonly problem: ProblemDetails;
  /** Seconds, where the hub said when to come back. */
  readonly retryAfter: number | undefined;

  constructor(problem: ProblemDetails, retryAfter?: number) {
    super(problem.detail ? `${problem.title}: ${problem.detail}` : problem.title);
    this.name = 'HubError';
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** What a proxy or another server means by a status; a hub says its code itself. */
const codeOf = (status: number): Code => {
  const known = statuses[status];
  if (known) return known;
  if (status >= 500) return 'internal';
  return status >= 400 ? 'invalid_request' : 'config_invalid';
};
const statuses: Readonly<Record<number, Code>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'payload_too_large',
  429: 'too_many_requests',
  502: 'store_unavailable',
  503: 'store_unavailable',
  504: 'store_unavailable',
};

/** The object that a JSON text is, where it is one. */
export const objectIn = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/** A hub's own problem; undefined when the text is none. */
export const problemIn = (text: string, retryAfter?: number): HubError | undefined => {
  const found = objectIn(text) as Partial<ProblemDetails> | undefined;
  return typeof found?.code === 'string' && typeof found.title === 'string'
    ? new HubError(found as ProblemDetails, retryAfter)
    : undefined;
};

/** Nothing of what the other server said is in it: that may be anything. */
export const noHub = (status: number, retryAfter?: number): HubError =>
  new HubError(
    {
      type: 'about:blank',
      title: `The address answered ${status} and is not a Centralita hub, or a proxy stands before it`,
      status,
      code: codeOf(status),
      nextStep: 'Check the URL of the hub: /healthz there must answer 200.',
    },
    retryAfter,
  );

/** Not followed: the key would go along to wherever it leads. */
const redirected = (response: Response, asked: string): HubError => {
  const location = response.headers.get('location');
  const to = location && URL.canParse(location, asked) ? new URL(location, asked).origin : undefined;
  return new HubError({
    type: 'about:blank',
    title: 'The address of the hub sends elsewhere, and redirects are not followed',
    status: response.status,
    code: 'config_invalid',
    ...(to && to !== 'null' ? { detail: `it leads to ${to}` } : {}),
    field: 'url',
    nextStep: 'Give the final address as the URL of the hub.',
  });
};

/** What an answer other than a success means. */
export const errorOf = async (response: Response, asked: string): Promise<HubError> => {
  // A browser tells nothing of a redirect, not even its status.
  if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
    await response.body?.cancel().catch(() => undefined);
    return redirected(response, asked);
  }
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  const text = await response.text().catch(() => '');
  return problemIn(text, retryAfter) ?? noHub(response.status, retryAfter);
};
