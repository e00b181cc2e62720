import type { Consumer, Effect } from '@centralita/core/consumer';
import { CentralitaError, describeCode, type Event } from '@centralita/core/model';
import { cursorsOf } from '../../store/cursors.ts';
import { deliveriesOf } from '../../store/deliveries.ts';
import type { EffectOutline } from '../../store/effects.ts';
import type { EventOutline } from '../../store/log.ts';
import { messageOf } from '../error-message.ts';
import { redrivenBody } from '../event-facts.ts';
import { createLedger, type Ledger } from '../ledger.ts';
import { ReceiverHealth } from '../push/health.ts';
import { type Lane, Lanes } from '../push/lanes.ts';
import { retryWait } from '../retry.ts';
import { saveLedger } from '../saver.ts';
import type { Scheduler, Worker } from '../scheduler.ts';
import type { ConsumerStats, DeliveryContext } from '../types.ts';
import { addEffect } from './add-effect.ts';
import { type Collected, createConsumerStores } from './store.ts';

/** What one event came to, until it is committed. */
interface Step {
  readonly seq: number;
  readonly lane: number;
  readonly collected?: Collected;
  readonly effects: readonly Effect[];
}

/** `handle` does no I/O: one that takes longer hangs. */
const handleMs = 10_000;
/** Probes of one event in a struggle before it is put aside, so that another one can show that all is well. */
const patience = 5;
/** Events looked at in one go. */
const pageSize = 256;

/**
 * Gives a consumer the events it wants, one after the other in the order of the log, and commits what it wants
 * done with the cursor: each event is handled once, whatever happens. An event whose handling fails holds its
 * lane only.
 */
export class ConsumerRunner implements Worker {
  readonly name: string;
  readonly #consumer: Consumer;
  readonly #types: ReadonlySet<string>;
  readonly #context: DeliveryContext;
  readonly #scheduler: Scheduler;
  readonly #accept: (effects: readonly EffectOutline[]) => void;
  readonly #collect: () => Collected;
  readonly #health: ReceiverHealth;
  /** Events whose writes the store refused: they fail without being handled again. */
  readonly #refused = new Map<number, string>();
  #lanes: Lanes;
  #ledger: Ledger;
  #page: readonly EventOutline[] = [];
  /** Of the page, the first that was not taken yet. */
  #at = 0;
  #steps: Step[] = [];
  #batch: Promise<void> | undefined;
  #stopped = false;
  /** Commits each event alone, to find the one the store refuses. */
  #careful = 0;
  #cancelTimer: (() => void) | undefined;
  #cancelSave: (() => void) | undefined;
  #savedPosition: number;
  #restsUntil = 0;
  #lookingAt = 0;
  hungry = false;

