import { isLoopback } from '../config.ts';

export interface GuardOptions {
  readonly demo: boolean;
  readonly publicUrl?: string;
}

/** Why a request is refused before anything else is looked at; undefined when it may go on. */
export type Refusal = { readonly detail: string; readonly field: string } | undefined;

/**
 * A page of another site may link to this hub and nothing more: no call, no form, no image, no frame. Browsers
 * say where a request comes from; whoever says nothing is no browser and needs a key.
 *
 * The demonstration asks for no key, so there the name it was called by must be this machine's: a foreign page
 * whose own name was pointed at 127.0.0.1 would otherwise be of the same origin.
 */
export const createGuard = (options: GuardOptions): ((request: Request) => Refusal) => {
  const publicHost = options.publicUrl === undefined ? undefined : new URL(options.publicUrl).host;

  return function guard(request) {
    const host = hostOf(request);
    if (options.demo && !isLoopbackHost(host)) {
      return {
        field: 'Host',
        detail: 'the demonstration answers only when it is called as localhost or 127.0.0.1',
      };
    }
    const site = request.headers.get('sec-fetch-site');
    if (site === 'cross-site' || site === 'same-site') {
      return isPlainLink(request) ? undefined : { field: 'Sec-Fetch-Site', detail: `the request is ${site}` };
    }
    const origin = request.headers.get('origin');
    if (origin === null) return undefined;
    const from = URL.canParse(origin) ? new URL(origin).host : undefined;
    if (from !== undefined && (from === host || from === publicHost)) return undefined;
    return {
      field: 'Origin',
      detail: 'the request comes from another page; behind a proxy set PUBLIC_URL to the address people use',
    };
  };
};

const hostOf = (request: Request): string =>
  (request.headers.get('host') ?? new URL(request.url).host).toLowerCase();

/** Whether a `Host` header names this machine. */
export const isLoopbackHost = (host: string): boolean =>
  URL.canParse(`http://${host}`) && isLoopback(new URL(`http://${host}`).hostname);

/** A link somebody followed to a page. The API is not a page. */
const isPlainLink = (request: Request): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  request.headers.get('sec-fetch-mode') === 'navigate' &&
  request.headers.get('sec-fetch-dest') === 'document' &&
  !request.headers.has('origin') &&
  !/^\/(v1|metrics)(\/|$)/.test(new URL(request.url).pathname);
