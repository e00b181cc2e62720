import type { DeliveryRow, StoredDelivery } from '../../store/deliveries.ts';
import type { Ledger } from '../ledger.ts';

interface Item {
  readonly seq: number;
  readonly lane: Lane;
  /** Neither done nor in a row: the cursor may not pass it. */
  open: boolean;
}

/** One conversation's events for one subscriber, in order. Only the first is ever on its way. */
export interface Lane {
  readonly key: number;
  readonly items: Item[];
  busy: boolean;
  ready: boolean;
  /** Its events have rows, because the first failed or was slow. */
  stored: boolean;
  /** Of the first event: how often it was tried, and not again before when. */
  attempts: number;
  notBefore: number;
  /** The first event is given up and the others wait for somebody to redrive it. */
  dead: boolean;
  holding: boolean;
  redriven: boolean;
  strikes: number;
  lastError: string | null;
  lastStatus: number | null;
}

/** Undelivered events looked at to find lanes that can go on. Numbers only: their bodies stay in the log. */
const maxOpen = 5_000;
/** Events done behind one that is not: what a crash would deliver again. More, and the slow lane gets rows. */
const maxBehind = 1_000;

/** Redriven events go beside their conversation, in order among themselves. */
const sideOf = (lane: number): number => -1 - lane;
const ownOf = (key: number): number => (key < 0 ? -1 - key : key);

/**
 * What a subscription has read and not finished. All of it is in memory and decided there; the ledger tells the
 * store. Holds seqs, never events.
 */
export class Lanes {
  readonly #byKey = new Map<number, Lane>();
  readonly #ready: Lane[] = [];
  /** Lanes whose first event waits for its time. */
  readonly #later = new Set<Lane>();
  readonly #window: Item[] = [];
  readonly #ledger: () => Ledger;
  readonly #now: () => number;
  #open = 0;
  /** The last event read. */
  position: number;

  constructor(position: number, ledger: () => Ledger, now: () => number) {
    this.position = position;
    this.#ledger = ledger;
    this.#now = now;
  }

