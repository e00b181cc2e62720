// `npm run schema`: docs/schema and the examples in docs, from core/src/model and test/fixtures/events.
import { handOver } from '../hub/bin/launch.mjs';
import { ensure, node24, root } from './lib/ensure.mjs';

ensure('all');
handOver(node24(), ['scripts/schema/main.ts'], { cwd: root });
