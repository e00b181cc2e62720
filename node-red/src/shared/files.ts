import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

export const createFiles = (folder: string): Files => {
  const attempt = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      const code = String((error as { code?: unknown }).code ?? 'unknown');
      const details = full.has(code)
        ? `the disk of ${folder} is full (${code})`
        : `${folder} cannot be written (${code})`;
      const nextStep = full.has(code)
        ? 'Free some space on this disk, then send again.'
        : 'Make the folder writable for Node-RED, then send again.';
      throw new NodeFailure('store_unavailable', { details, nextStep, outcome: 'not-sent' });
    }
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
        appendFileSync(pathOf(name), `${line}\n`, { mode: 0o600 });
      }),
    remove: (name) => rmSync(pathOf(name), { force: true }),
  };
};

/** Where there is no user directory: it lasts as long as the process. */
export const createMemoryFiles = (): Files => {
  const texts = new Map<string, string>();
  return {
    read: (name) => texts.get(name),
    write: (name, text) => void texts.set(name, text),
    append: (name, line) => void texts.set(name, `${texts.get(name) ?? ''}${line}\n`),
    remove: (name) => void texts.delete(name),
  };
};
