import type { Caller } from '../../services.ts';
import { callerOf, invalidKey } from '../authenticate.ts';
import { readCookie, writeCookie } from '../cookie.ts';
import { json, nothing, type Route, route } from '../route.ts';
import { openSession } from '../schemas.ts';
import type { RouteParts } from './index.ts';

const view = (caller: Caller) => ({
  name: caller.name,
  scopes: [...caller.scopes],
  ...(caller.accounts ? { accounts: caller.accounts } : {}),
});

/** How the console signs in: the key goes once over the wire and stays out of the browser's storage. */
export const sessionRoutes = ({
  keys,
  sessions,
  publicUrl,
}: Pick<RouteParts, 'keys' | 'sessions' | 'publicUrl'>): Route[] => {
  const secure = publicUrl?.startsWith('https:') ?? false;
  return [
    route({
      id: 'openSession',
      method: 'post',
      path: '/console/session',
      tag: 'Session',
      summary: 'Exchange a key for a session',
      description: 'Sets an HttpOnly cookie that lives for 12 hours.',
      body: openSession,
      bodyExample: 'OpenSession',
      answers: {
        200: {
          description: 'Who is signed in.',
          schema: 'Session',
          example: 'Session',
          headers: { 'Set-Cookie': 'The session.' },
        },
      },
      problems: ['unauthenticated', 'too_many_requests'],
      handle: async ({ body }) => {
        const key = keys.authenticate(body.key.trim());
        if (!key) throw invalidKey();
        const { text, expiresAt } = await sessions.open(key.id);
        const cookie = writeCookie(text, secure, (expiresAt - Date.now()) / 1000);
        return json(view(callerOf(key)), 200, { 'set-cookie': cookie });
      },
    }),
    route({
      id: 'getSession',
      method: 'get',
      path: '/console/session',
      tag: 'Session',
      summary: 'Who is signed in',
      answers: { 200: { description: 'Who, and what they may do.', schema: 'Session', example: 'Session' } },
      handle: ({ caller }) => json(view(caller)),
    }),
    route({
      id: 'endSession',
      method: 'delete',
      path: '/console/session',
      tag: 'Session',
      summary: 'Sign out',
      answers: { 204: { description: 'The session is over.', headers: { 'Set-Cookie': 'Empty.' } } },
      handle: async ({ request }) => {
        const text = readCookie(request);
        if (text !== undefined) await sessions.end(text);
        const answer = nothing();
        answer.headers.set('set-cookie', writeCookie('', secure, 0));
        return answer;
      },
    }),
  ];
};
