import type { Consumer } from '@centralita/core/consumer';
import { CentralitaError } from '@centralita/core/model';
import { cursorsOf } from '../../store/cursors.ts';
import { deliveriesOf } from '../../store/deliveries.ts';
import { effectsOf } from '../../store/effects.ts';
import type { Scheduler } from '../scheduler.ts';
import type { ConsumerStats, DeliveryContext } from '../types.ts';
import { Performer } from './performer.ts';
import { ConsumerRunner } from './runner.ts';
import { migrateConsumer } from './store.ts';

/** A consumer at work: what hands it events and what does its effects. */
export interface ConsumerPart {
  readonly runner: ConsumerRunner;
  readonly performer: Performer;
  stats(): ConsumerStats;
  stop(graceMs: number): Promise<void>;
}

/**
 * Makes the consumer's tables and sets it to work. A new one begins with what happens from now on, or, like the
 * search, with the oldest event kept.
 */
export const startConsumer = async (
  context: DeliveryContext,
  scheduler: Scheduler,
  consumer: Consumer,
  from: 'now' | 'start',
): Promise<ConsumerPart> => {
  const { store } = context;
  await migrateConsumer(store, consumer.name, consumer.migrations ?? [], context.now());
  const cursors = cursorsOf(store);
  const begin = cursors.get(consumer.name) ?? (from === 'start' ? store.log.first - 1 : store.log.head);
  // Stored at once: what happens before its first event and a crash is not for it to miss.
  await store.write(() => cursors.set(consumer.name, begin, context.now()));
  const performer = new Performer(context, scheduler, consumer);
  const accept = performer.accept.bind(performer);
  const runner = new ConsumerRunner(context, scheduler, consumer, accept, begin);
  scheduler.add(runner);
  scheduler.add(performer);
  return {
    runner,
    performer,
    stats: () => {
      const events = deliveriesOf(store).counts(consumer.name);
      const effects = effectsOf(store).counts(consumer.name);
      return {
        consumer: consumer.name,
        ...runner.stats(),
        held: events.held,
        dead: events.dead + effects.dead,
      };
    },
    stop: async (graceMs) => {
      scheduler.remove(runner);
      scheduler.remove(performer);
      await Promise.all([runner.stop(), performer.stop(graceMs)]);
    },
  };
};

/** A name that can stand for tables and in dead letters, and is no subscription's. */
export const checkConsumerName = (name: string): void => {
  if (/^[a-z][a-z0-9-]{1,39}$/.test(name) && !name.startsWith('sub-')) return;
  throw new CentralitaError(
    'internal',
    `"${name}" is no name for a consumer: small letters, digits and - only`,
  );
};
