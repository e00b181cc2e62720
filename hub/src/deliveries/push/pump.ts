import type { TakenEvent } from '@centralita/core/hub-client';
import { signatureHeaders } from '@centralita/core/signing';
import { deliveriesOf } from '../../store/deliveries.ts';
import type { StoredEvent } from '../../store/log.ts';
import { eventIdOf, redrivenBody } from '../event-facts.ts';
import type { Wants } from '../filter.ts';
import { createLedger, type Ledger } from '../ledger.ts';
import { retryWait } from '../retry.ts';
import type { Saver } from '../saver.ts';
import type { Scheduler, Worker } from '../scheduler.ts';
import type { ConsumerStats, DeliveryContext } from '../types.ts';
import { ReceiverHealth } from './health.ts';
import { type Lane, Lanes } from './lanes.ts';
import type { PostResult, Target } from './target.ts';
import { type Failure, judge } from './verdict.ts';

/** What may change while a pump runs. */
export interface PumpSettings {
  readonly target: Target;
  readonly secret: string;
  readonly wants: Wants;
  readonly onDeadLetter: 'skip' | 'hold';
}

export interface PumpOptions extends PumpSettings {
  /** The subscription's id: the consumer's name in the store. */
  readonly id: string;
  readonly cursor: number;
  readonly paused: boolean;
  /** The receiver refuses everything, or the cursor has expired. The pump has stopped by itself. */
  readonly onPause: (code: 'refused' | 'cursor_expired', reason: string) => void;
  /** The receiver has been down for long. Told once each time. */
  readonly onLongOutage: (reason: string) => void;
}

const readSize = 64;
/** Reads in one turn, so that a filter that matches little does not keep the loop. */
const readsPerTurn = 4;
const longOutageMs = 10 * 60_000;
/** Taken events that are remembered, for whoever looks at where a message went. */
const takenKept = 20;

/** Posts the events one subscription wants, in order within a lane, lanes beside each other. */
export class Pump implements Worker {
  readonly id: string;
  readonly #context: DeliveryContext;
  readonly #saver: Saver;
  readonly #scheduler: Scheduler;
  readonly #options: PumpOptions;
  readonly #health: ReceiverHealth;
  readonly #lanes: Lanes;
  readonly #ledger: Ledger;
  #settings: PumpSettings;
  #paused: boolean;
  #stopped = false;
  #inFlight = 0;
  /** POSTs allowed at once: grows again from one after the receiver was down. */
  #width: number;
  #longOutageTold = false;
  #cancelTimer: (() => void) | undefined;
  #lookingAt = 0;
  #idle: (() => void) | undefined;
  readonly #taken: TakenEvent[] = [];
  hungry = false;

