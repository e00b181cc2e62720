import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { NodeFailure } from './failure.ts';

/**
 * Small files in a folder of Node-RED's user directory: what must outlive a restart. They hold messages of
 * customers, so nobody else on the machine may read them.
 */
export interface Files {
  read(name: string): string | undefined;
  /** The whole file anew, or not at all. Throws `store_unavailable`. */
  write(name: string, text: string): void;
  /** One line more. Throws `store_unavailable`. */
  append(name: string, line: string): void;
  remove(name: string): void;
  /** Called at once and whenever it changes. The undo is returned. */
  watch(on: (disk: DiskState) => void): () => void;
}

/** What became of the last attempt to write: `refused` is a folder that may not be written. */
export type DiskState = 'ok' | 'full' | 'refused';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** As much as our files usually grow by at once. */
const probe = 'x'.repeat(8192);

export const createFiles = (folder: string, probeEveryMs = 15_000): Files => {
  const watchers = new Set<(disk: DiskState) => void>();
  let disk: DiskState = 'ok';
  let probing: NodeJS.Timeout | undefined;

  const become = (next: DiskState): void => {
    if (next === disk) return;
    disk = next;
    clearInterval(probing);
    // Nobody has to send something to find out that there is space again.
    if (disk !== 'ok') probing = setInterval(tryAgain, probeEveryMs).unref();
    // Afterwards: whoever is writing has not finished yet.
    queueMicrotask(() => {
      for (const watcher of [...watchers]) watcher(disk);
    });
  };
  const attempt = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      const code = String((error as { code?: unknown }).code ?? 'unknown');
      const now = full.has(code) ? 'full' : 'refused';
      become(now);
      const [details, nextStep] =
        now === 'full'
          ? [`the disk of ${folder} is full (${code})`, 'Free some space on this disk, then send again.']
          : [
              `${folder} cannot be written (${code})`,
              'Make the folder writable for Node-RED, then send again.',
            ];
      throw new NodeFailure('store_unavailable', { details, nextStep, disk: now, outcome: 'not-sent' });
    }
    become('ok');
  };
  const tryAgain = (): void => {
    try {
      attempt(() => {
        prepare();
        writeFileSync(pathOf('probe'), probe, { mode: 0o600 });
      });
    } catch {
      // Still full.
    }
    rmSync(pathOf('probe'), { force: true });
  };
  const pathOf = (name: string): string => join(folder, name.replace(/[^\w.-]/g, '_'));
  const prepare = () => mkdirSync(folder, { recursive: true, mode: 0o700 });

  return {
    read: (name) => {
      try {
        return readFileSync(pathOf(name), 'utf8');
      } catch {
        return undefined;
      }
    },
    write: (name, text) =>
      attempt(() => {
        prepare();
        writeFileSync(`${pathOf(name)}.new`, text, { mode: 0o600 });
        renameSync(`${pathOf(name)}.new`, pathOf(name));
      }),
    append: (name, line) =>
      attempt(() => {
        prepare();
        appendWhole(pathOf(name), `${line}\n`);
      }),
    remove: (name) => rmSync(pathOf(name), { force: true }),
    watch: (on) => {
      watchers.add(on);
      on(disk);
      return () => void watchers.delete(on);
    },
  };
};

/** All of it or nothing: half a line would spoil the next one too. */
const appendWhole = (path: string, line: string): void => {
  const file = openSync(path, 'a', 0o600);
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.from(line);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(file, bytes, written);
    } catch (error) {
      if (written > 0) ftruncateSync(file, size);
      throw error;
    }
  } finally {
    closeSync(file);
  }
};

/** Where there is no user directory: it lasts as long as the process. */
export const createMemoryFiles = (): Files => {
  const texts = new Map<string, string>();
  return {
    read: (name) => texts.get(name),
    write: (name, text) => void texts.set(name, text),
    append: (name, line) => void texts.set(name, `${texts.get(name) ?? ''}${line}\n`),
    remove: (name) => void texts.delete(name),
    watch: (on) => {
      on('ok');
      return () => undefined;
    },
  };
};
