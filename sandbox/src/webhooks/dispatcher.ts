import type { Alarms } from '../alarms.ts';
import type { SandboxClock } from '../clock.ts';
import type { Faults, Occasion } from '../faults/faults.ts';
import type { FaultRule } from '../faults/types.ts';
import type { Ids } from '../ids.ts';
import type { Person } from '../state.ts';
import type { Timers } from '../timers.ts';
import type { JsonObject } from '../types.ts';
import { brokenBody } from './broken.ts';
import type { Courier } from './courier.ts';
import type { WebhookLog } from './log.ts';
import type { WebhookRecord } from './record.ts';
import { serialize } from './serialize.ts';
import type { Target, Targets } from './targets.ts';

/** One `change` of a webhook. */
export interface Update {
  field: string;
  wabaId: string;
  phoneNumberId?: string;
  value: unknown;
  /** Unix seconds; management fields have it. */
  time?: number;
  holding?: 'messages' | 'statuses';
  customer?: Person;
}

export interface Dispatcher {
  /** Sends an update to every subscribed app. Faults may delay, repeat, merge or break it. */
  emit(update: Update): WebhookRecord[];
  /** Any text as body, signed rightly, wrongly or not at all. */
  emitRaw(update: Omit<Update, 'value'>, body: string, forged?: 'bad' | 'none'): WebhookRecord[];
  /** Waits for the first attempt at those that are on their way. */
  settled(records: WebhookRecord[]): Promise<void>;
  /** Forgets what is being gathered. */
  clear(): void;
}

export interface DispatcherParts {
  clock: SandboxClock;
  ids: Ids;
  timers: Timers;
  alarms: Alarms;
  faults: Faults;
  targets: Targets;
  log: WebhookLog;
  courier: Courier;
}

type Buffer<T> = { items: T[]; size: number; fits: (update: Update) => boolean; flush: () => void };

export const createDispatcher = (parts: DispatcherParts): Dispatcher => {
  const { clock, ids, timers, alarms, faults, targets, log, courier } = parts;
  const held = new WeakSet<WebhookRecord>();
  let batch: Buffer<Update> | undefined;
  let shuffled: Buffer<WebhookRecord> | undefined;

  const record = (update: Omit<Update, 'value'>, target: Target, body: string): WebhookRecord => {
    const made: WebhookRecord = {
      id: `wh_${String(ids.count()).padStart(10, '0')}`,
      app: target.app,
      field: update.field,
      wabaId: update.wabaId,
      phoneNumberId: update.phoneNumberId,
      url: target.url,
      body,
      state: target.app === '' ? 'unsubscribed' : 'sending',
      createdAt: clock.now(),
      attempts: [],
    };
    log.add(made);
    return made;
  };

  const records = (updates: Update[]): WebhookRecord[] => {
    const [first] = updates as [Update];
    const body = envelope(updates);
    const to = targets.of(first.field, first.wabaId, first.phoneNumberId);
    return (to ?? [{ app: '' }]).map((target) => record(first, target, body));
  };

  const hold = (made: WebhookRecord[], ms: number, then: () => void) => {
    for (const item of made) held.add(item);
    timers.later(ms, then);
  };

  const post = (made: WebhookRecord[], update: Update) => {
    const going = made.filter(({ state }) => state === 'sending');
    if (!faults.any && !shuffled) return going.forEach(courier.post);
    const occasion = occasionOf(update);
    if (going.length > 0 && faults.take(['drop_webhook'], occasion))
      return going.forEach((item) => {
        item.state = 'dropped';
        log.changed(item);
      });
    const late = faults.take(['late_retry'], occasion);
    if (late) alarms.at(clock.now() + late.afterMs, () => going.forEach(courier.post));
    if (shuffled?.fits(update)) {
      for (const item of going) held.add(item);
      shuffled.items.push(...going);
      if (shuffled.items.length >= shuffled.size) shuffled.flush();
      return;
    }
    const reorder = faults.take(['reorder_webhooks'], occasion);
    if (reorder) {
      const items = [...going];
      const flush = () => {
        if (shuffled?.items !== items) return;
        shuffled = undefined;
        for (const item of items.reverse()) courier.post(item);
      };
      shuffled = { items, size: reorder.window ?? 2, fits: fitsRule(reorder), flush };
      return hold(items, reorder.ms ?? 1000, flush);
    }
    const delay = faults.take(['delay_webhook'], occasion);
    const copies = faults.take(['duplicate_webhook'], occasion);
    const leave = () => {
      going.forEach(courier.post);
      for (let copy = 1; copy < (copies?.copies ?? (copies ? 2 : 1)); copy += 1)
        timers.later(copy * (copies?.gapMs ?? 50), () => going.forEach(courier.post));
    };
    if (delay) hold(going, delay.ms, leave);
    else leave();
  };

  const emit = (update: Update): WebhookRecord[] => {
    if (!faults.any && !batch && !shuffled) {
      const made = records([update]);
      post(made, update);
      return made;
    }
    const occasion = occasionOf(update);
    const broken = faults.take(['malformed_webhook'], occasion);
    if (broken) {
      const metadata = (update.value as JsonObject)?.metadata ?? null;
      const body = brokenBody(broken.form ?? 'unknown_type', envelope([update]), update.wabaId, metadata);
      const made = emitRaw(update, body);
      if (broken.instead) return made;
    }
    if (batch?.fits(update)) {
      batch.items.push(update);
      if (batch.items.length >= batch.size) batch.flush();
      return [];
    }
    const merge = faults.take(['batch_webhooks'], occasion);
    if (merge && (merge.size ?? 10) > 1) {
      const items = [update];
      const flush = () => {
        if (batch?.items !== items) return;
        batch = undefined;
        post(records(items), update);
      };
      const same = fitsRule(merge);
      const fits = (other: Update) => other.wabaId === update.wabaId && same(other);
      batch = { items, size: merge.size ?? 10, fits, flush };
      timers.later(merge.ms ?? 200, flush);
      return [];
    }
    const made = records([update]);
    post(made, update);
    return made;
  };

  const emitRaw: Dispatcher['emitRaw'] = (update, body, forged) => {
    const to = targets.of(update.field, update.wabaId, update.phoneNumberId) ?? [{ app: '' }];
    return to.map((target) => {
      const made = record(update, target, body);
      made.forged = forged;
      if (made.state === 'sending') courier.post(made);
      return made;
    });
  };

  return {
    emit,
    emitRaw,
    clear: () => {
      batch = undefined;
      shuffled = undefined;
    },
    settled: async (made) => {
      const waiting = made.filter((item) => item.state === 'sending' && !held.has(item));
      await Promise.all(waiting.map((item) => courier.attempted(item)));
    },
  };
};

const occasionOf = ({ field, phoneNumberId, holding, customer }: Update): Occasion => ({
  field,
  phoneNumberId,
  holding,
  customer,
});

const fitsRule =
  (rule: FaultRule & { field?: string; holding?: string }) =>
  (update: Update): boolean =>
    (!rule.field || rule.field === update.field) &&
    (!rule.holding || rule.holding === update.holding) &&
    (!rule.phoneNumberId || rule.phoneNumberId === update.phoneNumberId);

/** Updates of one account share an entry; each stays a change of its own. */
const envelope = (updates: Update[]): string => {
  const [first] = updates as [Update];
  const changes = updates.map(({ value, field }) => ({ value, field }));
  const entry = { id: first.wabaId, ...(first.time !== undefined && { time: first.time }), changes };
  return serialize({ object: 'whatsapp_business_account', entry: [entry] });
};
