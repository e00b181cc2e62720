// `npm test`: every *.test.ts. `--slow` takes the *.slow.ts instead; all other arguments go to jest.
import { handOver } from '../hub/bin/launch.mjs';
import { ensure, node24, root } from './lib/ensure.mjs';
import { jestArguments } from './lib/jest.mjs';

ensure('all');
handOver(node24(), jestArguments(process.argv.slice(2)), { cwd: root });
