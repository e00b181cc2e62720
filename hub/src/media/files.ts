import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Files by the SHA-256 of their bytes, in a folder for each person: nobody outside chooses a path, what comes twice is
 * kept once, and erasing a person is dropping their folder.
 */
export interface Files {
  /** On disk when it resolves. The hash as hex. */
  put(folder: string, bytes: Uint8Array): Promise<string>;
  /** Undefined when it is gone, or is not what was put there. */
  get(folder: string, sha256: string): Promise<Uint8Array | undefined>;
  remove(folder: string, sha256: string): Promise<void>;
  removeAll(folder: string): Promise<void>;
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const createFiles = (root: string): Files => {
  const folderOf = (folder: string): string => {
    if (!/^(ct|ca)_[0-9a-z]{16,64}$/.test(folder)) throw new RangeError('not an id of a contact or account');
    return join(root, folder);
  };
  const pathOf = (folder: string, sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError('not a SHA-256');
    return join(folderOf(folder), sha256);
  };
  let made = 0;
  return {
    put: async (folder, bytes) => {
      const sha256 = hashOf(bytes);
      const path = pathOf(folder, sha256);
      if (existsSync(path)) return sha256;
      await mkdir(folderOf(folder), { recursive: true, mode: 0o700 });
      made += 1;
      const unfinished = `${path}.${process.pid}-${made}`;
      const file = await open(unfinished, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, path);
      return sha256;
    },
    get: async (folder, sha256) => {
      try {
        const bytes = await readFile(pathOf(folder, sha256));
        return hashOf(bytes) === sha256 ? bytes : undefined;
      } catch {
        return undefined;
      }
    },
    remove: (folder, sha256) => rm(pathOf(folder, sha256), { force: true }),
    removeAll: (folder) => rm(folderOf(folder), { recursive: true, force: true }),
  };
};
