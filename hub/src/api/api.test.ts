import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { examples } from './openapi/examples.ts';
import { createKit, type Kit, problemIn } from './testing/kit.ts';

let kit: Kit;
let key: string;
beforeEach(async () => {
  kit = createKit();
  key = await kit.newKey(['admin']);
});
afterEach(() => kit.close());

const send = (body: unknown, headers: Record<string, string> = {}) =>
  kit.fetch('/v1/messages', { method: 'POST', key, body: JSON.stringify(body), headers });
const lastCall = (name: string) => kit.services.calls.filter((call) => call.name === name).at(-1)?.args;

describe('sending', () => {
  it('answers 202 with the message as it was queued', async () => {
    const answer = await send(examples.SendMessage);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual(examples.MessageQueued);
    expect(answer.headers.get('x-request-id')).toMatch(/^rq_/);
    expect(lastCall('messages.send')?.[0]).toEqual(examples.SendMessage);
  });

  it('hands the Idempotency-Key on', async () => {
    await send(examples.SendMessage, { 'idempotency-key': 'order-1' });
    expect(lastCall('messages.send')?.[2]).toEqual({ idempotencyKey: 'order-1' });
  });

  it.each(['', 'a'.repeat(256), 'caf\u00e9'])('refuses %j as an Idempotency-Key', async (text) => {
    const problem = await problemIn(await send(examples.SendMessage, { 'idempotency-key': text }));
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request', field: 'Idempotency-Key' });
  });

  it('waits for the outcome when that is preferred', async () => {
    const answer = await send(examples.SendMessage, { prefer: 'respond-async, wait=10' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('preference-applied')).toBe('wait=10');
    expect(((await answer.json()) as { state: string }).state).toBe('accepted');
    expect(lastCall('messages.outcome')?.slice(0, 2)).toEqual([examples.MessageQueued.id, 10_000]);
  });

  it('answers 202 when the outcome is not known in time', async () => {
    kit.services.outcomeState = 'sending';
    const answer = await send(examples.SendMessage, { prefer: 'wait=1' });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('preference-applied')).toBe('wait=1');
  });

  it.each(['wait=0', 'wait=61', 'wait=soon', 'wait='])(
    'refuses Prefer: %s before anything is sent',
    async (prefer) => {
      expect(await problemIn(await send(examples.SendMessage, { prefer }))).toMatchObject({
        code: 'invalid_request',
        field: 'Prefer',
      });
      expect(lastCall('messages.send')).toBeUndefined();
    },
  );

  it.each([
    [{}, 'content', 'content is missing. It must be an object.'],
    [{ content: { text: 'x' } }, 'content.kind', 'content.kind is missing. It says what is sent'],
    [{ content: { kind: 'txet' } }, 'content.kind', 'Did you mean "text"?'],
    [
      { content: { kind: 'text' }, chanelAccountId: 'x' },
      'chanelAccountId',
      'Did you mean "channelAccountId"?',
    ],
    [
      { content: { kind: 'text' }, conversationId: 'x' },
      'conversationId',
      'must be an id that begins with cv_',
    ],
    [{ content: { kind: 'text' }, purpose: 'marketting' }, 'purpose', 'Did you mean "marketing"?'],
    [{ content: { kind: 'text' }, expiresAt: 'soon' }, 'expiresAt', 'It must be a number.'],
    [[], 'body', 'the body is of another kind. It must be an object.'],
  ])('names the field and the fix for %j', async (body, field, detail) => {
    const problem = await problemIn(await send(body));
    expect(problem).toMatchObject({
      status: 400,
      mediaType: 'application/problem+json',
      code: 'invalid_request',
      field,
      detail: expect.stringContaining(detail),
    });
  });

  it('leaves what a kind holds to the channel', async () => {
    const content = { kind: 'text', anything: { deep: true } };
    expect((await send({ to: '1', content })).status).toBe(202);
    expect(lastCall('messages.send')?.[0]).toEqual({ to: '1', content });
  });
});

