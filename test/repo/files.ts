import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Every file that is or would be committed, relative to the root, with forward slashes. */
export function projectFiles(): string[] {
  if (!existsSync(join(root, '.git'))) return walk(root);
  const listing = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', listing, { cwd: root, encoding: 'utf8' });
  return listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}

/** The TypeScript files below a folder; those of tests only when asked for. */
export function sourcesIn(folder: string, withTests = false): string[] {
  if (!existsSync(join(root, folder))) return [];
  return walk(join(root, folder))
    .filter((file) => /\.[cm]?tsx?$/.test(file) && !file.endsWith('.d.ts'))
    .filter((file) => withTests || !/\.(test|slow)\.ts$/.test(file));
}

const skipped = new Set(['node_modules', 'dist', 'data', 'coverage', '.git', '.cache']);

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : walk(path);
    return [relative(root, path).split(sep).join('/')];
  });
