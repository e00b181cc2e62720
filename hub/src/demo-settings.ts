import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Environment } from './config.ts';
import { loadSettings, parseSettings, type Settings } from './settings/index.ts';

const shop = fileURLToPath(new URL('demo.yaml', import.meta.url));

/** A small shop with two teams, so that there is somebody to route to; a file of one's own takes its place. */
export const loadDemoSettings = (path: string, env: Environment): Settings =>
  existsSync(path) ? loadSettings(path, env) : parseSettings(readFileSync(shop, 'utf8'), 'demo.yaml', env);
