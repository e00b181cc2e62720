import type { Ask } from '../pages/first.ts';

/** Asks the API from within, with the cookie and the host of the request for a page. */
export const askWith =
  (fetch: (request: Request) => Promise<Response>): Ask =>
  async (request, path) => {
    const headers = new Headers({ accept: 'application/json' });
    for (const name of ['cookie', 'host']) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    const answer = await fetch(new Request(new URL(path, request.url), { headers }));
    return answer.ok ? answer.json() : undefined;
  };
