import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Demo {
  readonly url: string;
  /** Asks the hub or the sandbox; throws what they refuse. */
  ask<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

export interface DemoOptions {
  /** A file with settings beside those of the demonstration. */
  readonly config?: string;
  /** A folder that outlives it. */
  readonly folder?: string;
}

/** The demonstration as `npm start` runs it, in a folder and on a port of its own. */
export const startDemo = async (options: DemoOptions = {}): Promise<Demo> => {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'centralita-e2e-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child: ChildProcess = spawn(
    process.execPath,
    ['--conditions=source', 'hub/src/main.ts', 'start', '--demo'],
    {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        CENTRALITA_DATA: folder,
        PORT: String(port),
        ...(options.config ? { CENTRALITA_CONFIG: options.config } : {}),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const deadline = Date.now() + 60_000;
  for (;;) {
    const up = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) break;
    if (Date.now() > deadline || child.exitCode !== null) {
      child.kill('SIGKILL');
      throw new Error(`the hub did not start: ${said}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return {
    url,
    ask: async <T>(method: string, path: string, body?: unknown) => {
      const response = await fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text ? JSON.parse(text) : undefined) as T;
    },
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
};
