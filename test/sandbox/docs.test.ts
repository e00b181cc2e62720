import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type RunningSandbox, startReceiver, startSandbox } from '@centralita/sandbox/testing';
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
  let sandbox: RunningSandbox;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let env: Record<string, string>;
  beforeAll(async () => {
    sandbox = await startSandbox();
    receiver = await startReceiver(sandbox.appSecret, sandbox.verifyToken);
    env = {
      ...(process.env as Record<string, string>),
      SANDBOX: sandbox.url,
      TOKEN: sandbox.accessToken,
      APP_SECRET: sandbox.appSecret,
      VERIFY_TOKEN: sandbox.verifyToken,
      WEBHOOK: receiver.url,
      no_proxy: '*',
    };
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
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
