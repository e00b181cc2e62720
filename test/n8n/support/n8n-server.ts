import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureN8n } from '../../../scripts/lib/n8n-install.mjs';
import { freePort, until } from '../../support/hub-process.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into
type Loose = any;

const owner = {
  email: 'owner@shop.example',
  firstName: 'Ana',
  lastName: 'Owner',
  password: 'Password-of-the-tests-1',
};

/** What a test says while something takes long. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

export interface N8nOptions {
  /** The unpacked package to install. */
  readonly packageFolder: string;
  readonly credentials?: readonly Loose[];
  /** Each with an id; imported as the command line does it. */
  readonly workflows?: readonly Loose[];
  /** Ids of workflows published before the start. */
  readonly published?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A real n8n without a screen, with a home of its own. */
export interface N8n {
  readonly url: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** The internal API, as the editor uses it. */
  rest(method: string, path: string, body?: unknown): Promise<Loose>;
  /** What the editor loads, such as `/types/nodes.json`. */
  page(path: string): Promise<Loose>;
  /** The public API. */
  api(method: string, path: string, body?: unknown): Promise<Loose>;
  /** The executions of a workflow with their data, newest first, once none is running. */
  executions(workflowId: string): Promise<Loose[]>;
  /** Another process of the same installation: `worker`, `webhook`, or a command. */
  spawn(args: readonly string[], env?: Readonly<Record<string, string>>): ChildProcess;
  cli(args: readonly string[]): Promise<string>;
  log(): string;
  /** From now on: gives what it has said since. */
  listen(): () => string;
  restart(signal?: NodeJS.Signals): Promise<void>;
  readonly login: { readonly email: string; readonly password: string };
  stop(): Promise<void>;
}

const environmentOf = (home: string, node: string, port: number, broker: number, hash: string) => {
  const off = [
    'DIAGNOSTICS',
    'VERSION_NOTIFICATIONS',
    'TEMPLATES',
    'PERSONALIZATION',
    'HIRING_BANNER',
    'DYNAMIC_BANNERS',
  ];
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NODE_|N8N_|JEST_|npm_)/i.test(name)),
  ) as Record<string, string>;
  return {
    ...inherited,
    PATH: `${dirname(node)}:${process.env.PATH}`,
    N8N_USER_FOLDER: home,
    N8N_ENCRYPTION_KEY: 'encryption-key-of-the-tests',
    N8N_PORT: String(port),
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_RUNNERS_BROKER_PORT: String(broker),
    N8N_SECURE_COOKIE: 'false',
    N8N_DISABLED_MODULES: 'mcp-registry',
    N8N_LOG_LEVEL: 'info',
    N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
    N8N_INSTANCE_OWNER_EMAIL: owner.email,
    N8N_INSTANCE_OWNER_FIRST_NAME: owner.firstName,
    N8N_INSTANCE_OWNER_LAST_NAME: owner.lastName,
    N8N_INSTANCE_OWNER_PASSWORD_HASH: hash,
    WEBHOOK_URL: `http://127.0.0.1:${port}/`,
    GENERIC_TIMEZONE: 'Europe/Madrid',
    ...Object.fromEntries(off.map((name) => [`N8N_${name}_ENABLED`, 'false'])),
  };
};

