import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { operatorKey } from '../store/keys.ts';
import { createKit, type Kit, problemIn } from './testing/kit.ts';

let kit: Kit;
beforeEach(() => {
  kit = createKit();
});
afterEach(() => kit.close());

const accounts = (init: Parameters<Kit['fetch']>[1] = {}) => kit.fetch('/v1/accounts', init);

describe('a key', () => {
  it('is needed', async () => {
    const answer = await accounts();
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(await problemIn(answer)).toMatchObject({
      status: 401,
      code: 'unauthenticated',
      field: 'Authorization',
    });
  });

  it('works until it is revoked', async () => {
    const key = await kit.newKey(['events:read']);
    expect((await accounts({ key })).status).toBe(200);
    await kit.keys.revoke(kit.keys.list()[0]?.id ?? '');
    expect(await problemIn(await accounts({ key }))).toMatchObject({ status: 401 });
  });

  it.each([
    ['another secret', (key: string) => key.slice(0, -4) + (key.endsWith('AAAA') ? 'BBBB' : 'AAAA')],
    ['another id', (key: string) => key.replace(/^ctl_\w{4}/, 'ctl_ffff')],
    ['less', (key: string) => key.slice(0, -1)],
    ['more', (key: string) => `${key}A`],
    ['nothing', () => ''],
    ['the word alone', () => 'ctl_operator_'],
  ])('with %s is none', async (_what, change) => {
    const key = change(await kit.newKey(['admin']));
    expect((await kit.fetch('/v1/accounts', { headers: { authorization: `Bearer ${key}` } })).status).toBe(
      401,
    );
  });

  it('of another kind is none', async () => {
    const key = await kit.newKey(['admin']);
    for (const authorization of [key, `Basic ${key}`, `Bearer ${key} x`, 'Bearer']) {
      expect((await accounts({ headers: { authorization } })).status).toBe(401);
    }
  });

  it('that is wrong is refused even by the demonstration', async () => {
    const demo = createKit({ demo: true });
    try {
      expect((await demo.fetch('/v1/accounts')).status).toBe(200);
      expect((await demo.fetch('/v1/accounts', { key: 'ctl_wrong' })).status).toBe(401);
    } finally {
      await demo.close();
    }
  });

  it('of whoever runs the hub comes from CENTRALITA_KEY', async () => {
    expect((await kit.fetch('/v1/keys', { key: operatorKey('m'.repeat(32)) })).status).toBe(200);
    expect((await kit.fetch('/v1/keys', { key: operatorKey('n'.repeat(32)) })).status).toBe(401);
  });

  it('is never told again, nor stored', async () => {
    const key = await kit.newKey(['events:read']);
    const listed = await (await kit.fetch('/v1/keys', { key: operatorKey('m'.repeat(32)) })).text();
    expect(listed).not.toContain(key.slice(-20));
    expect(kit.lines.join('')).not.toContain(key.slice(-20));
  });
});

describe('failed attempts', () => {
  it('are told to wait after thirty in a minute, and a valid key is not', async () => {
    const key = await kit.newKey(['events:read']);
    for (let i = 0; i < 30; i++) expect((await accounts({ key: 'ctl_wrong' })).status).toBe(401);
    const answer = await accounts({ key: 'ctl_wrong' });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await problemIn(answer)).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect((await accounts({ key })).status).toBe(200);
  });

  it('are counted per address', async () => {
    for (let i = 0; i < 31; i++) await accounts({ key: 'ctl_wrong' });
    const other = await kit.api.fetch(kit.request('/v1/accounts', { key: 'ctl_wrong' }), {
      address: '192.0.2.2',
    });
    expect(other.status).toBe(401);
  });
});

describe('a session', () => {
  const signIn = async (key: string) =>
    kit.fetch('/console/session', { method: 'POST', body: JSON.stringify({ key }) });
  const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';

  it('stands for the key it was opened with', async () => {
    const answer = await signIn(await kit.newKey(['contacts:read']));
    expect(await answer.json()).toEqual({ name: 'test', scopes: ['contacts:read'] });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^centralita_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    );
    const cookie = cookieOf(answer);
    expect((await kit.fetch('/v1/contacts', { headers: { cookie } })).status).toBe(200);
    expect((await kit.fetch('/v1/conversations', { headers: { cookie } })).status).toBe(403);
  });

  it('is for https only where the hub is reached so', async () => {
    const secure = createKit({ publicUrl: 'https://hub.example' });
    try {
      const key = await secure.newKey(['events:read']);
      const answer = await secure.fetch('/console/session', {
        method: 'POST',
        body: JSON.stringify({ key }),
      });
      expect(answer.headers.get('set-cookie')).toMatch(/^__Host-centralita_session=.*; Secure$/);
      expect((await secure.fetch('/console/session', { headers: { cookie: cookieOf(answer) } })).status).toBe(
        200,
      );
    } finally {
      await secure.close();
    }
  });

  it('ends when asked to, and its cookie goes', async () => {
    const cookie = cookieOf(await signIn(await kit.newKey(['contacts:read'])));
    const answer = await kit.fetch('/console/session', { method: 'DELETE', headers: { cookie } });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(/^centralita_session=;.*Max-Age=0$/);
    expect(await problemIn(await kit.fetch('/v1/contacts', { headers: { cookie } }))).toMatchObject({
      status: 401,
    });
  });

  it('ends with its key', async () => {
    const cookie = cookieOf(await signIn(await kit.newKey(['contacts:read'])));
    await kit.keys.revoke(kit.keys.list()[0]?.id ?? '');
    expect((await kit.fetch('/v1/contacts', { headers: { cookie } })).status).toBe(401);
  });

  it('is not opened with a wrong key', async () => {
    const answer = await signIn('ctl_wrong');
    expect(answer.headers.has('set-cookie')).toBe(false);
    expect(await problemIn(answer)).toMatchObject({ status: 401, code: 'unauthenticated' });
  });
});
