import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockFolder, readHolder, writeHolder } from './lock.ts';

describe('the lock of the data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'centralita-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('refuses a second holder, says who has it, and lets go', () => {
    const lock = lockFolder(folder);
    writeHolder(folder, { pid: 4711, url: 'http://127.0.0.1:3000' });
    expect(() => lockFolder(folder)).toThrow(/process 4711 at http:\/\/127\.0\.0\.1:3000/);
    lock.release();
    expect(readHolder(folder)).toBeUndefined();
    lockFolder(folder).release();
  });

  it('is free again after its process was killed', async () => {
    // The lock is kept by the process, not by whoever called: garbage collection must not let go of it.
    const program = `import { lockFolder } from ${JSON.stringify(import.meta.resolve('./lock.ts'))}; lockFolder(${JSON.stringify(folder)}); gc(); setTimeout(() => { gc(); process.stdout.write('held'); }, 50); setInterval(() => {}, 1000);`;
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--expose-gc', '--input-type=module', '-e', program],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const exit = once(child, 'exit');
    try {
      await once(child.stdout, 'data');
      expect(() => lockFolder(folder)).toThrow(expect.objectContaining({ code: 'folder_locked' }));
    } finally {
      child.kill('SIGKILL');
      await exit;
    }
    lockFolder(folder).release();
  });
});
