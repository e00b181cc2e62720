// `npm run check`: everything that must be green. Stops at the first failure. `--no-tests` leaves jest out.
import { spawnSync } from 'node:child_process';
import { ensure, node24, root } from './lib/ensure.mjs';
import { jestArguments } from './lib/jest.mjs';

ensure('all');
const node = node24();
const steps = [
  ['format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']],
  ['types', ['node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.check.json']],
  [
    'types of the n8n package',
    ['node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.json', '--noEmit'],
  ],
  ['types of the n8n tests', ['node_modules/@typescript/native/bin/tsc', '-p', 'test/n8n/unit']],
  ['types of the console', ['node_modules/@typescript/native/bin/tsc', '-p', 'hub/src/pages']],
  ['types of the phone', ['node_modules/@typescript/native/bin/tsc', '-p', 'sandbox/src/phone']],
  ['types of the Node-RED editor', ['node_modules/@typescript/native/bin/tsc', '-p', 'node-red/src/editor']],
  ['unused code', ['node_modules/knip/bin/knip.js', '--no-progress']],
];
if (!process.argv.includes('--no-tests')) steps.push(['tests', jestArguments([])]);

for (const [heading, args] of steps) {
  console.log(`\n== ${heading}`);
  const start = performance.now();
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit' });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`== ${heading}: ${status === 0 ? 'passed' : 'FAILED'} after ${seconds} s`);
  if (status !== 0) process.exit(1);
}
