import type { Consumer, Effect } from '@centralita/core/consumer';
import type { Services } from '../services.ts';
import { deliveriesOf } from '../store/deliveries.ts';
import type { EffectOutline } from '../store/effects.ts';
import type { Store } from '../store/index.ts';
import { subscriptionsOf } from '../store/subscriptions.ts';
import { addEffect } from './consumers/add-effect.ts';
import { type ConsumerPart, checkConsumerName, startConsumer } from './consumers/part.ts';
import { createEvents } from './events.ts';
import { createFilters } from './filter.ts';
import { createDeliveryList } from './list.ts';
import { Pumps, type PumpsOptions } from './push/pumps.ts';
import { Saver } from './saver.ts';
import { Scheduler } from './scheduler.ts';
import { createSubscriptions } from './subscriptions.ts';
import { Tail } from './tail.ts';
import {
  type ConsumerStats,
  type DeliveryContext,
  type DeliveryLimits,
  defaultLimits,
  systemTimers,
  type Timers,
} from './types.ts';

export type { ConsumerStats, DeliveryLimits, DeliveryOutcome, HubProblem, Timers } from './types.ts';

export interface DeliveriesOptions extends PumpsOptions {
  readonly store: Store;
  /** Domain time: when things were made, and reminders of consumers. */
  readonly now: () => number;
  /** Real time, of signatures, time-outs and retries; the system's unless a test gives its own. */
  readonly timers?: Timers;
  readonly log: DeliveryContext['log'];
  readonly random?: () => number;
  readonly limits?: Partial<DeliveryLimits>;
  /** Appends a `problem` event. Called inside a write: synchronous, and touches nothing but the store. */
  readonly appendProblem: DeliveryContext['appendProblem'];
  /** Told of each outcome, for metrics. */
  readonly count?: DeliveryContext['count'];
}

export interface DeliveriesPart {
  readonly services: Pick<Services, 'subscriptions' | 'events' | 'deliveries'>;
  /** Before `start` or after. `from`: where one that was never here begins; `now` unless told otherwise. */
  addConsumer(consumer: Consumer, options?: { readonly from?: 'now' | 'start' }): Promise<void>;
  /** Effects of a consumer that no event of its own caused: stored inside a write, and performed once `accept` is told after it. */
  effectsOf(consumer: string): {
    add(effect: Effect, event: number | null): EffectOutline;
    accept(outlines: readonly EffectOutline[]): void;
    /** Those that wait `untilCalled` are tried now. */
    retryNow(): void;
  };
  start(): Promise<void>;
  /** Lets what is under way end, for a few seconds, and saves how far everybody has come. */
  stop(): Promise<void>;
  /** A few indexed counts per consumer: for a scrape, not for a request. */
  stats(): readonly ConsumerStats[];
}

const graceMs = 3_000;

/** How events leave the hub: to subscriptions, to readers, to consumers in the same process. */
export const createDeliveries = (options: DeliveriesOptions): DeliveriesPart => {
  const { store } = options;
  const context: DeliveryContext = {
    store,
    now: options.now,
    timers: options.timers ?? systemTimers(),
    log: options.log,
    random: options.random ?? Math.random,
    limits: { ...defaultLimits, ...options.limits },
    appendProblem: options.appendProblem,
    count: options.count ?? (() => undefined),
  };
  const scheduler = new Scheduler(store);
  const saver = new Saver(context);
  const filters = createFilters(store);
  const tail = new Tail(context.timers);
  const pumps = new Pumps(context, { saver, scheduler, filters }, options);
  const consumers = new Map<string, ConsumerPart>();
  const waiting: (() => Promise<void>)[] = [];
  let started = false;
  scheduler.add(tail);

  const save = async (): Promise<void> => {
    await saver.save();
    await Promise.all([...consumers.values()].map((part) => part.runner.save()));
  };

  const addConsumer: DeliveriesPart['addConsumer'] = async (consumer, { from = 'now' } = {}) => {
    checkConsumerName(consumer.name);
    const begin = async (): Promise<void> => {
      consumers.set(consumer.name, await startConsumer(context, scheduler, consumer, from));
    };
    if (started) await begin();
    else waiting.push(begin);
  };

  return {
    services: {
      subscriptions: createSubscriptions(context, { pumps, filters, saver }, options),
      events: createEvents(context, { filters, tail }),
      deliveries: createDeliveryList(context, { pumps, consumers, save }),
    },
    addConsumer,
    effectsOf: (name) => ({
      add: (effect, event) => addEffect(context, name, effect, event),
      // One that has not begun yet reads them when it does.
      accept: (outlines) => consumers.get(name)?.performer.accept(outlines),
      retryNow: () => consumers.get(name)?.performer.retryNow(),
    }),
    start: async () => {
      started = true;
      for (const begin of waiting.splice(0)) await begin();
      pumps.start();
    },
    stop: async () => {
      await Promise.all([pumps.stop(graceMs), ...[...consumers.values()].map((part) => part.stop(graceMs))]);
      await saver.save();
      scheduler.stop();
      saver.stop();
    },
    stats: () => {
      const deliveries = deliveriesOf(store);
      const subscriptions = subscriptionsOf(store)
        .all()
        .flatMap((row) => {
          const pump = pumps.get(row.id);
          return pump ? [{ consumer: row.id, ...pump.stats(), ...deliveries.counts(row.id) }] : [];
        });
      return [...subscriptions, ...[...consumers.values()].map((part) => part.stats())];
    },
  };
};
