import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Answer, answerJson, localServer } from '../../../../test/support/local-server.ts';
import type { OutboundContent } from '../../model/content.ts';
import type { SendContext } from '../channel.ts';
import { send } from './send.ts';

const token = 'EAAtesttoken';
const hello = { content: { kind: 'text', text: 'Hola' } as OutboundContent };
const taken = {
  messaging_product: 'whatsapp',
  contacts: [{ input: '+34600111222', wa_id: '34600111222' }],
  messages: [{ id: 'wamid.CCC1' }],
};

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const { stop } of started.splice(0)) await stop();
});

async function server(answer: Answer) {
  const one = await localServer(answer);
  started.push(one);
  return one;
}

const context = (baseUrl: string, more: Partial<SendContext> = {}): SendContext => ({
  account: { providerId: '555' },
  accessToken: token,
  baseUrl,
  version: 'v25.0',
  fetch,
  signal: new AbortController().signal,
  now: Date.UTC(2026, 10, 21),
  to: { waId: '34600111222' },
  correlationId: 'ctl1.a',
  ...more,
});

const sendTo = async (answer: Answer, more?: Partial<SendContext>) =>
  send(hello, context((await server(answer)).url, more));

describe('send', () => {
  it('posts one body to the number and reads the answer', async () => {
    const { url, seen } = await server(answerJson(200, taken));
    expect(await send({ ...hello, replyTo: 'wamid.AAA1' }, context(`${url}/`))).toEqual({
      state: 'accepted',
      providerId: 'wamid.CCC1',
      waId: '34600111222',
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/v25.0/555/messages',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    expect(JSON.parse(String(seen[0]?.body))).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+34600111222',
      type: 'text',
      text: { body: 'Hola' },
      context: { message_id: 'wamid.AAA1' },
      biz_opaque_callback_data: 'ctl1.a',
    });
  });

  it.each([
    [{ input: 'ES.1', user_id: 'ES.1' }, 'accepted', { userId: 'ES.1' }],
    [{ input: 'ES.1', wa_id: 'ES.1' }, 'accepted', { userId: 'ES.1' }],
    [{ input: '1', wa_id: '1' }, 'held_for_quality_assessment', { waId: '1', held: true }],
    [{ input: '1', wa_id: '1' }, 'paused', { waId: '1', held: true }],
    [undefined, undefined, {}],
  ])('reads contact %j and status %s', async (contact, message_status, more) => {
    const answer = {
      ...taken,
      contacts: contact && [contact],
      messages: [{ id: 'wamid.C', message_status }],
    };
    expect(await sendTo(answerJson(200, answer))).toEqual({
      state: 'accepted',
      providerId: 'wamid.C',
      ...more,
    });
  });

  it('carries a correlation id of 512 characters', async () => {
    expect(await sendTo(answerJson(200, taken), { correlationId: 'x'.repeat(512) })).toMatchObject({
      state: 'accepted',
    });
  });

  it('is rejected with the class of the code', async () => {
    const error = { message: '(#131047) Re-engagement message', code: 131047, fbtrace_id: 'AbC' };
    expect(await sendTo(answerJson(400, { error }))).toMatchObject({
      state: 'rejected',
      error: {
        class: 'needs-template',
        kind: 'window_closed',
        providerCode: 131047,
        httpStatus: 400,
        traceId: 'AbC',
      },
    });
  });

  it('is rejected for a while with 429 and Retry-After', async () => {
    const answer = answerJson(429, { error: { code: 80007 } }, { 'retry-after': '120' });
    expect(await sendTo(answer)).toMatchObject({
      state: 'rejected',
      error: { class: 'retry-later', providerCode: 80007, retryAfterMs: 120_000 },
    });
  });

  it('is rejected for a while with 500 and 131057, which is a refusal', async () => {
    expect(await sendTo(answerJson(500, { error: { code: 131057 } }))).toMatchObject({
      state: 'rejected',
      error: { class: 'retry-later' },
    });
  });

  it.each<[string, Answer]>([
    ['500 with a code that may have been processed', answerJson(500, { error: { code: 131000 } })],
    ['400 with a code that may have been processed', answerJson(400, { error: { code: 1 } })],
    ['a transient error', answerJson(400, { error: { code: 100, is_transient: true } })],
    ['503 without a body', (_, response) => void response.writeHead(503).end()],
    ['502 in HTML', (_, response) => void response.writeHead(502).end('<h1>Bad gateway</h1>')],
    ['404 in HTML', (_, response) => void response.writeHead(404).end('<h1>Not found</h1>')],
    ['200 without a message', answerJson(200, { messaging_product: 'whatsapp', messages: [] })],
    ['200 that is no JSON', (_, response) => void response.end('OK')],
    ['200 without a body', (_, response) => void response.end()],
    ['a huge answer', (_, response) => void response.end(`{"a":"${'x'.repeat(2_000_000)}"}`)],
    ['a redirect', (_, response) => void response.writeHead(307, { location: '/elsewhere' }).end()],
    ['a reset before the answer', (_, response) => void response.socket?.destroy()],
    [
      'a reset within the answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': 900 });
        response.write('{"messages":[{"id":', () => response.socket?.destroy());
      },
    ],
  ])('is unknown after %s', async (_, answer) => {
    const { url, seen } = await server(answer);
    const result = await send(hello, context(url));
    expect(result).toMatchObject({ state: 'unknown', reason: expect.stringMatching(/^[A-Z]/) });
    expect(seen).toHaveLength(1);
    expect(JSON.stringify(result)).not.toContain(token);
  });

  it('tells more about an unknown outcome where the platform did', async () => {
    expect(await sendTo(answerJson(500, { error: { code: 131016 } }))).toMatchObject({
      state: 'unknown',
      error: { class: 'reconcile', providerCode: 131016 },
    });
  });

  it('is unknown when the time is up before an answer, or within it', async () => {
    const late: Answer = () => {};
    const halfway: Answer = (_, response) => void response.writeHead(200).write('{"messages":');
    for (const answer of [late, halfway]) {
      expect(await sendTo(answer, { signal: AbortSignal.timeout(60) })).toEqual({
        state: 'unknown',
        reason: expect.stringMatching(/time allowed|too long/),
      });
    }
  });

  it('is not sent when the signal fired before, and nobody is called', async () => {
    const { url, seen } = await server(answerJson(200, taken));
    expect(await send(hello, context(url, { signal: AbortSignal.abort() }))).toMatchObject({
      state: 'not-sent',
    });
    expect(seen).toEqual([]);
  });

  it('is not sent when nobody listens', async () => {
    const { url, stop } = await localServer(() => {});
    await stop();
    expect(await send(hello, context(url))).toEqual({
      state: 'not-sent',
      reason: 'No connection to WhatsApp (ECONNREFUSED)',
    });
  });

  it('is not sent when the port may not be called', async () => {
    expect(await send(hello, context('http://127.0.0.1:1'))).toMatchObject({ state: 'not-sent' });
  });

  it('is not sent when the name is not known', async () => {
    const fails = failing({
      cause: { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'graph.example' },
    });
    const result = await send(hello, context('https://graph.example', { fetch: fails }));
    expect(result).toEqual({ state: 'not-sent', reason: 'No connection to WhatsApp (ENOTFOUND)' });
  });

  it('is not sent when the other side speaks no TLS', async () => {
    const { port } = await server(answerJson(200, taken));
    expect(await send(hello, context(`https://127.0.0.1:${port}`))).toMatchObject({ state: 'not-sent' });
  });

  it('is not sent when the other side hangs up on every connection', async () => {
    const { port, stop } = await localServer(() => {});
    const probe = connect(port, '127.0.0.1');
    await new Promise((resolve) => probe.once('connect', resolve));
    probe.destroy();
    await stop();
    expect(await send(hello, context(`http://127.0.0.1:${port}`))).toMatchObject({ state: 'not-sent' });
  });

  it.each([
    [{ code: 'ECONNREFUSED' }, 'not-sent'],
    [{ code: 'EHOSTUNREACH', syscall: 'connect' }, 'not-sent'],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, 'not-sent'],
    [{ code: 'ETIMEDOUT', syscall: 'read' }, 'unknown'],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'not-sent'],
    [{ code: 'CERT_HAS_EXPIRED' }, 'not-sent'],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'not-sent'],
    [{ code: 'ECONNRESET' }, 'unknown'],
    [{ code: 'EPIPE' }, 'unknown'],
    [{ code: 'UND_ERR_SOCKET' }, 'unknown'],
    [{ code: 'UND_ERR_HEADERS_TIMEOUT' }, 'unknown'],
    [{ errors: [{ code: 'ECONNREFUSED' }, { code: 'ENETUNREACH' }] }, 'not-sent'],
    [{ errors: [{ code: 'ECONNREFUSED' }, { code: 'ECONNRESET' }], code: 'ECONNREFUSED' }, 'unknown'],
    [{}, 'unknown'],
  ])('takes a failure by %j for %s', async (cause, state) => {
    const result = await send(hello, context('https://graph.example', { fetch: failing({ cause }) }));
    expect(result).toMatchObject({ state });
  });

  it.each([undefined, null, 'text', 5, {}])('takes %p thrown by fetch for unknown', async (thrown) => {
    const result = await send(
      hello,
      context('https://graph.example', { fetch: () => Promise.reject(thrown) }),
    );
    expect(result).toMatchObject({ state: 'unknown' });
  });

  it('puts nothing of the network library into the reason', async () => {
    const fails = failing({
      message: `Bearer ${token}`,
      cause: { code: 'bad code', message: 'https://graph.example/x' },
    });
    const result = await send(hello, context('https://graph.example', { fetch: fails }));
    expect(result).toEqual({ state: 'unknown', reason: 'The connection broke before the answer' });
  });

  it('hides the token when the platform repeats it', async () => {
    const answer = answerJson(401, { error: { code: 190, message: `Malformed access token ${token}` } });
    const result = await sendTo(answer);
    expect(result).toMatchObject({
      error: { class: 'fix-config', kind: 'auth', details: 'Malformed access token (hidden)' },
    });
  });
});

