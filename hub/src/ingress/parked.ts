import { foldState, type MessageId, type OutboundState } from '@centralita/core/model';
import { Cache } from '../store/cache.ts';

/**
 * The furthest status of messages nobody knows yet: webhooks overtake each other, so the echo that tells the
 * message may come after its statuses. In memory and bounded: what is forgotten costs a tick, not an event.
 */
export interface Parked {
  put(id: MessageId, status: OutboundState): void;
  take(id: MessageId): OutboundState | undefined;
}

export const createParked = (capacity = 10_000): Parked => {
  const states = new Cache<MessageId, OutboundState>(capacity);
  return {
    put: (id, status) => states.set(id, foldState(states.get(id) ?? 'sent', status)),
    // Left there: what is made of it may be undone, and done again.
    take: (id) => states.get(id),
  };
};
