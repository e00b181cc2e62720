import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, answerJson, localServer } from '../../../test/support/local-server.ts';
import { CentralitaError } from '../model/codes.ts';
import { createHubClient, type HubClient, type HubClientOptions, HubError } from './index.ts';
import type { ProblemDetails, SendMessageRequest } from './types.ts';

const key = 'ctl_s3cretkey0123456789';
let answer: Answer;
let hub: Awaited<ReturnType<typeof localServer>>;
beforeEach(async () => {
  answer = answerJson(200, {});
  hub = await localServer((seen, response) => answer(seen, response));
});
afterEach(() => hub.stop());

const clientOf = (more: Partial<HubClientOptions> = {}): HubClient =>
  createHubClient({ url: hub.url, key, fetch, ...more });
const rejected = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: Error) => error,
  );
const everything = (error: unknown): string => {
  const { message, stack, cause, ...rest } = error as Error & { cause?: unknown };
  return [message, stack, JSON.stringify(rest), cause ? everything(cause) : ''].join('\n');
};

const ct = 'ct_0123456789abcdef' as never;
const cv = 'cv_0123456789abcdef' as never;
const ms = 'ms_0123456789abcdef' as never;
const request: SendMessageRequest = {
  conversationId: cv,
  content: { kind: 'text', text: 'Sí, de 10 a 14 h 🙂' },
};
const page = { after: 'a b&c', limit: 10 };
const asPage = 'after=a+b%26c&limit=10';
const list = { items: [{ id: 'x' }] };
type Name = keyof HubClient;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What is called → what the hub is asked, what it answers when that is not `{}`, and what comes out of it. */
const calls: readonly (readonly [
  Name,
  (client: HubClient) => Promise<unknown>,
  Method,
  string,
  { readonly body?: unknown; readonly answer?: unknown; readonly result?: unknown }?,
])[] = [
  ['send', (client) => client.send(request), 'POST', '/v1/messages', { body: request }],
  ['message', (client) => client.message(ms), 'GET', `/v1/messages/${ms}`],
  ['accounts', (client) => client.accounts(), 'GET', '/v1/accounts', { answer: list, result: list.items }],
  ['conversations', (client) => client.conversations(), 'GET', '/v1/conversations'],
  [
    'conversations',
    (client) => client.conversations({ ...page, state: 'open', contactId: ct }),
    'GET',
    `/v1/conversations?${asPage}&state=open&contactId=${ct}`,
  ],
  ['conversation', (client) => client.conversation(cv), 'GET', `/v1/conversations/${cv}`],
  ['messages', (client) => client.messages(cv, page), 'GET', `/v1/conversations/${cv}/messages?${asPage}`],
  [
    'markRead',
    (client) => client.markRead(cv),
    'POST',
    `/v1/conversations/${cv}/read`,
    { body: {}, result: undefined },
  ],
  [
    'markRead',
    (client) => client.markRead(cv, { typing: true }),
    'POST',
    `/v1/conversations/${cv}/read`,
    { body: { typing: true }, result: undefined },
  ],
  [
    'contacts',
    (client) => client.contacts({ ...page, phone: '+34600111222' }),
    'GET',
    `/v1/contacts?${asPage}&phone=%2B34600111222`,
  ],
  ['contact', (client) => client.contact(ct), 'GET', `/v1/contacts/${ct}`],
  [
    'updateContact',
    (client) => client.updateContact(ct, { name: 'Ana', tags: [] }),
    'PATCH',
    `/v1/contacts/${ct}`,
    { body: { name: 'Ana', tags: [] } },
  ],
  [
    'eraseContact',
    (client) => client.eraseContact(ct),
    'DELETE',
    `/v1/contacts/${ct}`,
    { result: undefined },
  ],
  [
    'consents',
    (client) => client.consents(ct),
    'GET',
    `/v1/consents?contactId=${ct}`,
    { answer: list, result: list.items },
  ],
  [
    'recordConsent',
    (client) => client.recordConsent({ contactId: ct, state: 'withdrawn', purposes: 'all' }),
    'POST',
    '/v1/consents',
    { body: { contactId: ct, state: 'withdrawn', purposes: 'all' } },
  ],
  [
    'search',
    (client) => client.search('¿50 % más?', page),
    'GET',
    `/v1/search?q=%C2%BF50+%25+m%C3%A1s%3F&${asPage}`,
  ],
  [
    'subscribe',
    (client) =>
      client.subscribe('n8n/pedidos 1', { types: ['message.received'], url: 'https://n8n.example/x' }),
    'PUT',
    '/v1/subscriptions/n8n%2Fpedidos%201',
    { body: { types: ['message.received'], url: 'https://n8n.example/x' } },
  ],
  [
    'subscriptions',
    (client) => client.subscriptions(),
    'GET',
    '/v1/subscriptions',
    { answer: list, result: list.items },
  ],
  [
    'unsubscribe',
    (client) => client.unsubscribe('../x'),
    'DELETE',
    '/v1/subscriptions/..%2Fx',
    { result: undefined },
  ],
  [
    'pauseSubscription',
    (client) => client.pauseSubscription('n'),
    'POST',
    '/v1/subscriptions/n/pause',
    { body: {} },
  ],
  [
    'healthAction',
    (client) => client.healthAction('hubspot', 'retry:ct_1'),
    'POST',
    '/v1/health/hubspot/actions/retry%3Act_1',
    { body: {} },
  ],
  [
    'resumeSubscription',
    (client) => client.resumeSubscription('n'),
    'POST',
    '/v1/subscriptions/n/resume',
    { body: {} },
  ],
  [
    'events',
    (client) =>
      client.events({
        types: ['message.received', 'consent.changed'],
        accounts: ['ca_1', 'ca_2'],
        statuses: ['failed'],
        after: '7',
        limit: 5,
        wait: 30,
      }),
    'GET',
    '/v1/events?types=message.received%2Cconsent.changed&accounts=ca_1%2Cca_2&statuses=failed&after=7&limit=5&wait=30',
  ],
  [
    'deliveries',
    (client) => client.deliveries({ consumer: 'c', state: 'dead', after: undefined }),
    'GET',
    '/v1/deliveries?consumer=c&state=dead',
  ],
  [
    'redrive',
    (client) => client.redrive('17/1'),
    'POST',
    '/v1/deliveries/17%2F1/redrive',
    { body: {}, result: undefined },
  ],
  [
    'redriveAll',
    (client) => client.redriveAll('c'),
    'POST',
    '/v1/deliveries/redrive',
    { body: { consumer: 'c' } },
  ],
];

