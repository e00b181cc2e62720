import type { Log } from '../ops/log.ts';
import type { Store } from '../store/index.ts';

/** Something that a person has to look at; becomes a `problem` event. */
export interface HubProblem {
  /** One of the codes of core, such as `consumer_paused`. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly nextStep: string;
  /** Which part says so, such as `subscription:<client key>` or `consumer:<name>`. */
  readonly source: string;
}

export interface DeliveryLimits {
  /** POSTs of one subscription under way at once. */
  readonly concurrency: number;
  /** For the whole of one POST. */
  readonly timeoutMs: number;
  /** How often an event is tried before it is dead. */
  readonly attempts: number;
  /** Upper ends of the first wait between attempts and of every wait. */
  readonly baseMs: number;
  readonly capMs: number;
  /** Lanes that fail one after the other, with no success in between, before the receiver itself is doubted. */
  readonly failingLanes: number;
  /** The longest wait between two probes of a receiver that is down. */
  readonly probeCapMs: number;
  /** How long a receiver has to refuse everything before its subscription is paused. */
  readonly refusedMs: number;
  /** How often cursors and rows are saved. */
  readonly saveMs: number;
  /** For one effect of a consumer. */
  readonly performMs: number;
  /** Effects of one consumer under way at once. */
  readonly performers: number;
}

/** Twelve attempts over 16 hours on average, 33 at most: see `retryWait`. */
export const defaultLimits: DeliveryLimits = {
  concurrency: 16,
  timeoutMs: 15_000,
  attempts: 12,
  baseMs: 5_000,
  capMs: 12 * 3_600_000,
  failingLanes: 5,
  probeCapMs: 60_000,
  refusedMs: 60_000,
  saveMs: 200,
  performMs: 30_000,
  performers: 8,
};

/** Real time that a test can move. */
export interface Timers {
  now(): number;
  /** Runs once after that many milliseconds; returns how to call it off. Keeps no process alive. */
  after(ms: number, run: () => void): () => void;
}

export const systemTimers = (now: () => number = Date.now): Timers => ({
  now,
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(Math.max(0, ms), 2_000_000_000));
    timer.unref();
    return () => clearTimeout(timer);
  },
});

export type DeliveryOutcome = 'delivered' | 'retry' | 'dead' | 'redriven';

/** What every part below shares. */
export interface DeliveryContext {
  readonly store: Store;
  /** Domain time. */
  readonly now: () => number;
  readonly timers: Timers;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
  readonly limits: DeliveryLimits;
  /** Called inside a write: touches nothing but the store. */
  readonly appendProblem: (problem: HubProblem) => void;
  readonly count: (consumer: string, outcome: DeliveryOutcome) => void;
}

/** Where a consumer or subscription stands, for metrics and people. */
export interface ConsumerStats {
  readonly consumer: string;
  readonly state: 'running' | 'struggling' | 'paused';
  /** Events of the log not yet handed over. */
  readonly lag: number;
  readonly held: number;
  readonly dead: number;
}
