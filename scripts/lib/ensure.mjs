import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode, missing } from '../../hub/bin/launch.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const modules = join(root, 'node_modules');

const running = ['core', 'hub', 'sandbox', 'slack-app', 'hubspot', 'runtime'];
const sets = {
  run: {
    flags: ['--omit=dev', ...running.flatMap((workspace) => ['-w', workspace])],
    text: 'Installing what running needs (first start only, about 30 s)…',
  },
  all: { flags: [], text: 'Installing the test tools too (first time only, about a minute)…' },
};

/** Brings `node_modules` to what `set` needs: 'run', or 'all' with the development tools. Quick when it is there. */
export function ensure(set) {
  if (fresh('all') || (set === 'run' && fresh('run'))) return;
  // Never a smaller install in place of a full one.
  const chosen = existsSync(stamp('all')) || existsSync(join(modules, 'jest')) ? 'all' : set;
  if (!matchesLockfile(chosen)) {
    const stale = existsSync(stamp(chosen));
    console.log(stale ? 'The lockfile has changed: bringing node_modules up to date…' : sets[chosen].text);
    install(chosen);
  }
  writeFileSync(stamp(chosen), lockHash());
}

/** The path of a Node 24 or newer; ends the process with one line when there is none. */
export function node24() {
  const node = findNode(root);
  if (!node) {
    console.error(missing());
    process.exit(1);
  }
  if (node.note) console.log(node.note);
  return node.path;
}

const stamp = (set) => join(modules, `.centralita-${set}.stamp`);
const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
const fresh = (set) => existsSync(stamp(set)) && readFileSync(stamp(set), 'utf8') === lockHash();

/** True after an `npm ci` or `npm install` by hand, which leaves npm's own record but no stamp of ours. */
function matchesLockfile(set) {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const there = packages(record);
  return Object.entries(packages(join(root, 'package-lock.json'))).every(([path, entry]) => {
    const needed = path.includes('node_modules/') && !entry.optional && !entry.devOptional && !entry.peer;
    const wanted = needed && (set === 'all' || !entry.dev);
    return !wanted || (there[path] !== undefined && there[path].version === entry.version);
  });
}

function install(set) {
  // A tree that is there is only completed: a hub that runs from it keeps its files.
  const verb = existsSync(join(modules, '.package-lock.json')) ? ['install', '--no-save'] : ['ci'];
  const quiet = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--fetch-retry-maxtimeout=10000',
  ];
  const result = npm([...verb, ...quiet, ...sets[set].flags]);
  if (result.status === 0) return;
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`;
  console.error(output.trim().split('\n').slice(-15).join('\n'));
  console.error(
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH/.test(output)
      ? 'npm could not reach its registry. Check the network or proxy settings, then run the same command again.'
      : `The installation failed. Run \`npm ${verb[0]}\` in this folder to see everything npm says.`,
  );
  process.exit(1);
}

function npm(args) {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 };
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli?.endsWith('.js')) return spawnSync(node ?? process.execPath, [cli, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}
