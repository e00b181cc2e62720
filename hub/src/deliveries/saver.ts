import { cursorsOf } from '../store/cursors.ts';
import { deliveriesOf } from '../store/deliveries.ts';
import { messageOf } from './error-message.ts';
import type { Ledger } from './ledger.ts';
import type { DeliveryContext } from './types.ts';

/** Row changes in one write, so that no commit takes long. */
const chunk = 500;
/** Events handed over after which saving does not wait for its time. */
const eagerAfter = 100;

/**
 * Saves what consumers know, late and together: one write for all of them, every 200 ms while there is something
 * to save. Rows go first and the cursor last, so that what is on disk is never ahead of what was done: after a
 * crash events come again, none is missing.
 */
export class Saver {
  readonly #context: DeliveryContext;
  readonly #cursors;
  readonly #deliveries;
  readonly #dirty = new Set<Ledger>();
  readonly #saved = new WeakMap<Ledger, number>();
  readonly #gone = new WeakSet<Ledger>();
  #cancel: (() => void) | undefined;
  #saving: Promise<void> | undefined;
  #handedOver = 0;

  constructor(context: DeliveryContext) {
    this.#context = context;
    this.#cursors = cursorsOf(context.store);
    this.#deliveries = deliveriesOf(context.store);
  }

  /** Something changed. `events`: how many were handed over. */
  mark(ledger: Ledger, events = 0): void {
    if (this.#gone.has(ledger)) return;
    this.#dirty.add(ledger);
    this.#handedOver += events;
    if (this.#handedOver >= eagerAfter) {
      this.#handedOver = 0;
      void this.save();
    } else {
      this.#cancel ??= this.#context.timers.after(this.#context.limits.saveMs, () => void this.save());
    }
  }

  /** The consumer is gone: nothing of it is saved any more. */
  forget(ledger: Ledger): void {
    this.#gone.add(ledger);
    this.#dirty.delete(ledger);
  }

  stop(): void {
    this.#cancel?.();
  }

  /** Saves everything; settles when it is on disk, or when the store refused and it will be tried again. */
  async save(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    while (this.#saving) await this.#saving;
    if (this.#dirty.size === 0) return;
    this.#saving = this.#saveAll().finally(() => {
      this.#saving = undefined;
    });
    await this.#saving;
  }

  async #saveAll(): Promise<void> {
    while (this.#dirty.size > 0) {
      const ledgers = [...this.#dirty];
      const taken: { ledger: Ledger; changes: Ledger['changes'] }[] = [];
      try {
        await this.#context.store.write(() => {
          let room = chunk;
          for (const ledger of ledgers) {
            if (!this.#dirty.has(ledger)) continue;
            const changes = take(ledger.changes, room);
            taken.push({ ledger, changes });
            room -= changes.size;
            this.#apply(ledger, changes);
            if (ledger.changes.size > 0) break;
            this.#dirty.delete(ledger);
          }
        });
      } catch (error) {
        for (const { ledger, changes } of taken) this.#putBack(ledger, changes);
        this.#context.log.warn('the places of consumers could not be saved and will be tried again', {
          reason: messageOf(error),
        });
        this.#cancel ??= this.#context.timers.after(1000, () => void this.save());
        return;
      }
    }
  }

  #apply(ledger: Ledger, changes: Ledger['changes']): void {
    for (const [event, row] of changes) {
      if (row) this.#deliveries.save(ledger.consumer, event, row);
      else this.#deliveries.remove(ledger.consumer, event);
    }
    if (ledger.changes.size > 0) return;
    const cursor = ledger.cursor();
    if (this.#saved.get(ledger) === cursor) return;
    this.#cursors.set(ledger.consumer, cursor, this.#context.now());
    this.#saved.set(ledger, cursor);
  }

  #putBack(ledger: Ledger, changes: Ledger['changes']): void {
    if (this.#gone.has(ledger)) return;
    const newer = [...ledger.changes];
    ledger.changes.clear();
    for (const [event, row] of [...changes, ...newer]) ledger.changes.set(event, row);
    this.#saved.delete(ledger);
    this.#dirty.add(ledger);
  }
}

/** Writes everything of one ledger, for whoever saves it together with what caused it. Only inside a write. */
export const saveLedger = (context: DeliveryContext, ledger: Ledger): void => {
  const deliveries = deliveriesOf(context.store);
  for (const [event, row] of ledger.changes) {
    if (row) deliveries.save(ledger.consumer, event, row);
    else deliveries.remove(ledger.consumer, event);
  }
  cursorsOf(context.store).set(ledger.consumer, ledger.cursor(), context.now());
};

/** Takes the first `count` entries out of a map. */
const take = <K, V>(map: Map<K, V>, count: number): Map<K, V> => {
  if (map.size <= count) {
    const all = new Map(map);
    map.clear();
    return all;
  }
  const some = new Map<K, V>();
  for (const [key, value] of map) {
    if (some.size >= count) break;
    some.set(key, value);
    map.delete(key);
  }
  return some;
};
