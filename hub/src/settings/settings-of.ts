import type { KeywordOptions } from '@centralita/core/consent';
import { defaultRegions, type RegionEntry, type RegionList } from '@centralita/core/regions';
import type { Settings } from './index.ts';
import { ruleSetOf } from './routing.ts';
import type { File } from './schema.ts';
import { teamsOf, usersOf } from './teams.ts';

/** The file's parts without secrets, in the form that whoever uses them takes. */
export const settingsOf = (
  file: File,
): Omit<Settings, 'endpoints' | 'accounts' | 'slack' | 'hubspot' | 'warnings'> => {
  const { attempts, timeoutSeconds, concurrency } = file.deliveries;
  return {
    consent: {
      keywords: keywordsOf(file),
      confirm: file.consent.confirm,
      confirmations: file.consent.confirmations,
    },
    regions: regionsOf(file.regions),
    deliveries: {
      ...(attempts === undefined ? {} : { attempts }),
      ...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1000 }),
      ...(concurrency === undefined ? {} : { concurrency }),
    },
    users: usersOf(file),
    teams: teamsOf(file),
    routing: ruleSetOf(file),
    retention: file.retention,
    caseNumbers: file.caseNumbers,
    console: file.console,
  };
};

export const keywordsOf = ({ consent }: File): KeywordOptions => {
  const { languages, ...rest } = consent.keywords;
  return {
    ...rest,
    ...(languages ? { languages } : {}),
    optOutPayloads: consent.optOutPayloads,
    optInPayloads: consent.optInPayloads,
  };
};

const digits = (prefix: string) => prefix.replace('+', '');

const regionsOf = ({ action, add, remove }: File['regions']): RegionList => {
  const gone = new Set([...remove, ...add.map((entry) => entry.prefix)].map(digits));
  const kept = defaultRegions.entries.filter((entry) => !gone.has(entry.prefix));
  const added = add.map(
    (entry): RegionEntry => ({
      prefix: digits(entry.prefix),
      name: entry.name ?? entry.prefix,
      ...(entry.country ? { country: entry.country } : {}),
      action: entry.action ?? action ?? 'block',
    }),
  );
  return {
    ...defaultRegions,
    entries: [...kept.map((entry) => (action ? { ...entry, action } : entry)), ...added],
  };
};
