import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openStore, type Store } from './index.ts';
import { createKeys, operatorKey } from './keys.ts';
import { createSessions } from './sessions.ts';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'centralita-keys-'));
  store = openStore(folder);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

it('knows its keys again after a restart', async () => {
  const { key, text } = await createKeys(store).create({
    name: 'n8n',
    scopes: ['events:read'],
    accounts: ['ca_0123456789abcdef'],
  });
  expect(text).toMatch(/^ctl_[0-9a-f]{32}_[\w-]{43}$/);
  await store.close();
  store = openStore(folder);
  const keys = createKeys(store);
  expect(keys.authenticate(text)).toEqual(key);
  expect(keys.list()).toEqual([key]);
});

it('stores no key and no session, only their hashes', async () => {
  const { key, text } = await createKeys(store).create({ name: 'n8n', scopes: ['admin'] });
  const session = await createSessions(store).open(key.id);
  await store.close();
  const bytes = readFileSync(join(folder, 'hub.db'), 'latin1');
  expect(bytes).toContain(key.id);
  expect(bytes).not.toContain(text.slice(-43));
  expect(bytes).not.toContain(session.text);
  store = openStore(folder);
});

it('keeps a revoked key revoked, and tells who listens once', async () => {
  const keys = createKeys(store);
  const { key, text } = await keys.create({ name: 'n8n', scopes: ['admin'] });
  const told: string[] = [];
  keys.onRevoked((id) => void told.push(id));
  await keys.revoke(key.id);
  await keys.revoke(key.id);
  expect(told).toEqual([key.id]);
  expect(keys.authenticate(text)).toBeUndefined();
  expect(createKeys(store).authenticate(text)).toBeUndefined();
  expect(createKeys(store).list()[0]?.revokedAt).toEqual(expect.any(Number));
});

it.each(['key_0123456789abcdef', 'nonsense', 'key_operator'])('cannot revoke %s', async (id) => {
  await expect(createKeys(store, { masterKey: 'm' }).revoke(id)).rejects.toMatchObject({ code: 'not_found' });
});

it('knows whoever runs the hub only by the right CENTRALITA_KEY', () => {
  const text = operatorKey('a'.repeat(32));
  expect(createKeys(store, { masterKey: 'a'.repeat(32) }).authenticate(text)).toMatchObject({
    scopes: ['admin'],
  });
  expect(createKeys(store, { masterKey: 'b'.repeat(32) }).authenticate(text)).toBeUndefined();
  expect(createKeys(store).authenticate(text)).toBeUndefined();
});

it('ends sessions when they are over', async () => {
  const sessions = createSessions(store);
  const { text, expiresAt } = await sessions.open('key_x');
  expect(expiresAt - Date.now()).toBeGreaterThan(11 * 3600_000);
  expect(sessions.find(text)).toBe('key_x');
  expect(sessions.find(`${text.slice(0, -1)}_`)).toBeUndefined();
  await store.write(() => store.db.prepare('update sessions set expires_at = $1').run(Date.now() - 1));
  expect(sessions.find(text)).toBeUndefined();
  const again = await sessions.open('key_x');
  expect(store.db.prepare<{ n: number }>('select count(*) as n from sessions').get()?.n).toBe(1);
  const told: string[] = [];
  sessions.onEnded((ended) => void told.push(ended));
  await sessions.end(again.text);
  expect([sessions.find(again.text), told]).toEqual([undefined, [again.text]]);
});
