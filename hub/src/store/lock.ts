import { closeSync, mkdirSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CentralitaError } from '@centralita/core/model';

export interface FolderLock {
  release(): void;
}

export interface LockHolder {
  readonly pid: number;
  readonly url?: string;
}

/** A database that nobody refers to is collected, and its lock with it. */
const held = new Set<DatabaseSync>();

/**
 * One hub at a time in a data folder. An exclusive SQLite lock on `hub.lock` is held for life: the operating
 * system lets go of it when the process dies, however it dies. `hub.json` beside it only says who it is.
 */
export const lockFolder = (folder: string): FolderLock => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  closeSync(openSync(join(folder, 'hub.lock'), 'a', 0o600));
  const db = new DatabaseSync(join(folder, 'hub.lock'), { timeout: 0 });
  try {
    db.exec(
      'pragma locking_mode = exclusive; pragma journal_mode = delete; begin exclusive; create table if not exists held (at); commit; begin exclusive',
    );
  } catch (cause) {
    db.close();
    const holder = readHolder(folder);
    const who = holder ? `process ${holder.pid}${holder.url ? ` at ${holder.url}` : ''}` : 'another process';
    throw new CentralitaError('folder_locked', `${folder} is used by ${who}`, {
      cause,
      field: 'CENTRALITA_DATA',
    });
  }
  held.add(db);
  writeHolder(folder, { pid: process.pid });
  return {
    release: () => {
      if (!held.delete(db)) return;
      try {
        unlinkSync(join(folder, 'hub.json'));
      } catch {
        // Nobody needs it any more.
      }
      db.close();
    },
  };
};

/** Says where the running hub answers, for CLI commands and for whoever is refused the folder. */
export const writeHolder = (folder: string, holder: LockHolder): void =>
  writeFileSync(join(folder, 'hub.json'), JSON.stringify(holder), { mode: 0o600 });

export const readHolder = (folder: string): LockHolder | undefined => {
  try {
    const holder = JSON.parse(readFileSync(join(folder, 'hub.json'), 'utf8')) as LockHolder;
    return typeof holder.pid === 'number' ? holder : undefined;
  } catch {
    return undefined;
  }
};
