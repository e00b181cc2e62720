// `npm run test:n8n`: the n8n package in n8n's engine and in a real n8n, which is installed once into a cache.
import { spawn } from 'node:child_process';
import { ensure, node24, root } from './lib/ensure.mjs';
import { jestArguments } from './lib/jest.mjs';
import { ensureN8n } from './lib/n8n-install.mjs';

const limitMs = 20 * 60_000;
// Everything given goes to jest; without a path that is all of test/n8n.
const given = process.argv.slice(2);

ensure('all');
const node = node24();
try {
  await ensureN8n((line) => console.log(line));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const args = [
  ...jestArguments(['--runInBand', '--forceExit', '--verbose', ...given]),
  '--testMatch=**/test/n8n/**/*.{slow,real}.ts',
];
// A group of its own: what a test has started is ended with it.
const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
const end = (signal) => {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended.
  }
};
const timeout = setTimeout(() => {
  console.error(`Stopped: the suite took longer than ${limitMs / 60_000} minutes.`);
  end('SIGKILL');
}, limitMs);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end('SIGTERM'));
child.on('exit', (code) => {
  clearTimeout(timeout);
  end('SIGKILL');
  process.exit(code ?? 1);
});
