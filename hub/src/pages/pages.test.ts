import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { createPages } from './index.ts';

const at = 'http://hub.test';
const pages = (options: Partial<Parameters<typeof createPages>[0]> = {}) =>
  createPages({ demo: true, sandbox: true, version: '0', signedIn: () => false, ...options });
const get = (path: string, headers: Record<string, string> = {}, of = pages()) =>
  of.fetch(new Request(at + path, { headers }));

describe('pages', () => {
  it('answer what is theirs and nothing else', async () => {
    for (const path of [
      '/',
      '/c/cv_01a2',
      '/templates',
      '/routing',
      '/events',
      '/subscriptions',
      '/deliveries',
      '/health',
      '/sign-in',
      '/phone',
    ])
      expect([path, (await get(path))?.status]).toEqual([path, 200]);
    for (const path of [
      '/v1/events',
      '/c/x',
      '/assets/console/words/en.ts',
      '/assets/console/../../main.ts',
      '/nothing',
    ])
      expect([path, await get(path)]).toEqual([path, undefined]);
    expect(await pages().fetch(new Request(`${at}/`, { method: 'POST' }))).toBeUndefined();
    expect(await get('/phone', {}, pages({ sandbox: false }))).toBeUndefined();
  });

  it.each([
    ['en', ['Inbox', 'Templates', 'Routing', 'Subscriptions', 'Deliveries', 'Events', 'Health', 'Phone']],
    [
      'es',
      ['Bandeja', 'Plantillas', 'Reparto', 'Suscripciones', 'Entregas', 'Eventos', 'Estado', 'Teléfono'],
    ],
  ])('have one menu in %s, the phone too, and say which of them one is on', async (language, labels) => {
    const menuOf = async (path: string, of = pages()) => {
      const html = (await (await get(path, { 'accept-language': language }, of))?.text()) ?? '';
      const [, nav = ''] = /<nav[^>]*>(.*?)<\/nav>/s.exec(html) ?? [];
      return [...nav.matchAll(/<a href="([^"]+)"( aria-current="page")?>([^<]+)/g)];
    };
    const menu = await menuOf('/');
    expect(menu.map(([, , , label]) => label)).toEqual(labels);
    const paths = menu.map(([, href = '']) => href);
    for (const path of paths) {
      const there = await menuOf(path);
      expect(there.map(([, href]) => href)).toEqual(paths);
      expect(there.map(([, , , label]) => label)).toEqual(labels);
      expect(there.filter(([, , here]) => here).map(([, href]) => href)).toEqual([path]);
    }
    const real = await menuOf('/', pages({ sandbox: false }));
    expect(real.map(([, , , label]) => label)).toEqual(labels.slice(0, -1));
  });

  it('let nothing run that is not served from here', async () => {
    const answer = await get('/');
    const policy = answer?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const html = (await answer?.text()) ?? '';
    expect(html).not.toMatch(/ style=| on\w+=/);
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it('send whoever is not signed in to sign in', async () => {
    const asked = await get('/c/cv_1', {}, pages({ demo: false, sandbox: false }));
    expect([asked?.status, asked?.headers.get('location')]).toEqual([303, '/sign-in']);
    const known = await get('/c/cv_1', {}, pages({ demo: false, sandbox: false, signedIn: () => true }));
    expect(known?.status).toBe(200);
    expect(await known?.text()).toContain('id="sign-out"');
  });

  it('speak the language that was chosen, or the browser prefers', async () => {
    const language = async (headers: Record<string, string>) =>
      /<html lang="(\w+)"/.exec((await (await get('/', headers))?.text()) ?? '')?.[1];
    expect(await language({})).toBe('en');
    expect(await language({ 'accept-language': 'de, es-MX;q=0.8, en;q=0.5' })).toBe('es');
    expect(await language({ 'accept-language': 'es', cookie: 'a=b; centralita_language=en' })).toBe('en');
    const chosen = await get('/events?language=es');
    expect([chosen?.status, chosen?.headers.get('location')]).toEqual([303, '/events']);
    expect(chosen?.headers.get('set-cookie')).toContain('centralita_language=es');
  });

  it('serve scripts without types, every import found, and say when they are unchanged', async () => {
    const of = pages();
    const seen = new Set<string>();
    const walk = async (path: string): Promise<void> => {
      if (seen.has(path)) return;
      seen.add(path);
      const answer = await get(path, {}, of);
      expect([path, answer?.status]).toEqual([path, 200]);
      const text = (await answer?.text()) ?? '';
      for (const [, name] of text.matchAll(/(?:from|import)\s+'([^']+)'/g))
        await walk(new URL(name ?? '', at + path).pathname);
    };
    for (const path of [
      '/',
      '/templates',
      '/routing',
      '/subscriptions',
      '/deliveries',
      '/events',
      '/health',
      '/sign-in',
      '/phone',
    ]) {
      const html = (await (await get(path, {}, of))?.text()) ?? '';
      for (const [, name] of html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) await walk(name ?? '');
    }
    expect(seen.size).toBeGreaterThan(20);
    const path = '/assets/phone/dom.client.js';
    const etag = (await get(path, {}, of))?.headers.get('etag') ?? '';
    const packed = await get(path, { 'accept-encoding': 'gzip, br' }, of);
    expect(packed?.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(await (packed as Response).arrayBuffer()).toString()).toBe(
      await (await get(path, {}, of))?.text(),
    );
    expect((await get(path, { 'if-none-match': etag }, of))?.status).toBe(304);
  });

  it('bring what they will ask first, read after the cursor they go on from, and nothing a script could break out of', async () => {
    const asked: string[] = [];
    const ask = async (_: Request, path: string) => {
      asked.push(path);
      if (path.endsWith('/notes')) throw new Error('no notes today');
      return path.startsWith('/v1/audit') ? undefined : { path, evil: '</script><script>alert(1)</script>' };
    };
    const html = (await (await get('/c/cv_1', {}, pages({ ask })))?.text()) ?? '';
    expect(asked[0]).toBe('/v1/events?after=now&limit=1');
    const text = /<script type="application\/json" id="first">([^<]*)<\/script>/.exec(html)?.[1] ?? '';
    const first = JSON.parse(text) as Record<string, { path: string }>;
    expect(Object.keys(first)).toContain('/v1/conversations/cv_1/messages?limit=50');
    expect(Object.keys(first).some((path) => /notes|audit/.test(path))).toBe(false);
    for (const [path, answer] of Object.entries(first)) expect(answer.path).toBe(path);
  });
});
