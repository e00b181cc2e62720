import type { TriggerEvent, Wanted } from './events.ts';
import type { Filters } from './filters.ts';

type Read = (name: string, fallback?: unknown) => unknown;

const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value : String(value ?? '').split(','))
    .map((each) => String(each).trim())
    .filter(Boolean);

interface Options {
  readonly echoes?: boolean;
  readonly standby?: boolean;
}

export const wantedOf = (read: Read): Wanted => {
  const { echoes = false, standby = false } = read('options', {}) as Options;
  return {
    events: (read('events', []) ?? []) as TriggerEvent[],
    statuses: list(read('statuses', [])),
    echoes,
    standby,
  };
};

export const filtersOf = (read: Read): Filters => {
  const given = read('filters', {}) as Partial<Record<keyof Filters, unknown>>;
  return {
    senders: list(given.senders),
    accounts: list(given.accounts),
    keywords: list(given.keywords),
    match: (given.match ?? 'words') as Filters['match'],
    kinds: list(given.kinds),
    firstContact: (given.firstContact ?? 'any') as Filters['firstContact'],
    hours: (read('hoursFilter', 'any') ?? 'any') as Filters['hours'],
  };
};
