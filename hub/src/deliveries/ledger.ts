import type { DeliveryRow } from '../store/deliveries.ts';

/** What one consumer wants saved: the state of some events, and how far it has come. */
export interface Ledger {
  readonly consumer: string;
  /** By event; null where the row goes. The latest state of each event is all that counts. */
  readonly changes: Map<number, DeliveryRow | null>;
  /** The last event that need not be read again. */
  cursor(): number;
}

export const createLedger = (consumer: string, cursor: () => number): Ledger => ({
  consumer,
  changes: new Map(),
  cursor,
});
