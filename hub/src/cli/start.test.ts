import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runAlone, start } from './testing.ts';

let folder: string;
const running: ReturnType<typeof start>[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'centralita-start-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a command that stays, and waits until it has printed an address. */
const up = async (args: readonly string[]) => {
  const child = start(args, { cwd: folder, env: { CENTRALITA_DATA: join(folder, 'data') } });
  running.push(child);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let text = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        const found = /(http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1];
        if (found && text.includes('Ctrl-C')) resolve(found);
      });
    }
    void ended.then((code) => reject(new Error(`ended with ${code}: ${text}`)));
  });
  return { child, url, ended, text: () => text };
};

/** As a browser whose name for this machine is another one. */
const statusAs = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });

/** Asks until the answer is wanted. */
const until = async <T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> => {
  for (const end = Date.now() + 15_000; ; ) {
    const answer = await ask();
    if (wanted(answer) || Date.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

describe('the settings of a running hub', () => {
  it('change when the file does or SIGHUP comes; a bad file changes nothing and is said', async () => {
    const file = join(folder, 'centralita.yaml');
    writeFileSync(file, 'teams:\n  sales: { name: Sales }\n');
    const hub = await up(['start', '--demo', '--port', '0']);
    const get = async (path: string): Promise<string> => (await fetch(hub.url + path)).text();
    expect(await get('/v1/teams')).toContain('"Sales"');

    writeFileSync(file, 'teams:\n  sales: { name: Ventas }\n  support: { name: Soporte }\n');
    expect(
      await until(
        () => get('/v1/teams'),
        (text) => text.includes('Soporte'),
      ),
    ).toContain('"Ventas"');

    writeFileSync(file, 'teams:\n  sales: { nome: Nobody }\n');
    hub.child.kill('SIGHUP');
    const events = await until(
      () => get('/v1/events?types=problem'),
      (text) => text.includes('nome'),
    );
    expect(events).toMatch(/The changed settings are not valid.*centralita\.yaml:2:\d+ teams\.sales\.nome/);
    expect(await get('/v1/teams')).toContain('"Ventas"');
    hub.child.kill('SIGTERM');
    expect(await hub.ended).toBe(0);
  }, 60_000);
});

describe('start --demo', () => {
  it('answers this machine, under its own name alone, until it is told to stop', async () => {
    const hub = await up(['start', '--demo', '--port', '0']);
    expect(await (await fetch(`${hub.url}/healthz`)).json()).toMatchObject({ status: 'ok' });
    expect((await fetch(`${hub.url}/v1/accounts`)).status).toBe(200);
    expect(await statusAs(`${hub.url}/v1/accounts`, 'evil.example')).toBe(403);
    for (const place of ['Console', 'Phone', 'Webhook', 'API']) expect(hub.text()).toContain(`  ${place}`);

    const port = new URL(hub.url).port;
    const second = await runAlone(['start', '--demo', '--port', '0'], {
      cwd: folder,
      env: { CENTRALITA_DATA: join(folder, 'data') },
    });
    expect(second).toMatchObject({
      code: 1,
      err: expect.stringContaining(`process ${hub.child.pid} at ${hub.url}`),
    });
    const third = await runAlone(['start', '--demo', '--port', port], {
      cwd: folder,
      env: { CENTRALITA_DATA: join(folder, 'other') },
    });
    expect(third).toMatchObject({ code: 1, err: expect.stringContaining(`Port ${port} is in use`) });

    hub.child.kill('SIGTERM');
    hub.child.kill('SIGTERM');
    expect(await hub.ended).toBe(0);
    expect(hub.text()).toContain('Stopped.');
  });

  it('refuses real accounts', async () => {
    writeFileSync(join(folder, 'centralita.yaml'), 'endpoints: [{ id: shop, appSecret: { env: APP } }]\n');
    const { code, err } = await runAlone(['start', '--demo'], { cwd: folder, env: { APP: 'x' } });
    expect([code, err]).toEqual([1, expect.stringContaining('names real accounts')]);
  });
});

describe('sandbox', () => {
  it('plays the platform alone', async () => {
    const sandbox = await up(['sandbox', '--port', '0']);
    const token = /Access token +(\w+)/.exec(sandbox.text())?.[1];
    const number = /Number +(\d+)/.exec(sandbox.text())?.[1];
    const answer = await fetch(`${sandbox.url}/graph/v25.0/${number}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
    expect(await statusAs(`${sandbox.url}/sandbox/settings`, 'evil.example')).toBe(403);
    sandbox.child.kill('SIGINT');
    expect(await sandbox.ended).toBe(0);
  });
});
