// `npm run package -w node-red -- FOLDER`: what is published, in a folder to give to `npm publish`. Built here and not by
// npm's `prepack`, which does not run where `ignore-scripts` is set and would then publish a package without nodes.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildInto } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Writes the package into `folder` and answers its path. */
export async function packageInto(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await buildInto(join(folder, 'dist'));
  // What only this repository can run is left out.
  const { scripts, devDependencies, ...manifest } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  for (const name of ['examples', 'README.md'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  cpSync(join(dirname(root), 'LICENSE'), join(folder, 'LICENSE'));
  return folder;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`packaged ${await packageInto(resolve(process.argv[2] ?? join(root, 'dist/package')))}`);
}
