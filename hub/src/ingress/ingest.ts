import { CentralitaError, derivedEventId, type ProviderEvent } from '@centralita/core/model';
import { type ApplyContext, apply } from './apply.ts';
import { type Concerns, emit } from './emit.ts';

export interface IngestResult {
  readonly applied: number;
  readonly duplicates: number;
  /** Stored raw as `unknown`, because applying them failed. */
  readonly failed: number;
}

export type Ingest = (events: readonly ProviderEvent[]) => Promise<IngestResult>;

export interface IngestOptions {
  readonly context: Omit<ApplyContext, 'now'>;
  readonly now: () => number;
  /** Told of every event that could not be applied. */
  readonly onFailure: (event: ProviderEvent, error: unknown) => void;
}

/**
 * Stores the events of one webhook in one write. When applying one of them fails, the write is done again
 * with each event apart, and the one at fault is stored raw. Rejects only when the store itself refuses.
 */
export const createIngest = ({ context, now, onFailure }: IngestOptions): Ingest => {
  const { store } = context.tables;

  const together = (events: readonly ProviderEvent[]): IngestResult => {
    const at: ApplyContext = { ...context, now: now() };
    let applied = 0;
    for (const event of events) if (apply(event, at)) applied += 1;
    return { applied, duplicates: events.length - applied, failed: 0 };
  };

  const apart = (event: ProviderEvent): 'applied' | 'duplicate' => {
    return apply(event, { ...context, now: now() }) ? 'applied' : 'duplicate';
  };

  const storeRaw = (event: ProviderEvent): void => {
    const { tables } = context;
    const id = derivedEventId(event.id, 'unknown', 0);
    if (!tables.seen.remember(id, 0, now())) return;
    const { provider, account, raw } = event.data;
    const unknown: ProviderEvent = {
      id,
      type: 'unknown',
      timestamp: event.timestamp,
      data: {
        provider,
        account,
        raw,
        unknown: { reason: 'apply_failed', type: event.type },
        hub: { parentId: event.id },
      },
    };
    emit(tables, unknown, concernsOf(event), now());
  };

  /** Whom it concerns, where that can be found out at all: erasing them erases it. */
  const concernsOf = (event: ProviderEvent): Concerns => {
    try {
      const { tables } = context;
      const account = tables.accounts.of(event.data.provider, event.data.account);
      const contact = 'contact' in event.data ? event.data.contact : undefined;
      const person = contact && tables.contacts.find(contact);
      return {
        ...(account && account !== 'unrecognised' ? { account } : {}),
        ...(person ? { person } : {}),
      };
    } catch {
      return {};
    }
  };

  return async (events) => {
    try {
      return await store.write(() => together(events));
    } catch (error) {
      if (isRefusal(error)) throw error;
    }
    // All at once: in their order, and with few commits.
    const outcomes = await Promise.allSettled(events.map((event) => store.write(() => apart(event))));
    const refused = outcomes.find((one) => one.status === 'rejected' && isRefusal(one.reason));
    if (refused) throw (refused as PromiseRejectedResult).reason;
    let applied = 0;
    let failed = 0;
    for (const [index, outcome] of outcomes.entries()) {
      const event = events[index] as ProviderEvent;
      if (outcome.status === 'fulfilled') {
        if (outcome.value === 'applied') applied += 1;
        continue;
      }
      onFailure(event, outcome.reason);
      await store.write(() => storeRaw(event));
      failed += 1;
    }
    return { applied, duplicates: events.length - applied - failed, failed };
  };
};

const isRefusal = (error: unknown): boolean =>
  error instanceof CentralitaError && error.code === 'store_unavailable';
