import { afterEach, describe, expect, it } from '@jest/globals';
import { type Answer, answerJson, localServer } from '../../../../test/support/local-server.ts';
import type { CallContext } from '../channel.ts';
import { doctor } from './doctor.ts';
import { markRead } from './mark-read.ts';
import { listTemplates } from './templates.ts';
import { uploadMedia } from './upload.ts';

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const { stop } of started.splice(0)) await stop();
});

async function server(answer: Answer) {
  const one = await localServer(answer);
  started.push(one);
  const context: CallContext = {
    account: { providerId: '555', businessId: '777' },
    accessToken: 'EAAtesttoken',
    baseUrl: one.url,
    version: 'v25.0',
    fetch,
    signal: new AbortController().signal,
    now: 0,
  };
  return { ...one, context };
}

describe('markRead', () => {
  it('marks, and shows typing when asked', async () => {
    const { context, seen } = await server(answerJson(200, { success: true }));
    expect(await markRead('wamid.AAA1', context)).toEqual({ ok: true, value: true });
    expect(await markRead('wamid.AAA1', { ...context, typing: true })).toEqual({ ok: true, value: true });
    const mark = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.AAA1' };
    expect(seen.map(({ url, body }) => [url, JSON.parse(String(body))])).toEqual([
      ['/v25.0/555/messages', mark],
      ['/v25.0/555/messages', { ...mark, typing_indicator: { type: 'text' } }],
    ]);
  });

  it('says why not, without the message id', async () => {
    const details = 'Message with message ID: wamid.HBgLMTM0 is outgoing.';
    const { context } = await server(answerJson(400, { error: { code: 100, error_data: { details } } }));
    const result = await markRead('wamid.HBgLMTM0', context);
    expect(result).toMatchObject({ ok: false, error: { class: 'never-retry', providerCode: 100 } });
    expect(JSON.stringify(result)).not.toContain('HBgL');
  });

  it.each<[string, Answer]>([
    ['an odd answer', answerJson(200, { success: false })],
    ['a fault', answerJson(503, { error: { code: 2 } })],
    ['a reset', (_, response) => void response.socket?.destroy()],
  ])('may be repeated after %s', async (_, answer) => {
    const { context } = await server(answer);
    expect(await markRead('a', context)).toMatchObject({ ok: false, error: { class: 'retry-later' } });
  });
});

const fields = 'id%2Cname%2Ccategory%2Cstatus%2Clanguage%2Ccomponents%2Cparameter_format';
const entry = (name: string) => ({
  id: `t-${name}`,
  name,
  language: 'es',
  status: 'APPROVED',
  category: 'UTILITY',
});

/** Two pages; the cursor of the second is `c1`. `next` points elsewhere and must not be followed. */
const twoPages: Answer = ({ url }, response) => {
  const second = url.includes('after=c1');
  const next = second ? {} : { next: 'http://127.0.0.1:9/steal?access_token=x' };
  const paging = { cursors: { before: 'b', after: second ? 'c2' : 'c1' }, ...next };
  answerJson(200, { data: [entry(second ? 'dos' : 'uno')], paging })({} as never, response);
};

describe('listTemplates', () => {
  it('reads all pages by their cursors', async () => {
    const { context, seen } = await server(twoPages);
    const result = await listTemplates(context);
    expect(result.ok && result.value.items.map(({ name }) => name)).toEqual(['uno', 'dos']);
    expect(result.ok && result.value.after).toBeUndefined();
    expect(seen.map(({ url }) => url)).toEqual([
      `/v25.0/777/message_templates?fields=${fields}&limit=100`,
      `/v25.0/777/message_templates?fields=${fields}&after=c1&limit=100`,
    ]);
  });

  it('reads one page when asked for one', async () => {
    const { context, seen } = await server(twoPages);
    expect(await listTemplates(context, { limit: 5 })).toMatchObject({ ok: true, value: { after: 'c1' } });
    expect(await listTemplates(context, { after: 'c1' })).toEqual({
      ok: true,
      value: { items: [{ ...entry('dos'), parameterFormat: 'POSITIONAL', components: [] }] },
    });
    expect(seen[0]?.url).toContain('limit=5');
  });

  it('keeps what a template is made of and drops what is none', async () => {
    const components = [{ type: 'BODY', text: 'Hola {{nombre}}' }];
    const data = [
      { ...entry('a'), parameter_format: 'NAMED', components: [...components, 7] },
      null,
      { name: 'b' },
      5,
    ];
    const { context } = await server(answerJson(200, { data }));
    expect(await listTemplates(context)).toEqual({
      ok: true,
      value: { items: [{ ...entry('a'), parameterFormat: 'NAMED', components }] },
    });
  });

  it('ends when the platform gives the same cursor for ever', async () => {
    const paging = { cursors: { after: 'same' }, next: 'https://example.com' };
    const { context, seen } = await server(answerJson(200, { data: [], paging }));
    expect(await listTemplates(context)).toMatchObject({ ok: true });
    expect(seen).toHaveLength(2);
  });

  it('tells that a cursor is stale', async () => {
    const { context } = await server(answerJson(400, { error: { code: 131059, message: 'bad cursor' } }));
    expect(await listTemplates(context, { after: 'old' })).toMatchObject({
      ok: false,
      error: { providerCode: 131059, nextStep: 'Read the list again from its first page.' },
    });
  });

  it('needs the business account', async () => {
    const { context, seen } = await server(twoPages);
    const result = await listTemplates({ ...context, account: { providerId: '555' } });
    expect(result).toMatchObject({ ok: false, error: { class: 'fix-config' } });
    expect(seen).toEqual([]);
  });
});

