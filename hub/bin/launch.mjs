import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, sep } from 'node:path';

export const wanted = 24;
const major = (version) => Number.parseInt(version, 10);

/**
 * A Node new enough to run Centralita: this very one, or the one npm brought into a `node_modules` at or above
 * `folder`. `note` is set when the second had to be taken.
 */
export function findNode(folder) {
  const own = systemVersion();
  if (major(process.versions.node) >= wanted) {
    return {
      path: process.execPath,
      note: major(own) < wanted ? note(own, process.versions.node) : undefined,
    };
  }
  for (let at = folder; ; at = dirname(at)) {
    const path = join(
      at,
      'node_modules',
      packageName(),
      'bin',
      process.platform === 'win32' ? 'node.exe' : 'node',
    );
    // Asked for its version because a file that is there may still not run, on musl for instance.
    const version =
      existsSync(path) && spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.trim().slice(1);
    if (version && major(version) >= wanted) return { path, note: note(own, version) };
    if (dirname(at) === at) return undefined;
  }
}

export const missing = () =>
  `Centralita needs Node ${wanted} or newer; this is ${process.versions.node}, and npm brings none for ` +
  `${process.platform}-${process.arch}. Install Node ${wanted} from https://nodejs.org and run this again.`;

/**
 * What a hub runs with: a heap that grows with care, since most of what it holds for long is in the database, and
 * compiled sources kept for the next start.
 */
export const hubOptions = ['--max-semi-space-size=8', '--max-old-space-size=1024'];
export const hubEnvironment = (folder) => ({
  NODE_COMPILE_CACHE: join(folder, 'node_modules', '.cache', 'centralita'),
  MALLOC_ARENA_MAX: '2',
  ...process.env,
});

/** Hands the terminal to a child and ends as it ended. */
export function handOver(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  const last = {};
  const forward = (signal) => {
    // On a terminal ctrl-C has reached the child already; npm sends it a second time a moment later.
    if (signal !== 'SIGTERM' && process.stdin.isTTY) return;
    if (Date.now() - (last[signal] ?? 0) < 1000) return;
    last[signal] = Date.now();
    child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  child.on('error', (error) => {
    console.error(`${command} could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + constants.signals[signal]);
  });
}

const packageName = () => `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** npm puts `node_modules/.bin` first on the PATH, so a script may already be running on the Node it brought. */
function systemVersion() {
  const brought = process.execPath.includes(`${sep}node_modules${sep}${packageName()}${sep}`);
  const agent = /\bnode\/v(\S+)/.exec(process.env.npm_config_user_agent ?? '');
  return brought && agent ? agent[1] : process.versions.node;
}

const note = (own, brought) =>
  `Node ${own} is older than ${wanted}: using Node ${brought} from npm inside this folder; ` +
  `your system's Node is untouched.`;