const failing =
  (error: object): typeof fetch =>
  () =>
    Promise.reject(Object.assign(new TypeError('fetch failed'), error));

describe('send without a call', () => {
  const never: typeof fetch = () => {
    throw new Error('called');
  };
  const refused = (message: unknown, more: Partial<SendContext> = {}) =>
    send(message as typeof hello, context('https://graph.example', { fetch: never, ...more }));

  it.each<[string, unknown, Partial<SendContext>, object]>([
    [
      'a message beyond a limit',
      { content: { kind: 'text', text: '' } },
      {},
      { kind: 'bad_request', details: 'text is empty. Write something.' },
    ],
    ['no message', undefined, {}, { kind: 'bad_request' }],
    ['nobody to send to', hello, { to: {} }, { kind: 'invalid_recipient' }],
    ['a long correlation id', hello, { correlationId: 'x'.repeat(513) }, { kind: 'bad_request' }],
    ['no correlation id', hello, { correlationId: undefined }, { kind: 'bad_request' }],
    [
      'a pin for one person',
      { content: { kind: 'pin', type: 'pin', messageId: 'a' } },
      {},
      { kind: 'unsupported' },
    ],
    [
      'a one-time code to a user id',
      { content: { kind: 'template', name: 'a', language: 'es', code: '1' } },
      { to: { userId: 'ES.1' } },
      { kind: 'invalid_recipient' },
    ],
  ])('rejects %s', async (_, message, more, error) => {
    expect(await refused(message, more)).toMatchObject({
      state: 'rejected',
      error: { class: 'never-retry', ...error },
    });
  });

  it.each<[string, Partial<SendContext>, string]>([
    ['an empty token', { accessToken: '' }, 'auth'],
    ['a token with a line break', { accessToken: 'a\nb' }, 'auth'],
    ['no token', { accessToken: undefined }, 'auth'],
    ['a base URL that is none', { baseUrl: 'graph' }, 'bad_request'],
    ['another scheme', { baseUrl: 'file://x' }, 'bad_request'],
    ['a password in the base URL', { baseUrl: 'https://a:b@graph.example' }, 'bad_request'],
    ['no number', { account: { providerId: '' } }, 'bad_request'],
    ['a number that climbs', { account: { providerId: '..' } }, 'bad_request'],
  ])('asks to mend the settings with %s', async (_, more, kind) => {
    expect(await refused(hello, more)).toMatchObject({
      state: 'rejected',
      error: { class: 'fix-config', kind, pauses: 'account' },
    });
  });
});
