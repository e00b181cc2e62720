import { existsSync, statSync } from 'node:fs';
import { CentralitaError } from '@centralita/core/model';
import type { Settings } from './index.ts';

/** What takes effect at once. Everything else is read when the hub starts. */
const live = [
  'users',
  'teams',
  'routing',
  'regions',
  'consent',
  'retention',
  'console',
  'warnings',
] as const satisfies readonly (keyof Settings)[];
type Live = (typeof live)[number];

export interface Reloaded {
  /** Sections that changed and are in force now. */
  readonly changed: readonly string[];
  /** Sections that changed and count from the next start on. */
  readonly needRestart: readonly string[];
}

/** The settings while the hub runs. A bad file never replaces a good one. */
export interface SettingsSource {
  /** As of now; never changes itself, the next good file makes another. */
  current(): Settings;
  /** The same as one object whose parts are always those of now: what was handed out at the start stays true. */
  readonly view: Settings;
  /** Reads again; undefined when the file was refused. */
  reload(): Reloaded | undefined;
  stop(): void;
}

export interface SettingsSourceOptions {
  readonly first: Settings;
  /** Stands before what the file says, as the demonstration's own account does. */
  readonly instead?: Partial<Settings>;
  /** Reads the file; throws what is wrong with it. */
  readonly load: () => Settings;
  /** Followed when given: a change is read when the file has been quiet for a moment. */
  readonly path?: string;
  readonly onReload: (outcome: Reloaded, settings: Settings) => void;
  readonly onRefused: (error: CentralitaError) => void;
  /** Milliseconds between two looks at the file. */
  readonly interval?: number;
}

export const createSettingsSource = (options: SettingsSourceOptions): SettingsSource => {
  const { first, instead, path, interval = 1000 } = options;
  const started: Settings = { ...first, ...instead };
  let settings = started;
  let lastRead = first;

  const reload = (): Reloaded | undefined => {
    let read: Settings;
    try {
      if (path !== undefined && !existsSync(path)) {
        throw new CentralitaError('config_invalid', `${path} is gone; what it said last stays in force`, {
          field: 'CENTRALITA_CONFIG',
        });
      }
      read = options.load();
    } catch (error) {
      options.onRefused(asConfigError(error));
      return undefined;
    }
    const differs = (name: keyof Settings) => !same(read[name], lastRead[name]);
    const names = [...new Set([...Object.keys(read), ...Object.keys(lastRead)])] as (keyof Settings)[];
    const isLive = (name: keyof Settings): name is Live => (live as readonly string[]).includes(name);
    const changed = names.filter((name) => isLive(name) && name !== 'warnings' && differs(name));
    // Against the first: a section that was changed and changed back needs nothing.
    const needRestart: string[] = names.filter((name) => !isLive(name) && !same(read[name], first[name]));
    if (read.consent.confirm !== first.consent.confirm) needRestart.push('consent.confirm');
    lastRead = read;
    settings = { ...settings, ...Object.fromEntries(live.map((name) => [name, read[name]])) };
    const outcome = { changed, needRestart };
    options.onReload(outcome, settings);
    return outcome;
  };

  const stopFollowing = path === undefined ? () => undefined : follow(path, interval, reload);

  return {
    current: () => settings,
    view: viewOf(started, () => settings),
    reload,
    stop: stopFollowing,
  };
};

/**
 * Calls when the file has changed and then stayed the same for one look. By its state and not by notices: those fail on
 * network folders, and where the file is replaced by another.
 */
const follow = (path: string, interval: number, changed: () => unknown): (() => void) => {
  const state = (): string => {
    const file = statSync(path, { bigint: true, throwIfNoEntry: false });
    return file ? `${file.ino} ${file.size} ${file.mtimeNs}` : '';
  };
  let before = state();
  let waiting = false;
  const timer = setInterval(() => {
    const now = state();
    if (now !== before) waiting = true;
    else if (waiting) {
      waiting = false;
      changed();
    }
    before = now;
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
};

const viewOf = (first: Settings, current: () => Settings): Settings => {
  const view = { ...first };
  for (const name of live)
    Object.defineProperty(view, name, { enumerable: true, get: () => current()[name] });
  return Object.freeze(view);
};

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const asConfigError = (error: unknown): CentralitaError =>
  error instanceof CentralitaError
    ? error
    : new CentralitaError('config_invalid', String((error as Error).message ?? error), { cause: error });
