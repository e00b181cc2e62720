import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort, until } from '../support/hub-process.ts';

/** What n8n's queue mode needs beside n8n. Debian: apt-get install redis-server postgresql. */
export interface QueueServers {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const onPath = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

const redisServer = onPath('redis-server');

/** The newest PostgreSQL, where distributions keep it. */
const postgresFolder = ((): string | undefined => {
  const beside = onPath('initdb');
  if (beside) return join(beside, '..');
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map(Number) : [];
  const folder = join(debian, String(Math.max(0, ...versions)), 'bin');
  return existsSync(join(folder, 'initdb')) ? folder : undefined;
})();

export const missingForQueue = [
  ...(redisServer ? [] : ['redis-server']),
  ...(postgresFolder ? [] : ['postgresql']),
];

/** PostgreSQL refuses to run as root: its own user is there where it was installed. */
const postgresUser = (): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
};

const accepts = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });

const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exit;
  clearTimeout(late);
};

/** Redis and PostgreSQL on free ports, in folders of their own that are gone afterwards. */
export const startQueueServers = async (): Promise<QueueServers> => {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-queue-'));
  const data = join(folder, 'postgres');
  const [redisPort, postgresPort] = [await freePort(), await freePort()];
  const children: ChildProcess[] = [];
  const stop = async () => {
    // For PostgreSQL an interrupt is the quick and clean end.
    await Promise.all(children.map((child) => ended(child, 'SIGINT')));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const redis = ['--port', `${redisPort}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
    children.push(spawn(redisServer as string, redis, { stdio: 'ignore' }));
    const user = postgresUser();
    const bin = (name: string) => join(postgresFolder as string, name);
    if (user.uid !== undefined) chownSync(folder, user.uid, user.gid as number);
    const options = { ...user, cwd: folder, stdio: 'ignore' as const };
    execFileSync(bin('initdb'), ['-D', data, '-U', 'n8n', '-A', 'trust', '-E', 'UTF8', '--no-sync'], options);
    const server = ['-D', data, '-p', `${postgresPort}`, '-h', '127.0.0.1', '-k', folder, '-c', 'fsync=off'];
    children.push(spawn(bin('postgres'), server, options));
    await until(
      'Redis and PostgreSQL listen',
      async () => (await Promise.all([accepts(redisPort), accepts(postgresPort)])).every(Boolean),
      30_000,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    env: {
      EXECUTIONS_MODE: 'queue',
      QUEUE_BULL_REDIS_HOST: '127.0.0.1',
      QUEUE_BULL_REDIS_PORT: String(redisPort),
      DB_TYPE: 'postgresdb',
      DB_POSTGRESDB_HOST: '127.0.0.1',
      DB_POSTGRESDB_PORT: String(postgresPort),
      DB_POSTGRESDB_USER: 'n8n',
      DB_POSTGRESDB_DATABASE: 'postgres',
    },
    stop,
  };
};

export interface Balancer {
  readonly url: string;
  /** Where requests go, by turns. */
  readonly targets: number[];
  /** How many went to each. */
  readonly counts: Map<number, number>;
  stop(): Promise<void>;
}

/** Hands requests to the webhook processors by turns, as a load balancer before them does. */
export const startBalancer = async (): Promise<Balancer> => {
  const targets: number[] = [];
  const counts = new Map<number, number>();
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const port = targets[turn++ % targets.length];
    if (port === undefined) return outgoing.writeHead(503).end();
    counts.set(port, (counts.get(port) ?? 0) + 1);
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.writeHead(502).end());
    return incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    counts,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