export const startN8n = async (options: N8nOptions): Promise<N8n> => {
  const { node, bin, modules } = await ensureN8n(say);
  const home = mkdtempSync(join(tmpdir(), 'centralita-n8n-'));
  const [port, broker] = [await freePort(), await freePort()];
  const { hashSync } = createRequire(join(modules, 'n8n', 'package.json'))('bcryptjs');
  const env = { ...environmentOf(home, node, port, broker, hashSync(owner.password, 10)), ...options.env };
  const url = `http://127.0.0.1:${port}`;
  install(home, options.packageFolder);

  const children = new Set<ChildProcess>();
  let log = '';
  let written = 0;
  const launch = (args: readonly string[], more: Readonly<Record<string, string>> = {}): ChildProcess => {
    // In the group of whoever runs the suite: what ends that ends n8n and its task runners too.
    const child = spawn(node, [bin, ...args], {
      env: { ...env, ...more },
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        log = (log + chunk).slice(-400_000);
        written += String(chunk).length;
      });
    child.once('exit', () => children.delete(child));
    return child;
  };
  const cli = (args: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      execFile(
        node,
        [bin, ...args],
        { env, cwd: home, timeout: 300_000, maxBuffer: 2 ** 25 },
        (error, stdout, stderr) => {
          if (error) reject(new Error(`n8n ${args.join(' ')}: ${stdout}\n${stderr}`));
          else resolve(stdout);
        },
      );
    });

  let main: ChildProcess | undefined;
  const start = async () => {
    const child = launch(['start']);
    main = child;
    const ready = async () => {
      if (child.exitCode !== null) throw new Error(`n8n ended: ${log.slice(-3000)}`);
      const answer = await fetch(`${url}/healthz/readiness`).catch(() => undefined);
      await answer?.arrayBuffer();
      return answer?.ok;
    };
    await until('n8n is ready', ready, 300_000);
  };
  const end = async (child: ChildProcess | undefined, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
  };
  const stop = async () => {
    await Promise.all([...children].map((child) => end(child)));
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    await importAll(home, options, cli);
    await start();
    const session = await signIn(url);
    return {
      url,
      home,
      env,
      ...session,
      executions: unhurried((workflowId: string) => executionsOf(session.api, workflowId)),
      spawn: launch,
      cli,
      log: () => log,
      listen: () => {
        const from = written;
        return () => (written > from ? log.slice(from - written) : '');
      },
      restart: async (signal) => {
        await end(main, signal);
        await start();
      },
      login: owner,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

const install = (home: string, packageFolder: string): void => {
  const target = join(home, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-centralita');
  mkdirSync(target, { recursive: true });
  cpSync(packageFolder, target, { recursive: true });
};

const importAll = async (
  home: string,
  options: N8nOptions,
  cli: (args: readonly string[]) => Promise<string>,
): Promise<void> => {
  const { credentials = [], workflows = [], published = [] } = options;
  if (credentials.length > 0) {
    const file = join(home, 'credentials.json');
    writeFileSync(file, JSON.stringify(credentials));
    await cli(['import:credentials', `--input=${file}`]);
    rmSync(file);
  }
  if (workflows.length > 0) {
    const folder = join(home, 'workflows');
    mkdirSync(folder);
    for (const workflow of workflows)
      writeFileSync(join(folder, `${workflow.id}.json`), JSON.stringify(workflow));
    await cli(['import:workflow', '--separate', `--input=${folder}/`]);
  }
  for (const id of published) await cli(['publish:workflow', `--id=${id}`]);
};

const signIn = async (url: string): Promise<Pick<N8n, 'rest' | 'page' | 'api'>> => {
  const ask = async (method: string, path: string, body: unknown, headers: Record<string, string>) => {
    const response = await fetch(url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 1000)}`);
    return { response, json: text ? JSON.parse(text) : undefined };
  };
  const { response } = await ask(
    'POST',
    '/rest/login',
    { emailOrLdapLoginId: owner.email, password: owner.password },
    {},
  );
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] as string;
  const rest: N8n['rest'] = async (method, path, body) =>
    (await ask(method, `/rest${path}`, body, { cookie })).json?.data;
  const page: N8n['page'] = async (path) => (await ask('GET', path, undefined, { cookie })).json;
  const scopes = [
    'workflow:create',
    'workflow:read',
    'workflow:update',
    'workflow:delete',
    'workflow:activate',
    'workflow:deactivate',
    'workflow:list',
    'execution:read',
    'execution:list',
    'execution:delete',
    'credential:create',
    'credential:delete',
  ];
  const { rawApiKey } = await rest('POST', '/api-keys', { label: 'tests', scopes, expiresAt: null });
  const api: N8n['api'] = async (method, path, body) =>
    (await ask(method, `/api/v1${path}`, body, { 'X-N8N-API-KEY': rawApiKey })).json;
  return { rest, page, api };
};

/** Tests look again and again, and reading executions is work for n8n. */
const unhurried = <T>(look: (id: string) => Promise<T>, everyMs = 150): ((id: string) => Promise<T>) => {
  let next = 0;
  return async (id) => {
    const wait = next - Date.now();
    next = Math.max(next, Date.now()) + everyMs;
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    return look(id);
  };
};

const executionsOf = async (api: N8n['api'], workflowId: string): Promise<Loose[]> =>
  until(
    'all executions have ended or wait',
    async () => {
      const { data } = await api('GET', `/executions?workflowId=${workflowId}&includeData=true&limit=100`);
      const done = data.every((each: Loose) => each.status !== 'running' && each.status !== 'new');
      if (!done) await new Promise((wait) => setTimeout(wait, 150));
      return done && data;
    },
    30_000,
  );
