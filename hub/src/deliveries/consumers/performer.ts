import type { Consumer, Effect, EffectOutcome } from '@centralita/core/consumer';
import type { JsonObject } from '@centralita/core/model';
import { type EffectOutline, type EffectRow, effectsOf } from '../../store/effects.ts';
import { messageOf } from '../error-message.ts';
import { retryWait } from '../retry.ts';
import type { Scheduler, Worker } from '../scheduler.ts';
import type { DeliveryContext } from '../types.ts';
import { within } from './runner.ts';
import { type Collected, createConsumerStores } from './store.ts';

interface Pending {
  readonly no: number;
  state: 'ready' | 'retrying';
  notBefore: number;
  untilCalled?: boolean;
}

interface EffectLane {
  readonly name: string;
  readonly items: Pending[];
  busy: boolean;
}

/** After its signal, `perform` has this long to end before its lane goes on without it. */
const graceMs = 2_000;
/** Reminders go by domain time, which a sandbox may move: looked at this often while there are any. */
const domainLookMs = 1_000;
/** Attempts that were told when to come back do not count as failures; but nothing is tried for ever. */
const patience = 10;

/** Does what a consumer wants done: effects of one lane one after the other, lanes beside each other. */
export class Performer implements Worker {
  readonly hungry = false;
  readonly #context: DeliveryContext;
  readonly #scheduler: Scheduler;
  readonly #consumer: Consumer;
  readonly #effects;
  readonly #collect: () => Collected;
  readonly #lanes = new Map<string, EffectLane>();
  /** Lanes that may have something to do now. */
  readonly #awake = new Set<EffectLane>();
  /** Lanes whose next effect waits for its time. */
  readonly #asleep = new Set<EffectLane>();
  readonly #running = new Set<Promise<void>>();
  readonly #abort = new AbortController();
  #stopped = false;
  #cancelTimer: (() => void) | undefined;
  #lookingAt = 0;
  /** How often what waits was called. */
  #called = 0;

  constructor(context: DeliveryContext, scheduler: Scheduler, consumer: Consumer) {
    this.#context = context;
    this.#scheduler = scheduler;
    this.#consumer = consumer;
    this.#effects = effectsOf(context.store);
    this.#collect = createConsumerStores(context.store, consumer.name);
    // One that was running when the hub ended is run again: nobody knows how far it came.
    this.accept(
      this.#effects
        .open(consumer.name)
        .map((row) => (row.state === 'running' ? { ...row, state: 'retrying', notBefore: 0 } : row)),
    );
  }

  /** Effects that were committed; one that is known already got new content, and perhaps another time. */
  accept(outlines: readonly EffectOutline[]): void {
    for (const { no, lane: name, state, notBefore } of outlines) {
      const lane = this.#laneOf(name);
      const isNew = no > (lane.items.at(-1)?.no ?? 0);
      const known = isNew ? undefined : lane.items.find((item) => item.no === no);
      if (known) {
        if (known.state === 'ready') known.notBefore = notBefore;
      } else {
        const at = lane.items.findLastIndex((item) => item.no < no) + 1;
        lane.items.splice(at, 0, { no, state: state === 'retrying' ? 'retrying' : 'ready', notBefore });
      }
      this.#wakeLane(lane);
    }
    if (outlines.length > 0) this.#scheduler.wake();
  }

  /** A dead effect is to be done after all. */
  async redrive(no: number, lane: string): Promise<void> {
    await this.#context.store.write(() => this.#effects.revive(no, 0));
    this.accept([{ no, lane, state: 'retrying', notBefore: 0 }]);
  }

  /** Effects that wait until this are tried now, and so are those that are just about to wait. */
  retryNow(): void {
    this.#called++;
    for (const lane of this.#lanes.values()) {
      for (const item of lane.items) if (item.untilCalled) item.notBefore = 0;
      this.#wakeLane(lane);
    }
    this.#scheduler.wake();
  }

