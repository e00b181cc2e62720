import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { operatorKey } from '../../hub/src/store/keys.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into
export type Loose = any;

const root = resolve(import.meta.dirname, '../..');

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program of this repository, run from its sources by the Node that runs the tests. */
export interface Program {
  readonly pid: number;
  /** What it has written so far. */
  out(): string;
  err(): string;
  readonly exited: Promise<Exit>;
  /** Ends it and waits until it has ended. */
  end(signal?: NodeJS.Signals): Promise<Exit>;
}

export const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Program => {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const child: ChildProcess = spawn(process.execPath, ['--conditions=source', ...args], {
    cwd: root,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    texts.out += chunk;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    texts.err += chunk;
  });
  const exited = new Promise<Exit>((done) => {
    child.once('close', (code, signal) => done({ code, signal }));
  });
  return {
    pid: child.pid ?? 0,
    out: () => texts.out,
    err: () => texts.err,
    exited,
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
  };
};

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

export const tempFolder = (): string => mkdtempSync(join(tmpdir(), 'centralita-hub-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Asks again until the answer is not undefined or false. */
export const until = async <T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 10_000,
): Promise<T> => {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found as T;
    if (Date.now() > end) throw new Error(`it did not happen in ${timeoutMs} ms: ${what}`);
    await new Promise((wait) => setTimeout(wait, 20));
  }
};

export const appSecret = 'app-secret-of-the-tests';
export const verifyToken = 'verify-token-of-the-tests';
export const accessToken = 'access-token-of-the-tests';
export const masterKey = 'master-key-of-the-tests-0123456789abcdef';
/** What the command line of whoever runs this hub would use. */
export const apiKey = operatorKey(masterKey);
export const phoneNumberId = '2000000000001';
export const wabaId = '1000000000001';

const yaml = (apiBaseUrl: string | undefined, more: string) => `
endpoints:
  - id: main
    appSecret: { env: TEST_APP_SECRET }
    verifyToken: { env: TEST_VERIFY_TOKEN }
accounts:
  - endpoint: main
    phoneNumberId: "${phoneNumberId}"
    wabaId: "${wabaId}"
    accessToken: { env: TEST_ACCESS_TOKEN }
    name: Shop
${apiBaseUrl ? `    apiBaseUrl: ${apiBaseUrl}\n` : ''}${more}`;

export interface HubOptions {
  readonly folder: string;
  readonly port: number;
  readonly demo?: boolean;
  readonly apiBaseUrl?: string;
  /** More of `centralita.yaml`. */
  readonly settings?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface HubProcess extends Program {
  readonly url: string;
  readonly webhook: string;
  /** One call of the API, with the master key where one is asked for. */
  api(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: Loose; headers: Headers }>;
}

/** Where a hub's settings are, and what they say. */
export const settingsFile = ({ folder, apiBaseUrl, settings = '' }: HubOptions): [string, string] => [
  join(folder, 'centralita.yaml'),
  yaml(apiBaseUrl, settings),
];

/** The real hub as a process of its own, not ready yet. */
export const spawnHub = (options: HubOptions): Program => {
  const { folder, port, demo = false } = options;
  const [config, file] = settingsFile(options);
  if (!demo) writeFileSync(config, file);
  return run(['hub/src/main.ts', 'start', ...(demo ? ['--demo'] : [])], {
    PORT: String(port),
    CENTRALITA_DATA: join(folder, 'data'),
    CENTRALITA_CONFIG: config,
    ALLOW_PRIVATE_ADDRESSES: 'true',
    LOG_LEVEL: 'info',
    TEST_APP_SECRET: appSecret,
    TEST_VERIFY_TOKEN: verifyToken,
    TEST_ACCESS_TOKEN: accessToken,
    ...(demo ? {} : { CENTRALITA_KEY: masterKey }),
    ...options.env,
  });
};

/** The same; resolves once it is ready. */
export const startHub = async (options: HubOptions): Promise<HubProcess> => {
  const { port, demo = false } = options;
  const program = spawnHub(options);
  const url = `http://127.0.0.1:${port}`;
  let ended: Exit | undefined;
  void program.exited.then((exit) => {
    ended = exit;
  });
  await until(
    'the hub is ready',
    async () => {
      if (ended) throw new Error(`the hub ended (${ended.code ?? ended.signal}): ${program.err()}`);
      const answer = await fetch(`${url}/readyz`).catch(() => undefined);
      await answer?.arrayBuffer();
      return answer?.ok;
    },
    90_000,
  );
  return {
    ...program,
    url,
    webhook: `${url}/webhooks/meta/main`,
    api: (method, path, body, headers = {}) =>
      call(url + path, method, body, demo ? headers : { authorization: `Bearer ${apiKey}`, ...headers }),
  };
};

export const call = async (
  address: string,
  method: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
) => {
  const response = await fetch(address, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: parsed(text), headers: response.headers };
};

const parsed = (text: string): Loose => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** As the platform signs the bytes of a webhook. */
export const signatureOf = (body: string | Uint8Array, secret = appSecret): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** Posts a signed webhook; answers the status. */
export const postWebhook = async (
  address: string,
  body: string | Uint8Array,
  signature = signatureOf(body),
): Promise<number> => {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body: body as string,
  });
  await response.arrayBuffer();
  return response.status;
};

/** Every event the hub keeps, in its order. */
export const allEvents = async (hub: Pick<HubProcess, 'api'>, query = ''): Promise<Loose[]> => {
  const events: Loose[] = [];
  for (let after = '0'; ; ) {
    const { status, body } = await hub.api('GET', `/v1/events?limit=200&after=${after}${query}`);
    if (status !== 200) throw new Error(`reading events: ${status} ${JSON.stringify(body)}`);
    events.push(...body.events);
    if (!body.more) return events;
    after = body.cursor;
  }
};
