// The n8n package into `dist`: nodes, credentials and the core they use, as CommonJS, with icons and codex files.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
// Named folders only: `n8n-node build` would copy every picture of the repository into the package.
const assets = { icons: /\.svg$/, nodes: /\.(?:svg|png)$|__schema__.*\.json$/ };

rmSync(dist, { recursive: true, force: true });
const compiler = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
execFileSync(process.execPath, [compiler, '-p', 'tsconfig.json'], { cwd: root, stdio: 'inherit' });
for (const [folder, pattern] of Object.entries(assets))
  for (const file of readdirSync(join(root, folder), { recursive: true }))
    if (pattern.test(file)) cpSync(join(root, folder, file), join(dist, folder, file));
