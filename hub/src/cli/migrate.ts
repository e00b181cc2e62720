import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../store/database.ts';
import { openStore } from '../store/index.ts';
import { lockFolder } from '../store/lock.ts';
import { pendingSteps } from '../store/migrate.ts';
import type { RunCommand } from './command.ts';
import { findHub } from './remote.ts';

/** Brings the store up to date, as the next start would; with --dry-run says only what would be done. */
export const run: RunCommand = async (positionals, values, terminal) => {
  if (positionals.length > 0) {
    terminal.err(`migrate takes no "${positionals[0]}".\n\nUsage: centralita migrate [--dry-run]\n`);
    return 2;
  }
  const place = findHub(terminal.env);
  if ('remote' in place) {
    terminal.out(`The hub at ${place.remote.url} runs: its store is up to date.\n`);
    return 0;
  }
  const { folder } = place;
  const file = join(folder, 'hub.db');
  if (!existsSync(file)) {
    terminal.out(`${folder} holds no data yet: the first start makes it.\n`);
    return 0;
  }
  const lock = lockFolder(folder);
  try {
    const steps = pendingOf(file);
    if (steps.length === 0) {
      terminal.out(`${file} is up to date.\n`);
      return 0;
    }
    terminal.out(`${steps.map((step) => `  ${step.replace(/\.sql$/, '')}`).join('\n')}\n`);
    if (values['dry-run'] === true) {
      terminal.out(`${count(steps)} to be taken. Copy ${folder} before: a step is not undone.\n`);
      return 0;
    }
    await openStore(folder).close();
    terminal.out(`${count(steps)} taken: ${file} is up to date.\n`);
    return 0;
  } finally {
    lock.release();
  }
};

const pendingOf = (file: string): readonly string[] => {
  const db = new Database(file);
  try {
    return pendingSteps(db);
  } finally {
    db.close();
  }
};

const count = (steps: readonly string[]): string =>
  `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
