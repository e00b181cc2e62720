import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createKit, type Kit } from '../api/testing/kit.ts';
import { closeServer, createServer, listen } from '../server.ts';
import { deliveriesOf } from '../store/deliveries.ts';
import { openStore } from '../store/index.ts';
import { createKeys } from '../store/keys.ts';
import { lockFolder, writeHolder } from '../store/lock.ts';
import { runHere } from './testing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'centralita-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('with a running hub', () => {
  let kit: Kit;
  let server: ReturnType<typeof createServer>;
  let url: string;
  beforeEach(async () => {
    kit = createKit();
    server = createServer({ ingress: () => undefined, fetch: kit.api.fetch });
    url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
    writeHolder(folder, { pid: process.pid, url });
  });
  afterEach(async () => {
    await closeServer(server, 100);
    await kit.close();
  });
  const env = (more: Record<string, string> = {}) => ({
    CENTRALITA_DATA: folder,
    CENTRALITA_KEY: 'm'.repeat(32),
    ...more,
  });

  it('makes, lists and revokes keys there', async () => {
    const made = await runHere(
      ['keys', 'create', '--name', 'n8n', '--scopes', 'messages:send, events:read'],
      env(),
    );
    expect(made.code).toBe(0);
    const key = kit.keys.authenticate(made.out.trim());
    expect(key).toMatchObject({ name: 'n8n', scopes: ['messages:send', 'events:read'] });
    expect(made.err).not.toContain(made.out.trim());
    const listed = await runHere(['keys'], env());
    expect(listed.out).toMatch(/ID +NAME +SCOPES/);
    expect(listed.out).toContain(key?.id);
    expect((await runHere(['keys', 'revoke', key?.id ?? ''], env())).code).toBe(0);
    expect(kit.keys.authenticate(made.out.trim())).toBeUndefined();
  });

  it('lists and redrives deliveries there', async () => {
    const listed = await runHere(['deliveries'], env());
    expect(listed.out).toMatch(/ID +CONSUMER +STATE/);
    expect(listed.out).toContain('answered 503');
    expect((await runHere(['deliveries', 'redrive', '17', '18'], env())).out).toBe(
      '17 is due again.\n18 is due again.\n',
    );
    expect((await runHere(['deliveries', 'redrive', '--all', 'n8n'], env())).out).toBe(
      '3 deliveries are due again for n8n.\n',
    );
  });

  it('uses the key it is given', async () => {
    const key = await kit.newKey(['events:read']);
    const refused = await runHere(['deliveries'], env({ CENTRALITA_API_KEY: key }));
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringContaining('the key lacks subscriptions:write'),
    });
  });

  it('says which setting holds a key when none does', async () => {
    const { code, err } = await runHere(['keys'], { CENTRALITA_DATA: folder });
    expect([code, err]).toEqual([1, expect.stringContaining('Set CENTRALITA_API_KEY')]);
  });

  it('goes where CENTRALITA_URL says', async () => {
    const elsewhere = env({ CENTRALITA_DATA: join(folder, 'none'), CENTRALITA_URL: url });
    expect((await runHere(['keys'], elsewhere)).code).toBe(0);
    const nobody = await runHere(['keys'], { CENTRALITA_URL: 'http://127.0.0.1:1' });
    expect(nobody).toMatchObject({
      code: 1,
      err: expect.stringContaining('no hub answers at http://127.0.0.1:1'),
    });
  });
});

describe('without a running hub', () => {
  const env = () => ({ CENTRALITA_DATA: folder });

  it('makes the first key in the file', async () => {
    const { code, out } = await runHere(['keys', 'create', '--name', 'first', '--scopes', 'admin'], env());
    expect(code).toBe(0);
    const store = openStore(folder);
    expect(createKeys(store).authenticate(out.trim())).toMatchObject({ name: 'first' });
    await store.close();
    expect((await runHere(['keys', 'list'], env())).out).toContain('first');
  });

  it('does not believe a note that a dead hub left', async () => {
    writeHolder(folder, { pid: 2 ** 22 + 12_345, url: 'http://127.0.0.1:1' });
    expect((await runHere(['keys'], env())).out).toContain('No keys yet');
  });

  it('makes what was given up due again', async () => {
    const store = openStore(folder);
    await store.write(() => {
      const body = JSON.stringify({ id: 'ev_0123456789abcdef', type: 'unknown', timestamp: '', data: {} });
      const event = store.log.append({ type: 'unknown', lane: 3, account: null, contact: null, at: 0, body });
      deliveriesOf(store).save('sub_x', event, {
        lane: 3,
        state: 'dead',
        attempts: 12,
        notBefore: 0,
        lastError: 'answered 500',
        lastStatus: 500,
        redriven: false,
        holding: false,
        createdAt: 0,
      });
    });
    await store.close();
    expect((await runHere(['deliveries', '--state', 'dead'], env())).out).toMatch(
      /dl_1 +sub_x +dead +unknown +12/,
    );
    expect((await runHere(['deliveries', 'redrive', 'dl_1'], env())).out).toBe('dl_1 is due again.\n');
    expect((await runHere(['deliveries'], env())).out).toMatch(/dl_1 +sub_x +retrying/);
    expect(await runHere(['deliveries', 'redrive', 'dl_1'], env())).toMatchObject({ code: 1 });
    expect((await runHere(['deliveries', 'redrive', '--all', 'sub_x'], env())).out).toContain('0 deliveries');
  });

  it('says so where there is nothing', async () => {
    const { code, err } = await runHere(['deliveries'], env());
    expect([code, err]).toEqual([1, expect.stringContaining('holds no data')]);
  });

  it('says who holds the folder', async () => {
    const lock = lockFolder(folder);
    try {
      const { code, err } = await runHere(['keys'], env());
      expect([code, err]).toEqual([1, expect.stringContaining(`process ${process.pid}`)]);
    } finally {
      lock.release();
    }
  });
});
