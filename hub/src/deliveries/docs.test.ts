import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { newSecret, signatureHeaders } from '@centralita/core/signing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../config.ts';
import { type Hub, startHub } from '../hub.ts';
import { silentLog } from '../ops/log.ts';
import { createMetrics } from '../ops/metrics.ts';
import { parseSettings } from '../settings/index.ts';
import { until } from './testing/hub.ts';

const root = resolve(import.meta.dirname, '../../..');
const page = (file: string) => readFileSync(join(root, file), 'utf8');
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    (match) => match[1] ?? '',
  );

const english = page('docs/subscriptions.md');
const hasCurl = spawnSync('curl', ['--version']).status === 0;

it('has the same examples, tables and sections in Spanish', () => {
  const spanish = page('docs/es/subscriptions.md');
  for (const language of ['sh', 'js']) expect(blocks(spanish, language)).toEqual(blocks(english, language));
  const count = (text: string, pattern: RegExp) => text.match(pattern)?.length;
  for (const pattern of [/^##+ /gm, /^\|/gm]) expect(count(spanish, pattern)).toBe(count(english, pattern));
});

const freePort = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });

if (!hasCurl) process.stdout.write('Skipped: the examples of docs/subscriptions.md need curl.\n');

(hasCurl ? describe : describe.skip)('docs/subscriptions.md', () => {
  const secret = newSecret(Buffer.alloc(32, 'a secret of the tests'));
  let folder: string;
  let hub: Hub;
  let receiver: ChildProcess;
  let port: number;
  let key: string;
  let printed = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'subscriptions-docs-'));
    port = await freePort();
    const config = readConfig({ PORT: '0', CENTRALITA_DATA: join(folder, 'data') }, { demo: true });
    const settings = parseSettings('', 'none', {});
    hub = await startHub({
      config,
      settings,
      demo: true,
      log: silentLog,
      metrics: createMetrics(),
      version: '0',
    });
    const made = await fetch(`${hub.url}/v1/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"orders","scopes":["subscriptions:write","events:read"]}',
    });
    ({ text: key } = (await made.json()) as { text: string });
    writeFileSync(join(folder, 'receiver.mjs'), blocks(english, 'js')[0] ?? '');
    receiver = spawn(process.execPath, [join(folder, 'receiver.mjs')], {
      env: { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    receiver.stdout?.on('data', (bytes) => {
      printed += bytes;
    });
    await until(() =>
      fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' }).then(
        (response) => response.status === 401,
        () => false,
      ),
    );
  });
  afterAll(async () => {
    receiver?.kill();
    await hub?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = async (block: string): Promise<string> => {
    const text = block.replaceAll('127.0.0.1:4000', `127.0.0.1:${port}`);
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', text], {
      env: { ...process.env, HUB: hub.url, KEY: key, WEBHOOK_SECRET: secret, no_proxy: '*' },
    });
    return stdout;
  };

  it('works from the first block to the last', async () => {
    const [put = '', manage = '', dead = '', pages = '', stream = ''] = blocks(english, 'sh');
    expect(JSON.parse(await run(put))).toMatchObject({ clientKey: 'orders', state: 'active', secret });
    expect(await run(manage)).toContain('"state":"paused"');
    await run(
      `curl --fail-with-body -sS -X POST "$HUB/sandbox/customers/34600111222/messages" -H 'content-type: application/json' -d '{"type":"text","text":{"body":"Hola"}}'`,
    );
    await until(() => /^message\.received ev_[0-9a-f]{32}$/m.test(printed));
    expect(await run(dead)).toContain('"redriven":0');
    expect(await run(pages)).toContain('Hola');
    expect(await run(stream)).toMatch(/^id: \d+\ndata: \{"id":"ev_/m);
  });

  it('the receiver passes over what it had, and refuses what is old or forged', async () => {
    const body = JSON.stringify({ id: 'ev_again', type: 'message.received', data: {} });
    const post = async (seconds: number, sentBody = body) =>
      (
        await fetch(`http://127.0.0.1:${port}/`, {
          method: 'POST',
          headers: signatureHeaders({ id: 'ev_again', timestampSeconds: seconds, body, secret }),
          body: sentBody,
        })
      ).status;
    const now = Math.floor(Date.now() / 1000);
    expect([await post(now), await post(now), await post(now - 400), await post(now, `${body} `)]).toEqual([
      204, 204, 401, 401,
    ]);
    expect(printed.match(/ev_again/g)).toHaveLength(1);
  });
});
