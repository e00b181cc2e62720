import type { Journal } from '../store/journal.ts';
import type { WebhookState } from '../types.ts';
import type { WebhookRecord } from './record.ts';

const finished = new Set<WebhookState>(['delivered', 'dropped', 'unsubscribed']);
const keptFinished = 2000;
const keptBodies = 500;
const keptInAll = 50_000;

/** Every webhook by id, in order of creation. Unfinished ones survive a restart, old finished ones are forgotten. */
export interface WebhookLog {
  get(id: string): WebhookRecord | undefined;
  add(record: WebhookRecord): void;
  /** After every change of state. */
  changed(record: WebhookRecord): void;
  all(): Iterable<WebhookRecord>;
  counts(): Record<WebhookState, number>;
  clear(): void;
}

export const createWebhookLog = (journal: Journal): WebhookLog => {
  const records = new Map<string, WebhookRecord>();
  const done: WebhookRecord[] = [];
  for (const record of journal.load('webhook') as WebhookRecord[]) records.set(record.id, record);

  const forget = (record: WebhookRecord) => {
    records.delete(record.id);
    journal.remove('webhook', record.id);
  };

  const finish = (record: WebhookRecord) => {
    journal.remove('webhook', record.id);
    done.push(record);
    const emptied = done[done.length - keptBodies];
    if (emptied) emptied.body = '';
    if (done.length > keptFinished * 2)
      for (const old of done.splice(0, keptFinished)) records.delete(old.id);
  };

  return {
    get: (id) => records.get(id),
    add: (record) => {
      records.set(record.id, record);
      if (finished.has(record.state)) finish(record);
      else journal.put('webhook', record.id, () => record);
      if (records.size > keptInAll) {
        const [oldest] = records.values();
        if (oldest) forget(oldest);
      }
    },
    changed: (record) => {
      if (finished.has(record.state)) finish(record);
      else journal.put('webhook', record.id, () => record);
    },
    all: () => records.values(),
    counts: () => {
      const counts = { sending: 0, delivered: 0, retrying: 0, collected: 0, dropped: 0, unsubscribed: 0 };
      for (const { state } of records.values()) counts[state] += 1;
      return counts;
    },
    clear: () => {
      records.clear();
      done.length = 0;
    },
  };
};
