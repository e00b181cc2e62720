import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../../..');

let built = false;

/** The package into `dist`, once for a file of tests. */
export const build = (): string => {
  if (!built)
    execFileSync(process.execPath, [join(root, 'scripts/build-n8n.mjs')], { cwd: root, stdio: 'pipe' });
  built = true;
  return root;
};

export interface Packed {
  readonly tarball: string;
  /** The unpacked package. */
  readonly folder: string;
  /** Paths inside the package. */
  readonly files: readonly string[];
  remove(): void;
}

/** What `npm publish` would publish, unpacked into a temporary folder. */
export const pack = (): Packed => {
  build();
  const place = mkdtempSync(join(tmpdir(), 'centralita-pack-'));
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const args = [...first, 'pack', '--json', '--ignore-scripts', '--pack-destination', place];
  const answer = execFileSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const packed = Object.values(JSON.parse(answer))[0] as { filename: string; files: { path: string }[] };
  const tarball = join(place, packed.filename);
  execFileSync('tar', ['xzf', tarball, '-C', place]);
  return {
    tarball,
    folder: join(place, 'package'),
    files: packed.files.map(({ path }) => path),
    remove: () => rmSync(place, { recursive: true, force: true }),
  };
};

export const packageJson = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
