// `npm run schema`: docs/schema and the examples in docs, from core/src/model and test/fixtures.
import { fileURLToPath } from 'node:url';
import { handOver } from '../hub/bin/launch.mjs';
import { ensure, node24, root } from './lib/ensure.mjs';

ensure('all');
handOver(node24(), [fileURLToPath(new URL('./schema/main.ts', import.meta.url))], { cwd: root });