  turn(allowance: number): number {
    if (this.#stopped) return 0;
    const starting: { lane: EffectLane; item: Pending }[] = [];
    const room = Math.min(allowance, this.#context.limits.performers - this.#running.size);
    for (const lane of this.#awake) {
      if (starting.length >= room) break;
      this.#awake.delete(lane);
      const item = this.#pick(lane);
      if (!item) continue;
      lane.busy = true;
      starting.push({ lane, item });
    }
    if (starting.length > 0) this.#start(starting);
    return starting.length;
  }

  /** Lets what is under way end, and tells it to after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    const cut = setTimeout(() => this.#abort.abort(), graceMs);
    await Promise.allSettled([...this.#running]);
    clearTimeout(cut);
  }

  #laneOf(name: string): EffectLane {
    let lane = this.#lanes.get(name);
    if (!lane) {
      lane = { name, items: [], busy: false };
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  #wakeLane(lane: EffectLane): void {
    if (lane.busy) return;
    if (lane.items.length === 0) this.#lanes.delete(lane.name);
    else this.#awake.add(lane);
  }

  /**
   * The lane's next effect, if its time has come. One that failed keeps the lane waiting; one that was asked for
   * a later time lets others pass.
   */
  #pick(lane: EffectLane): Pending | undefined {
    const real = this.#context.timers.now();
    const domain = this.#context.now();
    this.#asleep.delete(lane);
    let at = Number.POSITIVE_INFINITY;
    for (const item of lane.items) {
      if (item.state === 'retrying') {
        if (item.notBefore <= real) return item;
        at = Math.min(at, item.notBefore);
        break;
      }
      if (item.notBefore <= domain) return item;
      at = Math.min(at, real + Math.min(item.notBefore - domain, domainLookMs));
    }
    this.#asleep.add(lane);
    this.#lookAt(at);
    return undefined;
  }

  #start(starting: readonly { readonly lane: EffectLane; readonly item: Pending }[]): void {
    const begun = this.#context.store.write(() => starting.map(({ item }) => this.#effects.begin(item.no)));
    for (const [index, { lane, item }] of starting.entries()) {
      const run = begun
        .then((attempts) => this.#perform(lane, item, attempts[index]))
        .catch((error: unknown) => {
          this.#context.log.warn('an effect could not be begun', {
            consumer: this.#consumer.name,
            reason: messageOf(error),
          });
          item.notBefore = this.#context.timers.now() + 1000;
          item.state = 'retrying';
        })
        .finally(() => {
          this.#running.delete(run);
          lane.busy = false;
          this.#wakeLane(lane);
          this.#scheduler.wake();
        });
      this.#running.add(run);
    }
  }

  async #perform(lane: EffectLane, item: Pending, attempt: number | undefined): Promise<void> {
    const row = attempt === undefined ? undefined : this.#effects.byNo(item.no);
    if (!row) {
      remove(lane, item);
      return;
    }
    const collected = this.#collect();
    const called = this.#called;
    const outcome = await this.#outcome(row, collected);
    collected.close();
    const settled = this.#settle(row, outcome);
    await this.#store(row, settled, collected);
    if (settled.state === 'retrying') {
      item.state = 'retrying';
      item.untilCalled = settled.untilCalled;
      item.notBefore = settled.untilCalled && called !== this.#called ? 0 : settled.notBefore;
    } else remove(lane, item);
    this.#context.count(this.#consumer.name, countedAs[settled.state]);
  }

  async #outcome(row: EffectRow, collected: Collected): Promise<EffectOutcome> {
    const { limits, now } = this.#context;
    const effect: Effect = {
      lane: row.lane,
      kind: row.kind,
      payload: JSON.parse(row.payload) as JsonObject,
      ...(row.notBefore > 0 && row.attempts === 1 ? { notBefore: row.notBefore } : {}),
      ...(row.key === null ? {} : { key: row.key }),
    };
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), limits.performMs);
    timer.unref();
    try {
      const performed = this.#consumer.perform(effect, {
        store: collected.store,
        attempt: row.attempts,
        signal: AbortSignal.any([late.signal, this.#abort.signal]),
        now: now(),
      });
      return await within(limits.performMs + graceMs, performed);
    } catch (error) {
      return { state: 'retry', reason: messageOf(error) };
    } finally {
      clearTimeout(timer);
    }
  }

  #settle(row: EffectRow, outcome: EffectOutcome): Settled {
    if (outcome.state === 'done') return { state: 'done' };
    const told = outcome.state === 'retry' && outcome.afterMs !== undefined;
    const failures = row.failures + (told ? 0 : 1);
    const { limits, timers } = this.#context;
    if (outcome.state === 'failed') {
      return { state: 'dead', failures, notBefore: 0, reason: `${outcome.code}: ${outcome.reason}` };
    }
    if (failures >= limits.attempts || row.attempts >= limits.attempts * patience) {
      return { state: 'dead', failures, notBefore: 0, reason: outcome.reason };
    }
    const wait = retryWait(this.#context, Math.max(1, failures), outcome.afterMs);
    return {
      state: 'retrying',
      failures,
      notBefore: timers.now() + wait,
      reason: outcome.reason,
      untilCalled: outcome.untilCalled === true,
    };
  }

  /** Stores the outcome with what the consumer wrote; a store that is down is asked until it is up again. */
  async #store(row: EffectRow, settled: Settled, collected: Collected): Promise<void> {
    let writes: Collected | undefined = collected;
    for (;;) {
      try {
        await this.#context.store.write(() => {
          writes?.apply();
          if (settled.state === 'done') this.#effects.remove(row.no);
          else {
            // Whoever starts the hub anew may have mended what is waited for.
            const notBefore = settled.state === 'retrying' && settled.untilCalled ? 0 : settled.notBefore;
            this.#effects.settle(row.no, settled.state, settled.failures, notBefore, settled.reason);
          }
        });
        return;
      } catch (error) {
        const down = (error as { code?: string }).code === 'store_unavailable';
        this.#context.log.error('the outcome of an effect could not be stored', {
          consumer: this.#consumer.name,
          kind: row.kind,
          reason: messageOf(error),
        });
        // Its own statements were refused. The work is done and is not repeated for that.
        if (!down) {
          if (writes === undefined) return;
          writes = undefined;
          continue;
        }
        if (this.#stopped) return;
        await new Promise<void>((resolve) => void this.#context.timers.after(1000, resolve));
      }
    }
  }

  #lookAt(at: number): void {
    if (this.#stopped || (this.#cancelTimer && this.#lookingAt <= at)) return;
    this.#cancelTimer?.();
    this.#lookingAt = at;
    this.#cancelTimer = this.#context.timers.after(Math.max(10, at - this.#context.timers.now()), () => {
      this.#cancelTimer = undefined;
      for (const lane of this.#asleep) this.#wakeLane(lane);
      this.#scheduler.wake();
    });
  }
}

type Settled =
  | { readonly state: 'done' }
  | {
      readonly state: 'retrying';
      readonly failures: number;
      readonly notBefore: number;
      readonly reason: string;
      readonly untilCalled: boolean;
    }
  | {
      readonly state: 'dead';
      readonly failures: number;
      readonly notBefore: number;
      readonly reason: string;
    };

const countedAs = { done: 'delivered', retrying: 'retry', dead: 'dead' } as const;

const remove = (lane: EffectLane, item: Pending): void => {
  const at = lane.items.indexOf(item);
  if (at >= 0) lane.items.splice(at, 1);
};
