import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { operatorKey } from '../hub/src/store/keys.ts';
import { appSecret, businessId, phoneNumberId } from './traffic.ts';

/** As the launcher starts it; plain JavaScript, so its shape is said here. */
const launch = (await import('../hub/bin/launch.mjs' as string)) as {
  hubOptions: readonly string[];
  hubEnvironment(folder: string): NodeJS.ProcessEnv;
};

const serverCore = 0;
const loadCore = 1;
const canPin =
  availableParallelism() > 1 && spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0;

let pinned = false;

/** Puts servers started from now on on one core and this process, which makes the load and receives deliveries, on another. */
export const pinLoad = (): void => {
  pinned = canPin;
  if (pinned) spawnSync('taskset', ['-acp', String(loadCore), String(process.pid)], { stdio: 'ignore' });
  else console.log('  (no taskset, or one core only: server and load share what there is)');
};

export interface Server {
  readonly pid: number;
  readonly port: number;
  /** Seconds of CPU so far, of all threads. */
  cpu(): number;
  /** Megabytes of memory: now, and at most so far. */
  memory(): { readonly now: number; readonly peak: number };
  /** Waits until it has nothing left to do: less than 3 % of a core for half a second. */
  idle(maxSeconds?: number): Promise<number>;
  stop(): Promise<void>;
}

const ticksPerSecond = 100;

const start = async (args: readonly string[], env: NodeJS.ProcessEnv, address: RegExp): Promise<Server> => {
  const node = [process.execPath, '--conditions=source', '--disable-warning=ExperimentalWarning', ...args];
  const command = pinned ? ['taskset', '-c', String(serverCore), ...node] : node;
  const child = spawn(command[0] as string, command.slice(1), {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const port = await portOf(child, address);
  const pid = child.pid as number;
  const cpu = (): number => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  };
  return {
    pid,
    port,
    cpu,
    memory: () => {
      const text = readFileSync(`/proc/${pid}/status`, 'utf8');
      const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1]) / 1024;
      return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
    },
    idle: async (maxSeconds = 120) => {
      const started = performance.now();
      for (let before = cpu(); performance.now() - started < maxSeconds * 1000; ) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        const after = cpu();
        if (after - before <= 0.015) break;
        before = after;
      }
      return (performance.now() - started) / 1000 - 0.5;
    },
    stop: () => stopped(child),
  };
};

const portOf = (child: ChildProcess, address: RegExp): Promise<number> =>
  new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk;
      const port = address.exec(said)?.[1];
      if (port) resolve(Number(port));
    });
    child.once('exit', (code) =>
      reject(new Error(`the server ended with ${code} before it listened: ${said}`)),
    );
  });

const stopped = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), 20_000);
    child.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill('SIGTERM');
  });

export const startBare = (mode: 'plain' | 'batch'): Promise<Server> =>
  start([join(import.meta.dirname, 'bare.ts'), appSecret, mode], {}, /^(\d+)\n/);

const masterKey = 'a key that seals nothing worth keeping';
/** What may do everything at a benchmark's hub. */
export const operator = operatorKey(masterKey);

const yaml = `endpoints:
  - id: main
    appSecret: { env: BENCH_APP_SECRET }
accounts:
  - endpoint: main
    phoneNumberId: '${phoneNumberId}'
    wabaId: '${businessId}'
    accessToken: { env: BENCH_ACCESS_TOKEN }
`;

const main = join(import.meta.dirname, '..', 'hub', 'src', 'main.ts');

/** The hub as `centralita start` runs it, on a folder of its own. */
export const startHub = (
  data: string,
  nodeOptions: readonly string[] = [],
  more: { readonly yaml?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Server> => {
  mkdirSync(data, { recursive: true });
  const config = join(data, 'centralita.yaml');
  writeFileSync(config, `${yaml}${more.yaml ?? ''}`);
  return start(
    [...launch.hubOptions, ...nodeOptions, main, 'start'],
    {
      ...launch.hubEnvironment(join(import.meta.dirname, '..')),
      PORT: '0',
      HOST: '127.0.0.1',
      CENTRALITA_DATA: data,
      CENTRALITA_CONFIG: config,
      CENTRALITA_KEY: masterKey,
      ALLOW_PRIVATE_ADDRESSES: 'true',
      LOG_LEVEL: 'warn',
      BENCH_APP_SECRET: appSecret,
      BENCH_ACCESS_TOKEN: 'unused',
      ...more.env,
    },
    /Health\s+http:\/\/127\.0\.0\.1:(\d+)\/healthz/,
  );
};

/** A folder on a real disk that is gone afterwards: a memory file system would make fsync free. */
export const temporaryFolder = (): { readonly path: string; remove(): void } => {
  const path = mkdtempSync(join(process.env.CENTRALITA_BENCH_FOLDER ?? tmpdir(), 'bench-centralita-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
