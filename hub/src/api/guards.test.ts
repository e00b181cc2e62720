import { afterEach, describe, expect, it } from '@jest/globals';
import { createGuard } from './guards.ts';
import { createKit, type Kit, problemIn } from './testing/kit.ts';

const kits: Kit[] = [];
const open = (options: Parameters<typeof createKit>[0] = {}): Kit => {
  const kit = createKit(options);
  kits.push(kit);
  return kit;
};
afterEach(async () => {
  for (const kit of kits.splice(0)) await kit.close();
});

const navigation = {
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
};

describe('a page of another site', () => {
  it.each([
    ['GET', '/v1/contacts', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
    ['GET', '/v1/contacts', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
    ['GET', '/v1/contacts', navigation],
    ['GET', '/metrics', navigation],
    ['GET', '/v1/contacts', { origin: 'https://evil.example' }],
    ['GET', '/v1/contacts', { origin: 'null' }],
    ['GET', '/v1/events/stream', { origin: 'http://localhost:8080' }],
    ['POST', '/v1/messages', { origin: 'http://localhost:3001' }],
    ['POST', '/v1/messages', { ...navigation, origin: 'https://evil.example' }],
    ['POST', '/console/session', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
    ['OPTIONS', '/v1/messages', { origin: 'https://evil.example', 'access-control-request-method': 'POST' }],
    [
      'GET',
      '/',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ],
    [
      'GET',
      '/console.js',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
    ],
    ['GET', '/sandbox/state', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
  ])('is refused %s %s with %j, demonstration or not', async (method, path, headers) => {
    for (const demo of [true, false]) {
      const kit = open({ demo, extra: { fetch: async () => new Response('sandbox') } });
      const answer = await kit.fetch(path, { method, headers });
      expect(answer.headers.has('access-control-allow-origin')).toBe(false);
      expect(await problemIn(answer)).toMatchObject({ status: 403, code: 'foreign_origin' });
      expect(kit.services.calls).toEqual([]);
    }
  });

  it('may link to a page', async () => {
    const kit = open({ demo: true, console: { fetch: async () => new Response('console') } });
    expect(await (await kit.fetch('/', { headers: navigation })).text()).toBe('console');
  });
});

describe('the demonstration', () => {
  it.each([
    'evil.example',
    'evil.example:3000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.2',
    '[fe80::1]:3000',
  ])('answers nobody who calls it %s', async (host) => {
    const kit = open({ demo: true });
    const answer = await kit.fetch('/v1/contacts', { headers: { host } });
    expect(await problemIn(answer)).toMatchObject({ status: 403, field: 'Host' });
  });

  it.each([
    'localhost',
    'localhost:3000',
    '127.0.0.1:3000',
    '127.1.2.3',
    '[::1]:3000',
    'LOCALHOST:3000',
    'hub.localhost',
  ])('answers as %s', async (host) => {
    expect((await open({ demo: true }).fetch('/v1/contacts', { headers: { host } })).status).toBe(200);
  });

  it('lets its own pages call it', async () => {
    const headers = {
      origin: 'http://localhost:3000',
      host: 'localhost:3000',
      'sec-fetch-site': 'same-origin',
    };
    expect((await open({ demo: true }).fetch('/v1/contacts', { headers })).status).toBe(200);
  });
});

describe('behind a proxy', () => {
  const from = (origin: string, host: string) =>
    new Request('http://10.0.0.5:3000/v1/contacts', { headers: { origin, host } });

  it('takes the public address as its own', () => {
    const guard = createGuard({ demo: false, publicUrl: 'https://hub.example' });
    expect(guard(from('https://hub.example', '10.0.0.5:3000'))).toBeUndefined();
    expect(guard(from('https://hub.example.evil', '10.0.0.5:3000'))).toMatchObject({ field: 'Origin' });
  });

  it('takes the name it was called by as its own', () => {
    const guard = createGuard({ demo: false });
    expect(guard(from('https://hub.example', 'hub.example'))).toBeUndefined();
  });
});
