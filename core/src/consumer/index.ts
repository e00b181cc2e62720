import type { Event, EventType } from '../model/events.ts';
import type { JsonObject } from '../model/json.ts';

/** A value a consumer's own tables may hold. */
export type SqlValue = null | number | string | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A step of a consumer's own schema, in order; one that has run is never edited. `$1` placeholders, both engines' SQL. */
export interface ConsumerMigration {
  readonly name: string;
  readonly sql: string;
}

/**
 * A consumer's own tables, named with its name as prefix (`slack_threads`). Reads see what is committed;
 * inside `handle` writes are collected and committed together with the effects and the cursor.
 */
export interface ConsumerStore {
  query(sql: string, ...values: SqlValue[]): Promise<SqlRow[]>;
  run(sql: string, ...values: SqlValue[]): void;
}

/**
 * Work for the outside world, stored before it is done. Effects of one lane are performed in order, one at
 * a time; lanes do not wait for each other.
 */
export interface Effect {
  /** Such as a Slack channel or thread, a HubSpot contact. */
  readonly lane: string;
  readonly kind: string;
  readonly payload: JsonObject;
  /** Not before this time, milliseconds since 1970. */
  readonly notBefore?: number;
  /** An effect whose key is already waiting in the lane replaces it. */
  readonly key?: string;
}

export type EffectOutcome =
  | { readonly state: 'done' }
  /**
   * Try again; after `afterMs` when the other side said so. `untilCalled`: at the latest then, and at once when the
   * extension calls `retryNow` or the hub starts.
   */
  | {
      readonly state: 'retry';
      readonly reason: string;
      readonly afterMs?: number;
      readonly untilCalled?: true;
    }
  /** Never will: goes to the dead letters. */
  | { readonly state: 'failed'; readonly code: string; readonly reason: string };

export interface PerformContext {
  /** Tables outside any transaction: `run` commits at the end of `perform`, with the outcome. */
  readonly store: ConsumerStore;
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly now: number;
}

/**
 * A part that follows the event log: slack-app, hubspot, automatic replies. The hub keeps its cursor,
 * gives it each event once in the order of its conversation, and performs its effects with retries.
 */
export interface Consumer {
  readonly name: string;
  readonly types: readonly EventType[];
  readonly migrations?: readonly ConsumerMigration[];
  /**
   * Turns an event into effects. Must do no I/O but `store`, and may be called again for the same event
   * after a crash before the commit. A throw holds this conversation and is retried, then dead-lettered.
   */
  handle(event: Event, store: ConsumerStore): Promise<readonly Effect[]>;
  /** Does one effect. Must end when the signal does. A throw counts as `retry`. */
  perform(effect: Effect, context: PerformContext): Promise<EffectOutcome>;
}

export type * from './extension.ts';
export * from './health-line.ts';
