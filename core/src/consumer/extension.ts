import type { ActionOutcome, HealthWords, HubClient } from '../hub-client/types.ts';
import type { CodeText } from '../model/codes.ts';
import type { ContactId } from '../model/ids.ts';
import type { Consumer, Effect, SqlRow, SqlValue } from './index.ts';

/** What a write of an extension may do; all of it is committed together, durably, before `write` resolves. */
export interface ExtensionWrite {
  /** Sees what this write changed before it. */
  query(sql: string, ...values: SqlValue[]): SqlRow[];
  /** Rows changed. */
  run(sql: string, ...values: SqlValue[]): number;
  /**
   * Stores an effect for the extension's consumer, as `handle` returns them. With the contact it concerns it goes
   * when that person is erased.
   */
  effect(effect: Effect, about?: ContactId): void;
}

/** An extension's own tables outside of `handle` and `perform`: names begin with the consumer's name. */
export interface ExtensionStore {
  query(sql: string, ...values: SqlValue[]): Promise<SqlRow[]>;
  /** One transaction; synchronous inside. A throw rolls it back and rejects. */
  write<T>(work: (tx: ExtensionWrite) => T): Promise<T>;
}

export interface ExtensionLog {
  info(message: string, details?: Readonly<Record<string, unknown>>): void;
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
  error(message: string, details?: Readonly<Record<string, unknown>>): void;
}

/** What a hub gives each of its extensions. Clock, chance and network come from here. */
export interface ExtensionContext {
  /** The hub's API with every scope, in this process; `name` is what audit and messages say. */
  readonly hub: HubClient;
  readonly store: ExtensionStore;
  readonly log: ExtensionLog;
  /** Domain time, milliseconds since 1970. */
  readonly now: () => number;
  /** Real time, for signatures and leases. */
  readonly realNow: () => number;
  readonly fetch: typeof fetch;
  /** Seals what must not lie open in the store, such as OAuth tokens. */
  seal(text: string): string;
  /** Throws when it was sealed with another key or is damaged. */
  unseal(sealed: string): string;
  /** The hub's public address without a final slash; absent in a hub nobody reaches from outside. */
  readonly publicUrl?: string;
  /** What was in the way of the consumer's effects is over: those that wait `untilCalled` are tried now. */
  retryNow(): void;
  /** Puts a `problem` into the event log and the health page. */
  problem(problem: {
    readonly code: string;
    readonly title: string;
    readonly detail?: string;
    readonly nextStep?: string;
  }): void;
}

export interface ExtensionHealth {
  readonly ok: boolean;
  /** Lines for the console's health page: what, how it stands, what to do. */
  readonly lines: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly detail: string;
    readonly nextStep?: string;
    /** The same in Spanish, where it differs: see `healthLine`. */
    readonly es?: HealthWords;
    /** What a press of a button beside the line does: handed to `act`. */
    readonly action?: { readonly id: string; readonly label: CodeText };
  }[];
}

/** A part a hub runs beside itself: Slack, HubSpot. */
export interface Extension {
  /** Its consumer's name, the prefix of its tables, and its path: `/ext/{name}/…`. */
  readonly name: string;
  readonly consumer: Consumer;
  /** What is asked under `/ext/{name}/`, before any key is looked at; undefined: not found. Bodies are at most 4 MB. */
  fetch?(request: Request): Promise<Response | undefined>;
  /** After the hub listens. Must not throw for what mends itself, such as the other side being away. */
  start?(): Promise<void>;
  /** Ends within a few seconds. */
  stop?(): Promise<void>;
  health?(): Promise<ExtensionHealth>;
  /** Does what a line of `health` offers; undefined: it offers nothing of that id. */
  act?(id: string): Promise<ActionOutcome | undefined>;
}