describe('bodies', () => {
  const post = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
    kit.fetch('/v1/messages', { method: 'POST', key, body, headers, duplex: 'half' } as RequestInit);

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
    '',
  ])('refuses them as %j', async (type) => {
    expect(await problemIn(await post('{}', { 'content-type': type }))).toMatchObject({
      status: 415,
      code: 'not_json',
    });
  });

  it.each(['application/json; charset=utf-8', 'application/vnd.shop+json'])(
    'takes them as %j',
    async (type) => {
      expect((await post(JSON.stringify(examples.SendMessage), { 'content-type': type })).status).toBe(202);
    },
  );

  it.each(['{', 'a=b', '\u0000'])('refuses %j, which is not JSON', async (text) => {
    expect(await problemIn(await post(text))).toMatchObject({
      status: 400,
      code: 'invalid_request',
      field: 'body',
    });
  });

  it('refuses a missing one where one is needed', async () => {
    const answer = await kit.fetch('/v1/messages', { method: 'POST', key });
    expect(await problemIn(answer)).toMatchObject({ status: 415, code: 'not_json' });
  });

  it('refuses one that is announced as larger than 1 MB unread', async () => {
    expect(await problemIn(await post('x'.repeat(1_048_577)))).toMatchObject({
      status: 413,
      code: 'payload_too_large',
    });
  });

  it('stops reading one that turns out larger', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled++;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    expect(await problemIn(await post(endless))).toMatchObject({ status: 413 });
    expect(pulled).toBeLessThan(25);
  });
});

describe('paths', () => {
  it('answers 404 with a problem where there is nothing', async () => {
    expect(await problemIn(await kit.fetch('/v1/nothing', { key }))).toMatchObject({
      status: 404,
      mediaType: 'application/problem+json',
      code: 'not_found',
    });
  });

  it('answers 405 and says what there is', async () => {
    const answer = await kit.fetch('/v1/messages', { key });
    expect(answer.headers.get('allow')).toBe('POST');
    expect(await problemIn(answer)).toMatchObject({ status: 405, code: 'method_not_allowed' });
  });

  it.each(['/v1/messages/ms_x', '/v1/conversations/ct_0123456789abcdef', '/v1/contacts/..%2f..%2fetc'])(
    'answers 404 for %s, which is no id',
    async (path) => {
      expect(await problemIn(await kit.fetch(path, { key }))).toMatchObject({
        status: 404,
        code: 'not_found',
      });
    },
  );

  it('answers HEAD like GET, without a body', async () => {
    const answer = await kit.fetch('/healthz', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('asks the sandbox and the console for what is not its own', async () => {
    const other = createKit({
      extra: {
        fetch: async (request) =>
          new URL(request.url).pathname === '/sandbox/' ? new Response('phone') : undefined,
      },
      console: { fetch: async () => Response.redirect('http://localhost:3000/') },
    });
    try {
      expect(await (await other.fetch('/sandbox/')).text()).toBe('phone');
      const page = await other.fetch('/anything');
      expect([page.status, page.headers.get('x-request-id')]).toEqual([302, expect.stringMatching(/^rq_/)]);
    } finally {
      await other.close();
    }
  });
});

describe('queries', () => {
  it.each([
    ['/v1/conversations?state=opened', 'state[0]', 'Did you mean "open"?'],
    ['/v1/conversations?sate=open', 'sate', 'Did you mean "state"?'],
    ['/v1/conversations?limit=0', 'limit', 'It must be at least 1.'],
    ['/v1/conversations?limit=201', 'limit', 'It must be at most 200.'],
    ['/v1/conversations?limit=ten', 'limit', 'must be a whole number'],
    ['/v1/conversations?limit=1&limit=2', 'limit', 'is given twice'],
    ['/v1/events?types=message.received,message.recieved', 'types[1]', 'Did you mean "message.received"?'],
    ['/v1/templates', 'channelAccountId', 'is missing'],
    ['/v1/accounts?x=1', 'x', 'takes no parameters'],
  ])('names what is wrong in %s', async (path, field, detail) => {
    expect(await problemIn(await kit.fetch(path, { key }))).toMatchObject({
      status: 400,
      code: 'invalid_request',
      field,
      detail: expect.stringContaining(detail),
    });
  });
});

describe('what goes wrong inside', () => {
  it('is told as internal, without a word of what it was', async () => {
    kit.services.contacts.list = async () => {
      throw new Error('secret ctl_0123456789abcdef_abc in a stack');
    };
    const answer = await kit.fetch('/v1/contacts', { key });
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({
      code: 'internal',
      requestId: answer.headers.get('x-request-id'),
    });
    expect(text).not.toMatch(/secret|stack/);
    const logged = kit.lines.join('');
    expect(logged).toContain(answer.headers.get('x-request-id'));
    expect(logged).not.toContain('0123456789abcdef_abc');
  });

  it.each([[{ nothing: true }], ['text'], [null]])('is an answer even when %j was thrown', async (thrown) => {
    kit.services.contacts.list = async () => {
      throw thrown;
    };
    expect((await kit.fetch('/v1/contacts', { key })).status).toBe(500);
  });
});
