import type { Log } from '../ops/log.ts';
import type { HubProblem } from '../problems.ts';
import type { Settings } from './index.ts';
import { createSettingsSource, type SettingsSource } from './reload.ts';

interface FollowOptions {
  readonly settings: Settings;
  readonly reload?: { readonly load: () => Settings; readonly path?: string };
  readonly log: Log;
}

export interface Followers {
  readonly problem: (problem: HubProblem) => void;
  /** After good settings took the place of others. */
  readonly onReload: () => void;
}

/** The settings of a running hub, with what becomes of each change told in the log and, when it is bad, as a problem. */
export const followSettings = (
  { settings, reload, log }: FollowOptions,
  instead: Partial<Settings> | undefined,
  { problem, onReload }: Followers,
): SettingsSource => {
  for (const warning of settings.warnings) log.warn(warning);
  return createSettingsSource({
    first: settings,
    ...(instead ? { instead } : {}),
    load: reload?.load ?? (() => settings),
    ...(reload?.path ? { path: reload.path } : {}),
    onReload: ({ changed, needRestart }, { warnings }) => {
      log.info('The settings were read again', { changed });
      onReload();
      for (const warning of warnings) log.warn(warning);
      if (needRestart.length === 0) return;
      log.warn('Some of what changed in the settings counts from the next start on', {
        sections: needRestart,
      });
    },
    onRefused: ({ code, detail = '' }) =>
      problem({
        code,
        title: 'The changed settings are not valid; those before stay in force',
        detail,
        nextStep: 'Correct the file: it is read again as soon as it is saved.',
        source: 'settings',
      }),
  });
};
