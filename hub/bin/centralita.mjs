#!/usr/bin/env node
// The `centralita` command. Starts on Node 20 and newer, and runs the hub with Node 24.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode, handOver, hubEnvironment, hubOptions, missing } from './launch.mjs';

const hub = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(hub, 'src', 'main.ts');
const main = existsSync(source) ? ['--conditions=source', source] : [join(hub, 'dist', 'main.js')];

const node = findNode(hub);
if (!node) {
  console.error(missing());
  process.exit(1);
}
if (node.note && process.stderr.isTTY) console.error(node.note);
handOver(node.path, [...hubOptions, ...main, ...process.argv.slice(2)], {
  env: hubEnvironment(dirname(hub)),
});
