// `npm start`: the hub with the sandbox, on this machine only. Arguments after `--` go to the hub.
import { handOver, hubEnvironment, hubOptions } from '../hub/bin/launch.mjs';
import { ensure, node24, root } from './lib/ensure.mjs';

ensure('run');
const main = [...hubOptions, '--conditions=source', 'hub/src/main.ts', 'start', '--demo'];
handOver(node24(), [...main, ...process.argv.slice(2)], {
  cwd: root,
  env: hubEnvironment(root),
});

// A SIGTERM to npm ends npm and its shell but does not come through to here: the hub would stay behind.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 500).unref();
}