/** Those that act on a conversation: the method, what it is asked with, the end of the path and the body. */
const acts: typeof calls = (
  [
    ['routeConversation', (client) => client.routeConversation(cv), 'route', {}],
    [
      'moveConversation',
      (client) => client.moveConversation(cv, { team: 'ventas', note: 'n' }),
      'move',
      { team: 'ventas', note: 'n' },
    ],
    [
      'claim',
      (client) => client.claim(cv, { by: 'ana', takeOver: true }),
      'claim',
      { by: 'ana', takeOver: true },
    ],
    ['assign', (client) => client.assign(cv, null, { by: 'ana' }), 'assign', { to: null, by: 'ana' }],
    ['lock', (client) => client.lock(cv, { by: 'ana' }), 'lock', { by: 'ana' }],
    ['tag', (client) => client.tag(cv, { add: ['vip'] }), 'tags', { add: ['vip'] }],
    ['setPriority', (client) => client.setPriority(cv, 5), 'priority', { priority: 5 }],
    ['snooze', (client) => client.snooze(cv, 7, { by: 'ana' }), 'snooze', { until: 7, by: 'ana' }],
    ['close', (client) => client.close(cv), 'close', {}],
    ['reopen', (client) => client.reopen(cv, { by: 'ana' }), 'reopen', { by: 'ana' }],
    ['addNote', (client) => client.addNote(cv, { text: 'ojo' }), 'notes', { text: 'ojo' }],
  ] as const satisfies readonly (readonly [Name, (client: HubClient) => Promise<unknown>, string, unknown])[]
).map(([name, call, path, body]) => [name, call, 'POST', `/v1/conversations/${cv}/${path}`, { body }]);

