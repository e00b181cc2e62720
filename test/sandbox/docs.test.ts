import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createClock, createListener, createSandbox, type Sandbox } from '@centralita/sandbox';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');
const page = (file: string) => readFileSync(join(root, file), 'utf8');
const blocks = (text: string) =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');

const english = page('docs/sandbox.md');
const hasCurl = spawnSync('curl', ['--version']).status === 0;

it('has the same examples, tables and sections in Spanish', () => {
  const spanish = page('docs/es/sandbox.md');
  expect(blocks(spanish)).toEqual(blocks(english));
  const count = (text: string, pattern: RegExp) => text.match(pattern)?.length;
  for (const pattern of [/^## /gm, /^\|/gm]) expect(count(spanish, pattern)).toBe(count(english, pattern));
});

if (!hasCurl) process.stdout.write('Skipped: the examples of docs/sandbox.md need curl.\n');

(hasCurl ? describe : describe.skip)('docs/sandbox.md', () => {
  let sandbox: Sandbox;
  let server: Server;
  let env: Record<string, string>;
  beforeAll(async () => {
    sandbox = createSandbox({ clock: createClock(), appSecret: 's', verifyToken: 'v', accessToken: 'token' });
    server = createServer(createListener(sandbox));
    await new Promise<void>((started) => server.listen(0, '127.0.0.1', started));
    const { port } = server.address() as AddressInfo;
    env = {
      ...(process.env as Record<string, string>),
      SANDBOX: `http://127.0.0.1:${port}`,
      TOKEN: 'token',
      no_proxy: '*',
    };
  });
  afterAll(async () => {
    await sandbox.close();
    server.closeAllConnections();
    server.close();
  });

  it.each(blocks(english).map((block): [string, string] => [block.split('\n')[0] ?? '', block]))(
    'works: %s',
    async (_, block) => {
      const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', block], { env });
      expect(stdout).toMatch(/^\{/);
      expect(stdout).not.toContain('"error"');
    },
  );
});