  constructor(
    context: DeliveryContext,
    scheduler: Scheduler,
    consumer: Consumer,
    accept: (effects: readonly EffectOutline[]) => void,
    from: number,
  ) {
    this.#context = context;
    this.#scheduler = scheduler;
    this.#consumer = consumer;
    this.#accept = accept;
    this.name = consumer.name;
    this.#types = new Set(consumer.types);
    this.#collect = createConsumerStores(context.store, consumer.name);
    this.#health = new ReceiverHealth(context);
    [this.#lanes, this.#ledger] = this.#load(from);
    this.#savedPosition = this.#lanes.position;
    this.#lookAgain();
  }

  stats(): Pick<ConsumerStats, 'state' | 'lag'> {
    return {
      state: this.#health.struggling ? 'struggling' : 'running',
      lag: Math.max(0, this.#context.store.log.head - this.#lanes.position),
    };
  }

  turn(allowance: number): number {
    this.hungry = false;
    if (this.#batch || this.#stopped || allowance === 0) return 0;
    const now = this.#context.timers.now();
    if (now < this.#restsUntil || (this.#health.struggling && now < this.#health.nextProbe)) return 0;
    const lane = this.#next();
    if (!lane) return 0;
    this.#alone(() => this.#run(lane, allowance));
    return allowance;
  }

  redrive(event: number, lane: number): void {
    this.#lanes.redrive(event, lane);
    this.#saveSoon();
    this.#scheduler.wake();
  }

  /** Resolves when what is known is on disk. */
  async save(): Promise<void> {
    while (this.#batch) await this.#batch;
    this.#alone(() => this.#commit());
    await this.#batch;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.save();
    this.#cancelTimer?.();
    this.#cancelSave?.();
  }

  /** One thing at a time: what is committed is then exactly what was handled. */
  #alone(run: () => Promise<unknown>): void {
    const batch = run().then(
      () => undefined,
      (error: unknown) => this.#context.log.error('a consumer stumbled', { reason: messageOf(error) }),
    );
    this.#batch = batch.finally(() => {
      this.#batch = undefined;
      this.#scheduler.wake();
    });
  }

  #load(from: number): [Lanes, Ledger] {
    const { store, timers } = this.#context;
    const cursor = Math.min(cursorsOf(store).get(this.name) ?? from, store.log.head);
    const lanes: Lanes = new Lanes(
      cursor,
      () => ledger,
      () => timers.now(),
    );
    const ledger: Ledger = createLedger(this.name, () => lanes.cursor);
    for (const row of deliveriesOf(store).open(this.name)) lanes.restore(row);
    return [lanes, ledger];
  }

  /** A lane whose event is to be tried again, else that of the next event of the log it wants. */
  #next(): Lane | undefined {
    for (;;) {
      const lane = this.#lanes.next();
      if (lane) return lane;
      const event = this.#ahead();
      if (!event) return undefined;
      this.#lanes.position = event.seq;
      this.#saveSoon();
      if (this.#types.has(event.type)) this.#lanes.add(event.seq, event.lane);
    }
  }

  /** The next event of the log. Read a page at a time: most of them are wanted by others only. */
  #ahead(): EventOutline | undefined {
    const { log } = this.#context.store;
    const { position } = this.#lanes;
    // After a commit that was refused the position is an earlier one again.
    if (this.#page[this.#at - 1]?.seq === position && this.#at < this.#page.length)
      return this.#page[this.#at++];
    this.#page = log.outlines(position, pageSize);
    this.#at = 1;
    const [event] = this.#page;
    const oldest = event?.seq === position + 1 ? 0 : log.first - 1;
    if (position < oldest && position < log.head) {
      this.#tellGap(position, oldest);
      this.#lanes.position = oldest;
    }
    return event;
  }

  async #run(first: Lane, allowance: number): Promise<void> {
    let lane: Lane | undefined = first;
    for (let handled = 0; lane; handled++) {
      // A lane's next event sees what the one before it wrote.
      const again = this.#steps.some((step) => step.lane === lane?.key);
      if ((again || this.#careful > 0) && this.#steps.length > 0 && !(await this.#commit())) return;
      await this.#handle(lane);
      if (this.#health.struggling || this.#stopped || handled + 1 >= allowance) break;
      lane = this.#next();
    }
    await this.#commit();
    if (this.#careful > 0) this.#careful--;
  }

  async #handle(lane: Lane): Promise<void> {
    const { seq } = lane.items[0] as Lane['items'][number];
    const event = this.#context.store.log.read(seq - 1, 1)[0];
    if (event?.seq !== seq) {
      this.#lanes.giveUp(lane, false, 'the event is no longer kept', undefined);
      return;
    }
    const collected = this.#collect();
    const probe = this.#health.struggling;
    try {
      const refused = this.#refused.get(seq);
      if (refused !== undefined) {
        this.#refused.delete(seq);
        throw new Error(refused);
      }
      const parsed = JSON.parse(lane.redriven ? redrivenBody(event.body) : event.body) as Event;
      const effects = await within(handleMs, this.#consumer.handle(parsed, collected.store));
      this.#steps.push({ seq, lane: lane.key, collected, effects });
      this.#context.count(this.name, lane.redriven ? 'redriven' : 'delivered');
      this.#lanes.done(lane);
      if (this.#health.succeeded())
        this.#context.log.info('a consumer handles events again', { consumer: this.name });
    } catch (error) {
      this.#failed(lane, seq, probe, messageOf(error));
    } finally {
      collected.close();
    }
  }

  #failed(lane: Lane, seq: number, probe: boolean, reason: string): void {
    const { limits, timers, log } = this.#context;
    const now = timers.now();
    const before = this.#health.struggling;
    const blame = this.#health.failed(
      { kind: 'server', reason },
      { lane: lane.key, first: lane.attempts === 0, probe, strikes: lane.strikes },
      now,
    );
    if (!before)
      log.warn('a consumer could not handle an event', { consumer: this.name, event: seq, reason });
    if (this.#health.struggling) {
      this.#lookAt(this.#health.nextProbe);
      if (!before) this.#tellStruggle(reason);
    }
    if (blame === 'receiver' && ++lane.strikes < patience) {
      this.#lanes.again(lane);
      return;
    }
    lane.strikes = 0;
    this.#steps.push({ seq, lane: lane.key, effects: [] });
    if (lane.attempts + 1 >= limits.attempts) {
      this.#lanes.giveUp(lane, false, reason, undefined);
      this.#context.count(this.name, 'dead');
      return;
    }
    const notBefore = now + retryWait(this.#context, lane.attempts + 1);
    this.#lanes.later(lane, notBefore, reason, undefined);
    this.#context.count(this.name, 'retry');
    this.#lookAt(notBefore);
  }

  /** True when everything up to now is on disk. After a failure memory is what the disk says. */
  async #commit(): Promise<boolean> {
    this.#cancelSave?.();
    this.#cancelSave = undefined;
    const steps = this.#steps;
    const ledger = this.#ledger;
    this.#steps = [];
    if (steps.length === 0 && ledger.changes.size === 0 && this.#savedPosition === ledger.cursor())
      return true;
    try {
      const { added, cursor } = await this.#context.store.write(() => {
        const outlines = steps.flatMap((step) => this.#writeStep(step));
        saveLedger(this.#context, ledger);
        ledger.changes.clear();
        return { added: outlines, cursor: ledger.cursor() };
      });
      this.#savedPosition = cursor;
      this.#accept(added);
      return true;
    } catch (error) {
      this.#undo(steps, error);
      return false;
    }
  }

  #writeStep({ seq, collected, effects }: Step): EffectOutline[] {
    collected?.apply();
    return effects.map((effect) => addEffect(this.#context, this.name, effect, seq));
  }

  #undo(steps: readonly Step[], error: unknown): void {
    const down = error instanceof CentralitaError && error.code === 'store_unavailable';
    const [only] = steps;
    if (!down && steps.length > 1) this.#careful = steps.length;
    else if (!down && only?.collected) this.#refused.set(only.seq, messageOf(error));
    [this.#lanes, this.#ledger] = this.#load(this.#savedPosition);
    this.#restsUntil = this.#context.timers.now() + (down ? 1000 : 20);
    this.#lookAt(this.#restsUntil);
    this.#context.log.warn('what a consumer did was undone and is done again', {
      consumer: this.name,
      reason: messageOf(error),
    });
  }

  /** That uninteresting events were passed is worth no write of its own. */
  #saveSoon(): void {
    if (this.#stopped) return;
    this.#cancelSave ??= this.#context.timers.after(this.#context.limits.saveMs, () => {
      this.#cancelSave = undefined;
      void this.save();
    });
  }

  #lookAt(at: number): void {
    if (this.#stopped || (this.#cancelTimer && this.#lookingAt <= at)) return;
    this.#cancelTimer?.();
    this.#lookingAt = at;
    this.#cancelTimer = this.#context.timers.after(Math.max(10, at - this.#context.timers.now()), () => {
      this.#cancelTimer = undefined;
      this.#lookAgain();
    });
  }

  #lookAgain(): void {
    const now = this.#context.timers.now();
    const { struggling, nextProbe } = this.#health;
    const times = [struggling ? nextProbe : 0, this.#restsUntil].filter((at) => at > now);
    const due = this.#lanes.due();
    if (due !== undefined) times.push(due);
    if (times.length > 0) this.#lookAt(Math.min(...times));
    this.#scheduler.wake();
  }

  #tellStruggle(reason: string): void {
    this.#tell(
      'delivery_failed',
      `${this.name} cannot handle events: ${reason}`,
      'Look up the hub’s log; events wait and none is lost.',
    );
  }

  #tellGap(from: number, to: number): void {
    this.#tell(
      'cursor_expired',
      `${this.name} was behind by more than the log keeps: the events after ${from} up to ${to} are gone`,
      'Keep the log for longer than a consumer may be off.',
    );
  }

  #tell(code: 'delivery_failed' | 'cursor_expired', detail: string, nextStep: string): void {
    const problem = {
      code,
      title: describeCode(code).title,
      detail,
      nextStep,
      source: `consumer:${this.name}`,
    };
    this.#context.store.write(() => this.#context.appendProblem(problem)).catch(() => undefined);
  }
}

/** Rejects when the promise takes longer. */
export const within = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took longer than ${ms} ms`)), ms);
    timer.unref();
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};