const listed = { answer: list, result: list.items };
const ruleSet = { rules: [], otherwise: { team: 'ventas' } };
/** What a team's tools ask besides. */
const others: typeof calls = [
  ['notes', (client) => client.notes(cv), 'GET', `/v1/conversations/${cv}/notes`, listed],
  [
    'editNote',
    (client) => client.editNote('nt_1' as never, { text: 'x' }),
    'PATCH',
    '/v1/notes/nt_1',
    { body: { text: 'x' } },
  ],
  [
    'conversationCounts',
    (client) => client.conversationCounts({ userId: 'us_1' as never }),
    'GET',
    '/v1/conversations/counts?userId=us_1',
  ],
  ['conversationByCase', (client) => client.conversationByCase('k7m4 qxpb'), 'GET', '/v1/cases/k7m4%20qxpb'],
  [
    'audit',
    (client) => client.audit({ ...page, conversationId: cv }),
    'GET',
    `/v1/audit?${asPage}&conversationId=${cv}`,
  ],
  ['teams', (client) => client.teams(), 'GET', '/v1/teams', listed],
  ['users', (client) => client.users(), 'GET', '/v1/users', listed],
  [
    'setAway',
    (client) => client.setAway('us_1' as never, true),
    'PATCH',
    '/v1/users/us_1',
    { body: { away: true } },
  ],
  [
    'mergeContacts',
    (client) => client.mergeContacts(ct, 'ct_other' as never, { by: 'ana' }),
    'POST',
    `/v1/contacts/${ct}/merge`,
    { body: { from: 'ct_other', by: 'ana' } },
  ],
  [
    'unmergeContact',
    (client) => client.unmergeContact(ct),
    'POST',
    `/v1/contacts/${ct}/unmerge`,
    { body: {} },
  ],
  ['rules', (client) => client.rules(), 'GET', '/v1/routing/rules'],
  [
    'routeDryRun',
    (client) => client.routeDryRun({ rules: ruleSet, limit: 5 }),
    'POST',
    '/v1/routing/dry-run',
    { body: { rules: ruleSet, limit: 5 } },
  ],
  [
    'templates',
    (client) => client.templates('ca_1', { ...page, status: 'APPROVED' }),
    'GET',
    `/v1/templates?channelAccountId=ca_1&${asPage}&status=APPROVED`,
  ],
  ['health', (client) => client.health(), 'GET', '/v1/health', listed],
  ['figures', (client) => client.figures({ hours: 2 }), 'GET', '/v1/figures?hours=2'],
];

