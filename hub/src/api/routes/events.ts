import { CentralitaError } from '@centralita/core/model';
import { type Route, route } from '../route.ts';
import { eventsQuery, streamQuery } from '../schemas.ts';
import { accountIdOf } from '../visibility.ts';
import type { RouteParts } from './index.ts';

/** Accounts may be named by their ids at the provider. */
const named = <Q extends { readonly accounts?: readonly string[] | undefined }>(query: Q): Q =>
  query.accounts ? { ...query, accounts: query.accounts.map(accountIdOf) } : query;

export const eventRoutes = ({ services, streams }: Pick<RouteParts, 'services' | 'streams'>): Route[] => [
  route({
    id: 'readEvents',
    method: 'get',
    path: '/v1/events',
    tag: 'Events',
    summary: 'Events in the order they were stored',
    description: 'Give `cursor` as `after` next time. With `wait` the answer waits for the first event.',
    query: eventsQuery,
    answers: { 200: { description: 'A page.', schema: 'EventPage', example: 'EventPage' } },
    problems: ['cursor_expired'],
    handle: async ({ request, caller, query: { wait, ...rest } }) => {
      const waitMs = wait === undefined ? {} : { waitMs: wait * 1000 };
      const page = await services.events.read({ ...named(rest), ...waitMs }, caller, request.signal);
      const tail = JSON.stringify({ cursor: page.cursor, more: page.more }).slice(1);
      return new Response(`{"events":[${page.events.join(',')}],${tail}`, {
        headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
      });
    },
  }),
  route({
    id: 'streamEvents',
    method: 'get',
    path: '/v1/events/stream',
    tag: 'Events',
    summary: 'Events as they come, as server-sent events',
    description:
      '`id` is the cursor: a reader that comes back with it in `Last-Event-ID` misses nothing. A comment every 15 seconds keeps proxies from hanging up. Ends when the key is revoked.',
    headers: { 'Last-Event-ID': 'The `id` read last; wins over `after`.' },
    query: streamQuery,
    answers: {
      200: {
        description: 'Each `data` is one event.',
        schema: 'EventStream',
        example: 'EventStream',
        contentType: 'text/event-stream',
      },
    },
    problems: ['cursor_expired', 'too_many_requests'],
    handle: async ({ request, requestId, caller, session, query }) => {
      const last = request.headers.get('last-event-id');
      if (last !== null && !/^[\x21-\x7e]{1,200}$/.test(last)) {
        throw new CentralitaError('invalid_request', 'this is no cursor', { field: 'Last-Event-ID' });
      }
      const from = { ...named(query), ...(last === null ? {} : { after: last }) };
      return streams.open({
        request,
        requestId,
        ...(caller.keyId === undefined ? {} : { keyId: caller.keyId }),
        ...(session === undefined ? {} : { session }),
        events: (signal) => services.events.stream(from, caller, signal),
      });
    },
  }),
];
