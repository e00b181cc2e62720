import { chance, type Ids } from '../ids.ts';
import type { Person } from '../state.ts';
import type { Journal } from '../store/journal.ts';
import type { FaultView } from '../types.ts';
import { describeFault } from './describe.ts';
import type { FaultKind, FaultRule, GraphCall } from './types.ts';

/** What a rule is held against. */
export interface Occasion {
  customer?: Pick<Person, 'id' | 'phone' | 'userId'>;
  phoneNumberId?: string;
  call?: GraphCall;
  field?: string;
  holding?: 'messages' | 'statuses';
  status?: string;
}

type RuleOf<K extends FaultKind> = Extract<FaultRule, { kind: K }>;

export interface Faults {
  /** For the hot path: false when no rule exists at all. */
  readonly any: boolean;
  /** The first rule of these kinds that fits; it counts as used. */
  take<K extends FaultKind>(kinds: readonly K[], occasion: Occasion): RuleOf<K> | undefined;
  add(rule: FaultRule): void;
  list(): FaultView[];
  /** One, or all. False when there is none of this id. */
  remove(id?: string): boolean;
}

interface Entry {
  id: string;
  rule: FaultRule;
  used: number;
  /** Draws so far: the chance of each is its own. */
  drawn: number;
}

export const createFaults = (ids: Ids, seed: () => string, journal: Journal, changed: () => void): Faults => {
  const entries: Entry[] = journal.load('fault') as Entry[];
  const save = (entry: Entry) => journal.put('fault', entry.id, () => entry);

  const limit = ({ rule }: Entry) => rule.times ?? (rule.rate === undefined ? 1 : Number.POSITIVE_INFINITY);

  const fits = (entry: Entry, occasion: Occasion): boolean => {
    const { rule } = entry;
    if (entry.used >= limit(entry)) return false;
    if (rule.phoneNumberId && rule.phoneNumberId !== occasion.phoneNumberId) return false;
    if (rule.customer && !isCustomer(rule.customer, occasion.customer)) return false;
    if (occasion.call) {
      const on = ('on' in rule && rule.on) || (rule.kind === 'token_expired' ? 'any' : 'messages');
      if (on !== 'any' && on !== occasion.call) return false;
    }
    if ('field' in rule && rule.field && rule.field !== occasion.field) return false;
    if ('holding' in rule && rule.holding && rule.holding !== occasion.holding) return false;
    if (rule.kind === 'drop_status' && rule.status !== occasion.status) return false;
    if (rule.rate === undefined) return true;
    entry.drawn += 1;
    return chance('fault', seed(), entry.id, entry.drawn) < rule.rate;
  };

  return {
    get any() {
      return entries.length > 0;
    },
    take: (kinds, occasion) => {
      if (entries.length === 0) return undefined;
      const wanted: readonly FaultKind[] = kinds;
      const entry = entries.find((entry) => wanted.includes(entry.rule.kind) && fits(entry, occasion));
      if (!entry) return undefined;
      entry.used += 1;
      save(entry);
      changed();
      return entry.rule as RuleOf<(typeof kinds)[number]>;
    },
    add: (rule) => {
      const entry = { id: `fault_${ids.count()}`, rule, used: 0, drawn: 0 };
      entries.push(entry);
      save(entry);
      changed();
    },
    list: () =>
      entries.map((entry) => ({
        ...entry.rule,
        id: entry.id,
        description: describeFault(entry.rule),
        used: entry.used,
        ...(Number.isFinite(limit(entry)) && { remaining: limit(entry) - entry.used }),
      })),
    remove: (id) => {
      const gone = entries.filter((entry) => id === undefined || entry.id === id);
      for (const entry of gone) {
        entries.splice(entries.indexOf(entry), 1);
        journal.remove('fault', entry.id);
      }
      changed();
      return gone.length > 0 || id === undefined;
    },
  };
};

const isCustomer = (wanted: string, person: Occasion['customer']): boolean => {
  const address = wanted.replace(/^\+/, '');
  return person !== undefined && [person.id, person.phone, person.userId].includes(address);
};