describe('what the hub is asked', () => {
  it.each([...calls, ...acts, ...others])('%s: %#', async (_, call, method, url, more = {}) => {
    const given = more.answer ?? { id: 'x', next: 'y' };
    answer = 'result' in more && more.result === undefined ? answerNothing : answerJson(200, given);
    expect(await call(clientOf())).toEqual('result' in more ? more.result : given);
    expect(hub.seen).toHaveLength(1);
    const [seen] = hub.seen;
    expect([seen?.method, seen?.url]).toEqual([method, url]);
    expect(seen?.headers).toMatchObject({ authorization: `Bearer ${key}`, accept: 'application/json' });
    expect(seen?.headers['content-type']).toBe('body' in more ? 'application/json' : undefined);
    const sent = seen?.body.toString('utf8') ?? '';
    expect(sent === '' ? undefined : JSON.parse(sent)).toEqual(more.body);
  });

  it('is tested for every method', () => {
    // Those that answer no JSON have tests of their own.
    const own = ['stream', 'transcript', 'media', 'uploadMedia'];
    const names = Object.keys(clientOf()).filter((name) => !own.includes(name));
    const tested = new Set([...calls, ...acts, ...others].map(([name]) => name));
    expect([...tested].sort()).toEqual(names.sort());
  });

  it('is a transcript as text', async () => {
    answer = (_, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('Ana: hola');
    expect(await clientOf().transcript(cv, { format: 'text', notes: true })).toBe('Ana: hola');
    expect(hub.seen[0]?.url).toBe(`/v1/conversations/${cv}/transcript?format=text&notes=true`);
  });

  it('is a file, with its type and name', async () => {
    answer = (_, response) =>
      void response
        .writeHead(200, {
          'content-type': 'image/png',
          'content-disposition': "attachment; filename*=UTF-8''%C3%B1u.png",
        })
        .end(Buffer.from([1, 2, 3]));
    const file = await clientOf().media(ms);
    expect(file).toEqual({ bytes: new Uint8Array([1, 2, 3]), mimeType: 'image/png', filename: 'ñu.png' });
    answer = answerJson(404, {
      title: 'Gone',
      status: 404,
      code: 'media_unavailable',
      nextStep: 'Ask again.',
    });
    expect(await rejected(clientOf().media(ms))).toMatchObject({ problem: { code: 'media_unavailable' } });
  });

  it('is given a file as it is', async () => {
    answer = answerJson(201, { id: '17' });
    const file = { bytes: new Uint8Array([9, 8]), mimeType: 'image/png', filename: 'a b.png' };
    expect(await clientOf().uploadMedia('ca_1', file)).toEqual({ id: '17' });
    const [seen] = hub.seen;
    expect(seen?.url).toBe('/v1/media?channelAccountId=ca_1&filename=a+b.png');
    expect(seen?.headers).toMatchObject({ authorization: `Bearer ${key}`, 'content-type': 'image/png' });
    expect([...(seen?.body ?? [])]).toEqual([9, 8]);
    answer = answerJson(422, { title: 'No', status: 422, code: 'content_invalid', nextStep: 'Smaller.' });
    expect(await rejected(clientOf().uploadMedia('ca_1', file))).toMatchObject({
      problem: { code: 'content_invalid' },
    });
  });

  it.each([undefined, ''])('has no key in the demonstration: %j', async (none) => {
    await clientOf({ key: none }).accounts();
    expect(hub.seen[0]?.headers.authorization).toBeUndefined();
  });

  it.each(['', '/', '///'])('does not depend on how the address ends: %j', async (end) => {
    await clientOf({ url: hub.url + end }).message(ms);
    expect(hub.seen[0]?.url).toBe(`/v1/messages/${ms}`);
  });

  it('goes below the path of the address, where the hub stands behind one', async () => {
    await clientOf({ url: `${hub.url}/centralita/` }).message(ms);
    expect(hub.seen[0]?.url).toBe(`/centralita/v1/messages/${ms}`);
  });

  it.each([
    [{ idempotencyKey: 'order-8842', wait: 10 }, 'order-8842', 'wait=10'],
    [{ wait: 0.2 }, undefined, 'wait=1'],
    [{ wait: 600 }, undefined, 'wait=60'],
    [{ wait: 0 }, undefined, undefined],
    [{}, undefined, undefined],
  ])('send with %j', async (options, idempotency, prefer) => {
    await clientOf().send(request, options);
    expect(hub.seen[0]?.headers['idempotency-key']).toBe(idempotency);
    expect(hub.seen[0]?.headers.prefer).toBe(prefer);
  });

  it('is asked once, whatever comes back', async () => {
    answer = answerJson(503, {}, { 'retry-after': '0' });
    await rejected(clientOf().send(request));
    expect(hub.seen).toHaveLength(1);
  });
});

const answerNothing: Answer = (_, response) => {
  response.writeHead(204).end();
};

describe('what the hub refuses', () => {
  const problem: ProblemDetails = {
    type: 'about:blank',
    title: 'The 24-hour window is closed',
    status: 422,
    code: 'window_closed',
    detail: 'since 2026-09-22T14:13:20.000Z',
    field: 'content.kind',
    nextStep: 'Send an approved template, or wait until the customer writes.',
    requestId: 'rq_1',
  };
  const refuse = (status: number, body: string, headers: Record<string, string> = {}): void => {
    answer = (_, response) => {
      response.writeHead(status, headers).end(body);
    };
  };

  it('is a HubError with the whole problem', async () => {
    answer = answerJson(422, problem, { 'content-type': 'application/problem+json' });
    const error = await rejected(clientOf().send(request));
    expect(error).toBeInstanceOf(HubError);
    expect(error).toMatchObject({
      name: 'HubError',
      message: 'The 24-hour window is closed: since 2026-09-22T14:13:20.000Z',
      problem,
      retryAfter: undefined,
    });
  });

  it('is the title alone where there is no detail', async () => {
    const { detail, ...rest } = problem;
    answer = answerJson(422, rest);
    expect((await rejected(clientOf().accounts())).message).toBe(problem.title);
  });

  it.each([
    ['30', 30],
    ['0', undefined],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['soon', undefined],
  ])('reads Retry-After: %s', async (text, seconds) => {
    answer = answerJson(429, { ...problem, status: 429, code: 'too_many_requests' }, { 'retry-after': text });
    expect(await rejected(clientOf().accounts())).toMatchObject({ retryAfter: seconds });
  });

  it.each([
    [502, 'store_unavailable', '<html><body>Bad gateway</body></html>'],
    [401, 'unauthenticated', '<html>Sign in</html>'],
    [403, 'forbidden', '<html>Not from here</html>'],
    [404, 'not_found', ''],
    [404, 'not_found', '{"error":"no such app"}'],
    [405, 'invalid_request', ''],
    [413, 'payload_too_large', '<html>Too large</html>'],
    [429, 'too_many_requests', ''],
    [431, 'invalid_request', ''],
    [500, 'internal', 'null'],
    [501, 'internal', ''],
    [503, 'store_unavailable', '[]'],
    [503, 'store_unavailable', '"down"'],
    [504, 'store_unavailable', ''],
    [520, 'internal', ''],
    [200, 'config_invalid', '<html><body>Welcome to nginx!</body></html>'],
    [200, 'config_invalid', ''],
    [200, 'config_invalid', 'null'],
    [200, 'config_invalid', '"ok"'],
    [200, 'config_invalid', '{"items":['],
    [500, 'internal', '{"title":"x","code":500}'],
    [500, 'internal', '{"title"'],
  ])('is told apart from another server’s %s: %s %s', async (status, code, body) => {
    refuse(status, body, { 'content-type': 'text/html', 'retry-after': '120' });
    const error = await rejected(clientOf().accounts());
    expect(error).toBeInstanceOf(HubError);
    expect(error).toMatchObject({
      problem: { status, code },
      retryAfter: status === 200 ? undefined : 120,
    });
    expect(error.message).toContain(`answered ${status} and is not a Centralita hub`);
    expect((error as HubError).problem.nextStep).toContain('/healthz');
    if (body.length > 10) expect(everything(error)).not.toContain(body);
  });

  it('is a HubError also where the method answers nothing', async () => {
    answer = answerJson(404, { ...problem, status: 404, code: 'not_found' });
    expect(await rejected(clientOf().unsubscribe('x'))).toBeInstanceOf(HubError);
    refuse(200, '<html>Sign in</html>');
    expect(await rejected(clientOf().unsubscribe('x'))).toMatchObject({
      problem: { code: 'config_invalid' },
    });
  });

  it.each([301, 302, 303, 307, 308])('is a redirect %s, which is not followed', async (status) => {
    const elsewhere = await localServer(answerJson(200, {}));
    try {
      answer = (_, response) => {
        response.writeHead(status, { location: `${elsewhere.url}/v1/search?q=secret` }).end('moved');
      };
      const error = await rejected(clientOf().search('secret'));
      expect(error).toBeInstanceOf(HubError);
      expect(error).toMatchObject({
        message: expect.stringContaining(`it leads to ${elsewhere.url}`),
        problem: {
          status,
          code: 'config_invalid',
          field: 'url',
          nextStep: expect.stringMatching(/final address/),
        },
      });
      expect(everything(error)).not.toContain('secret');
      expect(hub.seen).toHaveLength(1);
      expect(elsewhere.seen).toEqual([]);
    } finally {
      await elsewhere.stop();
    }
  });

  it.each([undefined, 'http://', '/v1/elsewhere'])('is a redirect to %j', async (location) => {
    refuse(302, '', location === undefined ? {} : { location });
    const error = await rejected(clientOf().accounts());
    expect(error.message).toMatch(/sends elsewhere, and redirects are not followed(: it leads to http:.*)?$/);
  });

  it('is a redirect of which a browser tells nothing', async () => {
    const opaque = Object.defineProperties(Response.error(), { type: { value: 'opaqueredirect' } });
    const error = await rejected(clientOf({ fetch: async () => opaque }).accounts());
    expect(error).toMatchObject({ problem: { status: 0, code: 'config_invalid' } });
  });
});

describe('what never got an answer', () => {
  it('rejects when nobody listens', async () => {
    const { url } = hub;
    await hub.stop();
    expect((await rejected(clientOf({ url }).accounts())).message).toBe('fetch failed');
  });

  it('ends with the signal', async () => {
    const arrived = Promise.withResolvers<void>();
    answer = () => arrived.resolve();
    const stop = new AbortController();
    const asked = rejected(clientOf({ signal: stop.signal }).send(request));
    await arrived.promise;
    stop.abort();
    expect(await asked).toMatchObject({ name: 'AbortError' });
  });

  it('asks nothing with a signal that has ended', async () => {
    await rejected(clientOf({ signal: AbortSignal.abort() }).accounts());
    expect(hub.seen).toEqual([]);
  });

  it('rejects when the connection breaks in the middle of the answer', async () => {
    answer = async (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      await new Promise<void>((resolve) => {
        response.write('{"items":[', () => resolve());
      });
      response.destroy();
    };
    expect(await rejected(clientOf().accounts())).toMatchObject({ name: 'TypeError', message: 'terminated' });
  });
});

describe('a wrong address', () => {
  it.each([
    ['', /URL .* https:\/\//],
    ['hub.example.com', /URL .* https:\/\//],
    ['localhost:3000', /URL .* https:\/\//],
    ['ftp://hub.example.com', /URL .* https:\/\//],
    ['https:hub.example.com', /URL .* https:\/\//],
    ['https://', /URL .* https:\/\//],
    ['https://hub example.com', /URL .* https:\/\//],
    ['http://hub.example.com:99999', /URL .* https:\/\//],
    ['/v1', /URL .* https:\/\//],
    ['javascript:alert(1)', /URL .* https:\/\//],
    ['https://ana:s3cret@hub.example.com', /name or password/],
    ['https://s3cret@hub.example.com', /name or password/],
    ['https://hub.example.com/?key=s3cret', /must not contain \?/],
    ['https://hub.example.com/?', /must not contain \?/],
    ['https://hub.example.com#s3cret', /or #/],
  ])('is told at once, and by its name: %j', (url, message) => {
    let error: unknown;
    try {
      clientOf({ url });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(CentralitaError);
    expect(error).toMatchObject({
      code: 'config_invalid',
      field: 'url',
      message: expect.stringMatching(message),
    });
    expect(everything(error)).not.toMatch(/s3cret|example/);
  });

  it.each([
    ['capitals', (url: string) => url.replace('http', 'HTTP')],
    ['white space around it', (url: string) => ` \t${url}/ \n`],
  ])('is not one with %s', async (_, change) => {
    await clientOf({ url: change(hub.url) }).message(ms);
    expect(hub.seen[0]?.url).toBe(`/v1/messages/${ms}`);
  });
});

describe('the key', () => {
  const failures: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['refused', () => clientOf().accounts()],
    ['cut off', () => clientOf().send(request)],
    ['no JSON', () => clientOf().contacts()],
    ['a redirect', () => clientOf().deliveries()],
    ['nobody there', () => clientOf({ url: 'http://127.0.0.1:9' }).accounts()],
    ['ended', () => clientOf({ signal: AbortSignal.abort() }).accounts()],
    ['a wrong address', async () => clientOf({ url: 'hub' })],
    ['as the address', async () => clientOf({ url: key })],
    ['in the address', async () => clientOf({ url: `https://${key}@hub.example.com` })],
  ];

  it.each(failures)('is in no error: %s', async (_, call) => {
    answer = ({ url }, response) => {
      if (url.startsWith('/v1/messages')) response.destroy();
      else if (url.startsWith('/v1/contacts')) response.end('<html>');
      else if (url.startsWith('/v1/deliveries')) response.writeHead(302, { location: '/x' }).end();
      else response.writeHead(401).end('{}');
    };
    expect(everything(await rejected(call()))).not.toContain('s3cretkey');
  });

  it.each([`${key}“`, `${key}\n`, ` ${key}`, `Bearer ${key}`, `${key}é`, `${key}\0`, ' '])(
    'that no header takes is told at once: %j',
    (given) => {
      let error: unknown;
      try {
        clientOf({ key: given });
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(CentralitaError);
      expect(error).toMatchObject({ code: 'config_invalid', field: 'key' });
      expect(everything(error)).not.toContain('s3cretkey');
    },
  );

  it('is not in what is asked for, only in its header', async () => {
    await clientOf().search('x');
    expect(hub.seen[0]?.url).not.toContain('s3cretkey');
  });
});
