import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles, root, schemaFolder, settingsSchema } from './files.ts';

const files = generatedFiles();
for (const [path, text] of files) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const folder = join(root, schemaFolder);
const stale = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (name) =>
    name.endsWith('.json') &&
    name !== settingsSchema &&
    !files.has(`${schemaFolder}/${name.replaceAll('\\', '/')}`),
);
for (const name of stale) rmSync(join(folder, name));
console.log(`${files.size} files written, ${stale.length} removed`);