  /** Everything up to here is done or has a row. */
  get cursor(): number {
    while (this.#window[0]?.open === false) this.#window.shift();
    const first = this.#window[0];
    return first ? first.seq - 1 : this.position;
  }

  get full(): boolean {
    return this.#open >= maxOpen;
  }

  /** An event just read, to be delivered after those of its lane before it. */
  add(seq: number, key: number): void {
    const lane = this.#laneOf(key);
    const item: Item = { seq, lane, open: !lane.stored };
    const last = lane.items.at(-1);
    if (!last || last.seq < seq) lane.items.push(item);
    else this.#insert(lane, item);
    if (lane.stored) this.#record(item, this.#rowOf(lane, item));
    else {
      this.#open++;
      this.#window.push(item);
    }
    this.#offer(lane);
    this.#keepWindowShort();
  }

  /** A row found at start. */
  restore(row: StoredDelivery): void {
    const lane = this.#laneOf(row.redriven && !row.holding ? sideOf(row.lane) : row.lane);
    lane.stored = true;
    lane.items.push({ seq: row.event, lane, open: false });
    if (lane.items.length === 1 && row.state !== 'waiting') {
      lane.attempts = row.attempts;
      lane.notBefore = row.notBefore;
      lane.dead = row.state === 'dead';
      lane.holding = row.holding;
      lane.redriven = row.redriven;
      lane.lastError = row.lastError;
      lane.lastStatus = row.lastStatus;
    }
    this.#offer(lane);
  }

  /** The next lane with something to send. It is the caller's until `done`, `again`, `later` or `giveUp`. */
  next(): Lane | undefined {
    const lane = this.#ready.shift();
    if (!lane) return undefined;
    lane.ready = false;
    lane.busy = true;
    return lane;
  }

  /** The first event was taken. */
  done(lane: Lane): void {
    const item = this.#shift(lane);
    if (lane.stored && item) this.#record(item, null);
    lane.strikes = 0;
    this.#goOn(lane);
  }

  /** The first event stays where it is and goes again when the lane's turn comes. */
  again(lane: Lane): void {
    lane.busy = false;
    this.#offer(lane);
  }

  /** The first event failed and is tried again at `notBefore`; the lane waits for it. */
  later(lane: Lane, notBefore: number, error: string, status: number | undefined): void {
    lane.busy = false;
    lane.attempts++;
    lane.notBefore = notBefore;
    lane.lastError = error;
    lane.lastStatus = status ?? null;
    this.store(lane);
    this.#offer(lane);
  }

  /** The first event is dead: the lane goes on, or holds. */
  giveUp(lane: Lane, hold: boolean, error: string, status: number | undefined): void {
    lane.busy = false;
    lane.dead = true;
    lane.attempts++;
    lane.holding = hold;
    lane.lastError = error;
    lane.lastStatus = status ?? null;
    const item = lane.items[0];
    if (hold) this.store(lane);
    else if (item) {
      this.#record(item, this.#rowOf(lane, item));
      this.#shift(lane);
      this.#goOn(lane);
    }
  }

  /** A dead event is to go once more: at the head of the lane it holds, else beside its conversation. */
  redrive(seq: number, key: number): void {
    const held = this.#byKey.get(key);
    if (held?.dead && held.items[0]?.seq === seq) {
      held.dead = false;
      held.attempts = 0;
      held.notBefore = 0;
      held.redriven = true;
      this.#record(held.items[0], this.#rowOf(held, held.items[0]));
      this.#offer(held);
      return;
    }
    const lane = this.#laneOf(sideOf(key));
    if (lane.items.some((item) => item.seq === seq)) return;
    lane.stored = true;
    this.add(seq, lane.key);
  }

  /** Lanes that held go on without their dead events. */
  release(): void {
    for (const lane of [...this.#byKey.values()]) {
      const item = lane.items[0];
      if (!lane.dead || !item) continue;
      lane.holding = false;
      this.#record(item, this.#rowOf(lane, item));
      this.#shift(lane);
      this.#goOn(lane);
    }
  }

  /** Lanes whose time has come may go; all of them when `everything`. Returns when the next is due. */
  due(everything = false): number | undefined {
    const now = this.#now();
    let next: number | undefined;
    for (const lane of this.#later) {
      if (everything) lane.notBefore = 0;
      if (lane.notBefore <= now) this.#offer(lane);
      else next = Math.min(next ?? lane.notBefore, lane.notBefore);
    }
    return next;
  }

  /** Gives a lane's events rows, so that the cursor can pass them. */
  store(lane: Lane): void {
    for (const item of lane.items) {
      // Those with a row keep it, but for the first, whose state changes.
      if (!lane.stored || item === lane.items[0]) this.#record(item, this.#rowOf(lane, item));
      this.#close(item);
    }
    lane.stored = true;
  }

  #laneOf(key: number): Lane {
    let lane = this.#byKey.get(key);
    if (!lane) {
      lane = { key, items: [], busy: false, ready: false, stored: false, strikes: 0, ...fresh(key) };
      this.#byKey.set(key, lane);
    }
    return lane;
  }

  /** At start, among events that had rows before the cursor passed them; and among redriven ones. */
  #insert(lane: Lane, item: Item): void {
    const place = lane.items.findIndex((each) => each.seq > item.seq);
    const at = lane.busy ? Math.max(1, place) : place;
    lane.items.splice(at, 0, item);
    if (at > 0) return;
    Object.assign(lane, fresh(lane.key));
    this.#later.delete(lane);
  }

  #offer(lane: Lane): void {
    if (lane.ready || lane.busy || lane.dead || lane.items.length === 0) return;
    if (lane.notBefore > this.#now()) {
      this.#later.add(lane);
      return;
    }
    this.#later.delete(lane);
    lane.ready = true;
    this.#ready.push(lane);
  }

  #goOn(lane: Lane): void {
    lane.busy = false;
    Object.assign(lane, fresh(lane.key));
    if (lane.items.length === 0) this.#byKey.delete(lane.key);
    else this.#offer(lane);
  }

  #shift(lane: Lane): Item | undefined {
    const item = lane.items.shift();
    if (item) this.#close(item);
    return item;
  }

  #close(item: Item): void {
    if (!item.open) return;
    item.open = false;
    this.#open--;
  }

  #record(item: Item, row: DeliveryRow | null): void {
    this.#ledger().changes.set(item.seq, row);
  }

  #rowOf(lane: Lane, item: Item): DeliveryRow {
    const first = item === lane.items[0];
    return {
      lane: ownOf(lane.key),
      state: !first ? 'waiting' : lane.dead ? 'dead' : 'retrying',
      attempts: first ? lane.attempts : 0,
      notBefore: first ? lane.notBefore : 0,
      lastError: first ? lane.lastError : null,
      lastStatus: first ? lane.lastStatus : null,
      redriven: lane.key < 0 || (first && lane.redriven),
      holding: first && lane.holding,
      createdAt: this.#now(),
    };
  }

  #keepWindowShort(): void {
    while (this.#window.length - this.#open > maxBehind) {
      while (this.#window[0]?.open === false) this.#window.shift();
      const first = this.#window[0];
      if (!first || this.#window.length - this.#open <= maxBehind) return;
      this.store(first.lane);
    }
  }
}

const fresh = (key: number) => ({
  attempts: 0,
  notBefore: 0,
  dead: false,
  holding: false,
  redriven: key < 0,
  lastError: null,
  lastStatus: null,
});