  constructor(context: DeliveryContext, saver: Saver, scheduler: Scheduler, options: PumpOptions) {
    this.#context = context;
    this.#saver = saver;
    this.#scheduler = scheduler;
    this.#options = options;
    this.#settings = options;
    this.id = options.id;
    this.#paused = options.paused;
    this.#health = new ReceiverHealth(context);
    this.#width = context.limits.concurrency;
    this.#lanes = new Lanes(
      options.cursor,
      () => this.#ledger,
      () => context.timers.now(),
    );
    this.#ledger = createLedger(options.id, () => this.#lanes.cursor);
    this.#restore(options.cursor);
  }

  get cursor(): number {
    return this.#lanes.cursor;
  }

  get taken(): readonly TakenEvent[] {
    return this.#taken;
  }

  stats(): Pick<ConsumerStats, 'state' | 'lag'> {
    return {
      state: this.#paused ? 'paused' : this.#health.struggling ? 'struggling' : 'running',
      lag: Math.max(0, this.#context.store.log.head - this.cursor),
    };
  }

  turn(allowance: number): number {
    this.hungry = false;
    if (this.#paused || this.#stopped) return 0;
    let started = 0;
    let reads = readsPerTurn;
    while (started < allowance && this.#inFlight < this.#width) {
      if (this.#health.struggling && !this.#mayProbe()) return started;
      const lane = this.#lanes.next();
      if (lane) {
        if (this.#send(lane)) started++;
      } else if (reads-- === 0) {
        this.hungry = true;
        return started;
      } else if (!this.#read()) return started;
    }
    this.hungry = this.#inFlight < this.#width;
    return started;
  }

  update(settings: PumpSettings): void {
    const { target, onDeadLetter } = this.#settings;
    this.#settings = settings;
    if (settings.target !== target) target.close();
    if (onDeadLetter === 'hold' && settings.onDeadLetter === 'skip') {
      this.#lanes.release();
      this.#saver.mark(this.#ledger);
    }
    this.#scheduler.wake();
  }

  pause(): void {
    this.#paused = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Goes on where it was, at once with what waited for its time. `from`: leaves out what is no longer kept. */
  resume(from?: number): void {
    this.#paused = false;
    this.#health.reset();
    this.#longOutageTold = false;
    this.#width = this.#context.limits.concurrency;
    if (from !== undefined && from > this.#lanes.position) this.#lanes.position = from;
    this.#lanes.due(true);
    this.#saver.mark(this.#ledger);
    this.#lookAgain();
  }

  redrive(event: number, lane: number): void {
    this.#lanes.redrive(event, lane);
    this.#saver.mark(this.#ledger);
    this.#scheduler.wake();
  }

  /** Starts nothing more; resolves when what is under way has ended. */
  async stop(graceMs: number): Promise<void> {
    this.pause();
    this.#stopped = true;
    if (this.#inFlight > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, graceMs);
        this.#idle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#settings.target.close();
  }

  /** The subscription is gone. */
  discard(): void {
    this.pause();
    this.#stopped = true;
    this.#saver.forget(this.#ledger);
    this.#settings.target.close();
  }

  /** Takes up the rows, and reads what lies between them, so that each lane is whole before anything is sent. */
  #restore(cursor: number): void {
    const { store } = this.#context;
    const deliveries = deliveriesOf(store);
    for (const row of deliveries.open(this.id)) this.#lanes.restore(row);
    const known = new Set(deliveries.eventsAfter(this.id, cursor));
    const last = Math.max(cursor, ...known);
    while (this.#lanes.position < last) {
      const events = store.log.read(this.#lanes.position, 500);
      if (events.length === 0) break;
      this.#take(
        events.filter((event) => event.seq <= last),
        known,
      );
      if ((events.at(-1)?.seq ?? last) >= last) this.#lanes.position = last;
    }
    this.#lookAgain();
  }

  #mayProbe(): boolean {
    return this.#inFlight === 0 && this.#context.timers.now() >= this.#health.nextProbe;
  }

  /** Takes the next events into lanes; false when there are none, or enough for now. */
  #read(): boolean {
    const { log } = this.#context.store;
    const { position } = this.#lanes;
    if (this.#lanes.full || position >= log.head) return false;
    const events = log.read(position, readSize);
    if (events[0]?.seq !== position + 1 && position < log.first - 1) {
      const reason = `the events after ${position} are no longer kept; resuming goes on from ${log.first - 1}`;
      this.pause();
      this.#options.onPause('cursor_expired', reason);
      return false;
    }
    if (events.length === 0) return false;
    this.#take(events);
    this.#saver.mark(this.#ledger);
    return true;
  }

  #take(events: readonly StoredEvent[], known?: ReadonlySet<number>): void {
    for (const event of events) {
      this.#lanes.position = event.seq;
      if (known?.has(event.seq) || !this.#settings.wants(event)) continue;
      this.#lanes.add(event.seq, event.lane);
    }
  }

  #send(lane: Lane): boolean {
    const { seq } = lane.items[0] as Lane['items'][number];
    // Read anew: the contact may have been erased since, and then this is the tombstone.
    const event = this.#context.store.log.read(seq - 1, 1)[0];
    if (event?.seq !== seq) {
      this.#lanes.giveUp(lane, false, 'the event is no longer kept', undefined);
      this.#saver.mark(this.#ledger);
      return false;
    }
    const { target, secret } = this.#settings;
    const probe = this.#health.struggling;
    const body = lane.redriven ? redrivenBody(event.body) : event.body;
    const eventId = eventIdOf(event);
    const headers = signatureHeaders({
      id: eventId,
      timestampSeconds: Math.floor(this.#context.timers.now() / 1000),
      body,
      secret,
    });
    this.#inFlight++;
    const began = performance.now();
    target.post({ body, headers }, (result) =>
      this.#ended(lane, probe, result, { eventId, ms: Math.round(performance.now() - began) }),
    );
    return true;
  }

  #ended(lane: Lane, probe: boolean, result: PostResult, post: TakenEvent): void {
    this.#inFlight--;
    if (!result.answered && result.code === 'CLOSED') this.#lanes.again(lane);
    else {
      const failure = judge(result, this.#context.timers.now());
      if (failure) this.#failed(lane, probe, failure);
      else {
        this.#taken.push(post);
        if (this.#taken.length > takenKept) this.#taken.shift();
        this.#delivered(lane);
      }
    }
    if (this.#inFlight === 0) this.#idle?.();
    this.#scheduler.wake();
  }

  #delivered(lane: Lane): void {
    this.#context.count(this.id, lane.redriven ? 'redriven' : 'delivered');
    this.#lanes.done(lane);
    this.#saver.mark(this.#ledger, 1);
    if (this.#health.succeeded()) {
      this.#width = 1;
      this.#longOutageTold = false;
      this.#context.log.info('a receiver takes deliveries again', { subscription: this.id });
    } else if (this.#width < this.#context.limits.concurrency) this.#width++;
  }

  #failed(lane: Lane, probe: boolean, failure: Failure): void {
    const { limits, timers, log } = this.#context;
    const now = timers.now();
    const before = this.#health.struggling;
    const first = lane.attempts === 0;
    const blame = this.#health.failed(failure, { lane: lane.key, first, probe, strikes: lane.strikes }, now);
    if (blame !== 'lane') {
      lane.strikes++;
      this.#lanes.again(lane);
      if (this.#health.struggling) this.#lookAt(this.#health.nextProbe);
      if (blame === 'pause') {
        if (this.#paused) return;
        this.pause();
        this.#options.onPause('refused', `the receiver ${failure.reason}`);
      } else if (!before) {
        log.warn('a receiver is down or refuses deliveries; they wait', {
          subscription: this.id,
          reason: failure.reason,
        });
      } else if (!this.#longOutageTold && now - this.#health.since >= longOutageMs) {
        this.#longOutageTold = true;
        this.#options.onLongOutage(failure.reason);
      }
      return;
    }
    if (lane.attempts + 1 < limits.attempts) {
      const wait = retryWait(this.#context, lane.attempts + 1, failure.afterMs);
      this.#lanes.later(lane, now + wait, failure.reason, failure.status);
      this.#lookAt(now + wait);
      this.#context.count(this.id, 'retry');
    } else {
      const hold = this.#settings.onDeadLetter === 'hold' && lane.key >= 0;
      this.#lanes.giveUp(lane, hold, failure.reason, failure.status);
      this.#context.count(this.id, 'dead');
      log.warn('an event was given up for a subscription', { subscription: this.id, reason: failure.reason });
    }
    this.#saver.mark(this.#ledger);
  }

  /** Sees to it that the pump looks again at that time: one timer for all lanes and the next probe. */
  #lookAt(at: number): void {
    if (this.#paused || this.#stopped || (this.#cancelTimer && this.#lookingAt <= at)) return;
    this.#cancelTimer?.();
    this.#lookingAt = at;
    this.#cancelTimer = this.#context.timers.after(Math.max(10, at - this.#context.timers.now()), () => {
      this.#cancelTimer = undefined;
      this.#lookAgain();
    });
  }

  #lookAgain(): void {
    const due = this.#lanes.due();
    if (due !== undefined) this.#lookAt(due);
    const { struggling, nextProbe } = this.#health;
    // One that is due is sent in the next turn; its outcome sets the time of the one after.
    if (struggling && nextProbe > this.#context.timers.now()) this.#lookAt(nextProbe);
    this.#scheduler.wake();
  }
}
