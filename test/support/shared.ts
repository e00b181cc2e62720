import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Material to test against that lies beside the project and is no part of it. */
const shared = resolve(import.meta.dirname, '../../../shared');

/** The text of a file of the shared material, or undefined, said aloud, when it is not on this machine. */
export function sharedFile(path: string): string | undefined {
  const file = join(shared, path);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  process.stdout.write(`Skipped what needs ${path}: it is not here\n`);
  return undefined;
}

/** Every JSON file below a folder of the shared material, with its path below that folder. */
export function sharedJson(folder: string): { readonly name: string; readonly value: unknown }[] {
  const root = join(shared, folder);
  if (!existsSync(root)) {
    process.stdout.write(`Skipped what needs ${folder}: it is not here\n`);
    return [];
  }
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, value: JSON.parse(readFileSync(join(root, name), 'utf8')) }));
}
