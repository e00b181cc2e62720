// A real n8n for the tests, installed once into a cache outside the repository. Linux on x64 and arm64.
import { spawn, spawnSync } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const n8nVersion = '2.41.1';
const minutes = 60_000;
const installLimit = 12 * minutes;

const cache = () => process.env.CENTRALITA_CACHE || join(homedir(), '.cache', 'centralita');
export const n8nFolder = () => join(cache(), `n8n-${n8nVersion}`);
const nodePackage = () => `node-linux-${process.arch}`;
const stamp = (folder) => join(folder, '.ready');

/**
 * The installed n8n: `{ folder, node, bin, modules }`. Installs it when it is not there, waits when another process
 * is installing it, and says what it is doing through `say`.
 * @throws with what is missing on this machine, or the last lines of npm
 */
export async function ensureN8n(say = () => {}) {
  const folder = n8nFolder();
  if (!existsSync(stamp(folder))) await install(folder, say);
  return {
    folder,
    modules: join(folder, 'node_modules'),
    bin: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
    node: join(folder, 'node_modules', nodePackage(), 'bin', 'node'),
  };
}

async function install(folder, say) {
  if (process.platform !== 'linux') throw new Error('The real n8n is installed for the tests on Linux only.');
  const missing = ['python3', 'make', 'g++'].filter((tool) => spawnSync(tool, ['--version']).status !== 0);
  if (missing.length > 0)
    throw new Error(
      `n8n compiles its SQLite driver and needs ${missing.join(', ')}. Debian: apt-get install python3 make g++`,
    );
  mkdirSync(folder, { recursive: true });
  const release = await lock(join(folder, '.installing'), () => existsSync(stamp(folder)), say);
  if (!release) return;
  try {
    const deadline = Date.now() + installLimit;
    writeFileSync(
      join(folder, 'package.json'),
      // n8n asks for a linkedom whose later releases need what npm cannot bring.
      JSON.stringify({ private: true, overrides: { linkedom: '0.18.12' } }),
    );
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http'];
    say(`Installing n8n ${n8nVersion} into ${folder} (once; about 10 minutes and 3 GB)…`);
    await npm(folder, ['install', ...quiet, `n8n@${n8nVersion}`], {}, deadline, say);
    say('Installing the Node 24 it runs on…');
    await npm(folder, ['install', '--no-save', ...quiet, `${nodePackage()}@24`], {}, deadline, say);
    say('Compiling its SQLite driver (about a minute and a half)…');
    const runtime = join(folder, 'node_modules', nodePackage());
    const env = {
      npm_config_nodedir: runtime,
      npm_config_ignore_scripts: 'false',
      PATH: `${runtime}/bin:${process.env.PATH}`,
    };
    await npm(folder, ['rebuild', 'sqlite3'], env, deadline, say);
    writeFileSync(stamp(folder), n8nVersion);
    say('n8n is installed.');
  } finally {
    release();
  }
}

/** Runs npm with its output in a log file beside the installation, a line of progress every 20 seconds. */
function npm(folder, args, env, deadline, say) {
  const log = join(folder, 'install.log');
  return new Promise((resolve, reject) => {
    const output = createWriteStream(log, { flags: 'a' });
    // A group of its own, so that a stop reaches what npm started.
    const child = spawn('npm', args, {
      cwd: folder,
      env: { ...clean(), ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let fetched = 0;
    const tail = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes) => {
        output.write(bytes);
        const text = bytes.toString();
        fetched += text.split('http fetch').length - 1;
        tail.push(...text.split('\n').filter((line) => line && !line.includes('http fetch')));
        tail.splice(0, tail.length - 15);
      });
    const started = Date.now();
    const progress = setInterval(() => {
      const seconds = Math.round((Date.now() - started) / 1000);
      say(`  npm ${args[0]}: ${seconds} s, ${fetched} files fetched`);
    }, 20_000);
    const timeout = setTimeout(
      () => {
        tail.push(`stopped after ${installLimit / minutes} minutes`);
        killGroup(child.pid);
      },
      Math.max(1, deadline - Date.now()),
    );
    // Whoever is told to stop takes npm along.
    const stop = () => {
      killGroup(child.pid);
      process.exit(143);
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
    const end = (error) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, stop);
      clearInterval(progress);
      clearTimeout(timeout);
      output.end();
      error ? reject(error) : resolve();
    };
    child.on('error', (error) => end(error));
    child.on('close', (code) =>
      end(
        code === 0
          ? undefined
          : new Error(`npm ${args.join(' ')} failed (all of it: ${log}):\n${tail.join('\n')}`),
      ),
    );
  });
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {}
}

/** npm hands its own settings to what it runs; a second npm must not take this project's for its own. */
function clean() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)_/i.test(name)),
  );
}

/** Takes the lock, or waits until `done` says that its holder finished (then undefined). A dead holder's is taken. */
async function lock(path, done, say) {
  let told = false;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (done()) return undefined;
    if (!holderLives(path)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told) say('Another process is installing n8n; waiting for it…');
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (done()) return undefined;
  }
}

function holderLives(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // Just created and not written yet.
    if (!pid) return Date.now() - statSync(path).mtimeMs < 5000;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
