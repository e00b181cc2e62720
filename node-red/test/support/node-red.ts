import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { FlowNode, Loose } from '../harness.ts';
import { placed } from './placed.ts';

export const packageRoot = resolve(import.meta.dirname, '../..');
const root = resolve(packageRoot, '..');

export const tempFolder = (): string => mkdtempSync(join(tmpdir(), 'centralita-node-red-'));

const build = async (folder: string): Promise<void> => {
  await promisify(execFile)(process.execPath, [join(packageRoot, 'scripts/build.mjs'), folder]);
};

/** Built where it lies: the Node-RED of this repository finds it there, as a workspace. */
export const buildInPlace = (): Promise<void> => build(join(packageRoot, 'dist'));

/** The package as it is published, in a folder of its own. */
export const buildPackage = async (): Promise<string> => {
  const folder = join(tempFolder(), 'package');
  await promisify(execFile)(process.execPath, [join(packageRoot, 'scripts/package.mjs'), folder]);
  return folder;
};

/** What `npm publish` would upload, and the names of the files in it. */
export const packTarball = (folder: string): { readonly file: string; readonly files: readonly string[] } => {
  const told = execFileSync('npm', ['pack', '--json', '--ignore-scripts'], { cwd: folder, encoding: 'utf8' });
  const [{ filename, files }] = JSON.parse(told) as [{ filename: string; files: { path: string }[] }];
  return { file: join(folder, filename), files: files.map(({ path }) => path) };
};

export interface NodeRed {
  readonly url: string;
  readonly userDir: string;
  log(): string;
  /** One call of the admin API; throws what is refused. */
  admin(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Loose>;
  deploy(flows: readonly FlowNode[], type?: 'full' | 'nodes' | 'flows' | 'reload'): Promise<void>;
  /** What came to the nodes made by `collect`, in order. */
  seen(): Loose[];
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** A Node-RED of this version with our package, in a process of its own. */
export const startNodeRed = async (options: {
  readonly userDir?: string;
  readonly settings?: object;
  readonly env?: Record<string, string>;
  /** A package.json beside whose `node_modules` another Node-RED lies. */
  readonly from?: string;
}): Promise<NodeRed> => {
  const userDir = options.userDir ?? tempFolder();
  const given = {
    from: options.from ?? join(root, 'package.json'),
    userDir,
    settings: options.settings ?? {},
  };
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const child: ChildProcess = spawn(
    process.execPath,
    [join(import.meta.dirname, 'runtime.mjs'), JSON.stringify(given)],
    { env: { ...inherited, ...options.env }, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  }
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const port = await new Promise<string>((done, fail) => {
    const look = () => {
      const found = /^listening (\d+)$/m.exec(text)?.[1];
      if (found) done(found);
    };
    child.stdout?.on('data', look);
    void ended.then(() => fail(new Error(`Node-RED ended: ${text}`)));
  });
  const url = `http://127.0.0.1:${port}`;

  const admin: NodeRed['admin'] = async (method, path, body, headers = {}) => {
    const form = body instanceof FormData;
    const response = await fetch(`${url}/admin${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && !form ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer}`);
    try {
      return JSON.parse(answer);
    } catch {
      return answer;
    }
  };

  return {
    url,
    userDir,
    log: () => text,
    admin,
    deploy: async (flows, type = 'full') => {
      const headers = { 'node-red-api-version': 'v2', 'node-red-deployment-type': type };
      const started = () => text.match(/Started (modified )?(flows|nodes)/g)?.length ?? 0;
      const before = started();
      await admin('POST', '/flows', { flows: placed(flows) }, headers);
      // It answers before the nodes are there; where a type is missing they never are.
      for (let waited = 0; started() === before && waited < 5_000; waited += 25)
        await new Promise((wait) => setTimeout(wait, 25));
    },
    seen: () => {
      const file = join(userDir, 'seen.jsonl');
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    },
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await ended;
      if (!options.userDir) rmSync(userDir, { recursive: true, force: true });
    },
  };
};

/** A function node that writes what it gets to disk before anything else can happen. */
export const collect = (id: string, userDir: string, more: object = {}): FlowNode => ({
  id,
  type: 'function',
  z: 'tab',
  name: '',
  func: `fs.appendFileSync(${JSON.stringify(join(userDir, 'seen.jsonl'))}, JSON.stringify({ at: '${id}', ...msg }) + '\\n');`,
  libs: [{ var: 'fs', module: 'fs' }],
  outputs: 0,
  wires: [],
  ...more,
});

/** Asks again until it is there. */
export const eventually = async <T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 15_000,
): Promise<T> => {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found as T;
    if (Date.now() > end) throw new Error(`it did not happen in ${timeoutMs} ms: ${what}`);
    await new Promise((wait) => setTimeout(wait, 25));
  }
};