describe('uploadMedia', () => {
  const bytes = new TextEncoder().encode('%PDF-1.7 …');

  it('uploads a form and returns the id', async () => {
    const { context, seen } = await server(answerJson(200, { id: '9001' }));
    const file = { bytes, mimeType: 'application/pdf', filename: 'factura ñ.pdf' };
    expect(await uploadMedia(file, context)).toEqual({ ok: true, value: { id: '9001' } });
    const [{ url = '', headers = {}, body = '' } = {}] = seen;
    expect(url).toBe('/v25.0/555/media');
    const type = String(headers['content-type']);
    const form = await new Response(body, { headers: { 'content-type': type } }).formData();
    expect(form.get('messaging_product')).toBe('whatsapp');
    expect(form.get('type')).toBe('application/pdf');
    const part = form.get('file') as File;
    expect([part.name, part.type, await part.text()]).toEqual([
      'factura ñ.pdf',
      'application/pdf',
      '%PDF-1.7 …',
    ]);
  });

  it.each([
    [5_242_880, 'image/jpeg'],
    [512_000, 'image/webp'],
    [16_777_216, 'audio/ogg; codecs=opus'],
    [16_777_216, 'VIDEO/mp4'],
    [104_857_600, 'application/pdf'],
  ])('takes %i bytes of %s and no more', async (most, mimeType) => {
    const { context } = await server(answerJson(200, { id: '1' }));
    const local = { ...context, fetch: () => Promise.resolve(Response.json({ id: '1' })) };
    expect(await uploadMedia({ bytes: new Uint8Array(most), mimeType }, local)).toMatchObject({ ok: true });
    expect(await uploadMedia({ bytes: new Uint8Array(most + 1), mimeType }, local)).toMatchObject({
      ok: false,
      error: { kind: 'media', class: 'never-retry' },
    });
  });

  it.each([
    ['no type', { bytes, mimeType: 'pdf' }],
    ['a type with a line break', { bytes, mimeType: 'a/b\r\nx: y' }],
    ['an empty file', { bytes: new Uint8Array(), mimeType: 'a/b' }],
  ])('refuses %s', async (_, file) => {
    const { context, seen } = await server(answerJson(200, { id: '1' }));
    expect(await uploadMedia(file, context)).toMatchObject({ ok: false, error: { kind: 'media' } });
    expect(seen).toEqual([]);
  });
});

describe('doctor', () => {
  const healthy = {
    id: '555',
    verified_name: 'Tienda',
    display_phone_number: '+34 600 11 12 22',
    quality_rating: 'GREEN',
    status: 'CONNECTED',
    name_status: 'APPROVED',
    throughput: { level: 'STANDARD' },
  };
  const platform =
    (number: object, apps: unknown[], templates: object[]): Answer =>
    ({ url }, response) => {
      const data = url.includes('/subscribed_apps') ? apps : templates;
      answerJson(200, url.includes('/555?') ? number : { data })({} as never, response);
    };
  const verdicts = async (answer: Answer) => {
    const { context } = await server(answer);
    return (await doctor(context)).map(({ name, ok }) => `${name}: ${ok ? 'ok' : 'amiss'}`);
  };

  it('passes a healthy account', async () => {
    const { context, seen } = await server(
      platform(healthy, [{ whatsapp_business_api_data: {} }], [entry('a')]),
    );
    expect(await doctor(context)).toEqual([
      { name: 'access token', ok: true, detail: 'accepted' },
      { name: 'number', ok: true, detail: 'Tienda, +34 600 11 12 22, CONNECTED, throughput STANDARD' },
      { name: 'quality', ok: true, detail: 'GREEN' },
      { name: 'display name', ok: true, detail: 'APPROVED' },
      { name: 'webhook subscription', ok: true, detail: '1 app(s) receive the webhooks of this account' },
      { name: 'templates', ok: true, detail: '1 approved of 1' },
    ]);
    expect(seen.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('says what to do about the rest', async () => {
    const ill = { status: 'DISCONNECTED', quality_rating: 'RED', name_status: 'DECLINED' };
    const { context } = await server(platform(ill, [], [{ ...entry('a'), status: 'PAUSED' }]));
    const checks = await doctor(context);
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([
      'number',
      'quality',
      'display name',
      'webhook subscription',
      'templates',
    ]);
    for (const { ok, nextStep } of checks) expect(ok || Boolean(nextStep)).toBe(true);
  });

  it('says first that the token is refused', async () => {
    expect((await verdicts(answerJson(401, { error: { code: 190 } })))[0]).toBe('access token: amiss');
  });

  it('says that nothing could be tried when the platform is away', async () => {
    const { context, stop } = await server(() => {});
    await stop();
    expect((await doctor(context)).map(({ ok }) => ok)).toEqual([false, false, false, false]);
  });
});
