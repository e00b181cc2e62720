import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder whose disk can be filled up and emptied. */
export interface SmallDisk {
  fill(): void;
  free(): void;
  /** Before whatever writes there starts anew. */
  restart(): void;
  end(): void;
}

/** A file system of 256 kB: what happens to people. Only root may mount it; undefined for others. */
export const mountedDisk = (folder: string): SmallDisk | undefined => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=700', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const ballast = join(folder, 'ballast');
  return {
    fill: () => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    },
    free: () => rmSync(ballast),
    restart: () => undefined,
    end: () => void execFileSync('umount', ['--lazy', folder]),
  };
};

/** Anybody can have the kernel answer ENOSPC under these names. */
export const linkedDisk = (folder: string, names: readonly string[]): SmallDisk => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    fill: () => {
      for (const name of names) {
        rmSync(join(folder, name), { force: true });
        symlinkSync('/dev/full', join(folder, name));
      }
    },
    free: () => {
      for (const name of names) rmSync(join(folder, name), { force: true });
    },
    // Whoever reads /dev/full never ends.
    restart: () => {
      for (const name of names.filter((each) => !each.endsWith('.new'))) rmSync(join(folder, name));
    },
    end: () => undefined,
  };
};
