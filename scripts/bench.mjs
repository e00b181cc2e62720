// `npm run bench`: all benchmarks, or those named after `--`. See bench/README.md.
import { join } from 'node:path';
import { handOver } from '../hub/bin/launch.mjs';
import { ensure, node24, root } from './lib/ensure.mjs';

ensure('all');
const run = join(root, 'bench', 'run.ts');
handOver(node24(), ['--disable-warning=ExperimentalWarning', run, ...process.argv.slice(2)], { cwd: root });
