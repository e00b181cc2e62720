import type { Delivery, DeliveryState } from '@centralita/core/hub-client';
import { CentralitaError } from '@centralita/core/model';
import type { Services } from '../services.ts';
import { deliveriesOf, type StoredDelivery } from '../store/deliveries.ts';
import { type EffectRow, effectsOf } from '../store/effects.ts';
import { subscriptionsOf } from '../store/subscriptions.ts';
import type { ConsumerPart } from './consumers/part.ts';
import { eventIdOf } from './event-facts.ts';
import type { Pumps } from './push/pumps.ts';
import type { DeliveryContext } from './types.ts';

interface Parts {
  readonly pumps: Pumps;
  readonly consumers: ReadonlyMap<string, ConsumerPart>;
  /** Puts on disk what memory knows, so that lists are not behind. */
  save(): Promise<void>;
}

/** Ids of the two kinds: an event that was not taken, and an effect that was not done. */
const deliveryId = (no: number): string => `dl_${no}`;
const effectId = (no: number): string => `fx_${no}`;
const redriveAtOnce = 500;

/** Dead letters and what is tried again, of subscriptions and consumers. */
export const createDeliveryList = (
  { store }: DeliveryContext,
  { pumps, consumers, save }: Parts,
): Services['deliveries'] => {
  const deliveries = deliveriesOf(store);
  const effects = effectsOf(store);
  const subscriptions = subscriptionsOf(store);
  const idOf = {
    conversations: store.db.prepare<{ id: string }>('select id from conversations where no = $1'),
    contacts: store.db.prepare<{ id: string }>('select id from contacts where no = $1'),
    accounts: store.db.prepare<{ id: string }>('select id from accounts where no = $1'),
  };

  /** What a lane number stands for; see `laneOf` of the log. */
  const laneName = (lane: number): string => {
    const table = (['conversations', 'contacts', 'accounts'] as const)[lane % 4];
    return (table && idOf[table].get(Math.floor(lane / 4))?.id) ?? (table ? `lane ${lane}` : 'hub');
  };

  const eventOf = (seq: number): Pick<Delivery, 'eventId' | 'eventType'> => {
    const event = store.log.read(seq - 1, 1)[0];
    return event?.seq === seq ? { eventId: eventIdOf(event), eventType: event.type } : { eventId: '' };
  };

  const viewDelivery = (row: StoredDelivery): Delivery => ({
    id: deliveryId(row.no),
    consumer: row.consumer,
    ...eventOf(row.event),
    lane: laneName(row.lane),
    state: row.state,
    attempts: row.attempts,
    ...(row.state === 'retrying' ? { nextAttemptAt: row.notBefore } : {}),
    ...(row.lastError === null ? {} : { lastError: row.lastError }),
    ...(row.lastStatus === null ? {} : { lastStatus: row.lastStatus }),
    createdAt: row.createdAt,
  });

  const viewEffect = (row: EffectRow): Delivery => ({
    id: effectId(row.no),
    consumer: row.consumer,
    ...(row.event === null ? { eventId: '' } : eventOf(row.event)),
    lane: row.lane,
    state: row.state === 'dead' ? 'dead' : 'retrying',
    attempts: row.attempts,
    ...(row.state === 'dead' || row.notBefore === 0 ? {} : { nextAttemptAt: row.notBefore }),
    ...(row.lastError === null ? {} : { lastError: row.lastError }),
    createdAt: row.createdAt,
  });

  /** A subscription may be named by its id or its client key. */
  const consumerName = (text: string): string => subscriptions.byKey(text)?.id ?? text;

  const redriveDelivery = (row: StoredDelivery): void => {
    const pump = pumps.get(row.consumer);
    const consumer = consumers.get(row.consumer);
    if (pump?.stats().state === 'paused') {
      throw new CentralitaError('consumer_paused', `${row.consumer} is paused; resume it first`);
    }
    if (!pump && !consumer) {
      throw new CentralitaError('not_found', `${row.consumer} takes no deliveries any more`);
    }
    if (store.log.read(row.event - 1, 1)[0]?.seq !== row.event) {
      throw new CentralitaError('not_found', 'the event is no longer kept');
    }
    (pump ?? consumer?.runner)?.redrive(row.event, row.lane);
  };

  const redriveEffect = async (row: EffectRow): Promise<void> => {
    const consumer = consumers.get(row.consumer);
    if (!consumer) throw new CentralitaError('not_found', `${row.consumer} is not running here`);
    await consumer.performer.redrive(row.no, row.lane);
  };

  return {
    list: async ({ consumer, state, after, limit = 50 }) => {
      if (!Number.isInteger(limit) || limit < 1 || limit > 200) {
        throw new CentralitaError('invalid_request', 'limit is a whole number from 1 to 200', {
          field: 'limit',
        });
      }
      await save();
      const from = readPlace(after);
      const of = consumer === undefined ? undefined : consumerName(consumer);
      const found: { readonly place: string; readonly item: Delivery }[] = [];
      if (from.kind === 'dl') {
        const rows = deliveries.list({ consumer: of, state, before: from.no, limit: limit + 1 });
        for (const row of rows) found.push({ place: `dl.${row.no}`, item: viewDelivery(row) });
      }
      if (found.length <= limit && state !== 'waiting') {
        const before = from.kind === 'fx' ? from.no : undefined;
        const rows = effects.failed({
          consumer: of,
          state: effectState(state),
          before,
          limit: limit + 1 - found.length,
        });
        for (const row of rows) found.push({ place: `fx.${row.no}`, item: viewEffect(row) });
      }
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map(({ item }) => item),
        ...(found.length > limit && last ? { next: last.place } : {}),
      };
    },

    redrive: async (id) => {
      await save();
      const [, kind, digits] = /^(dl|fx)_(\d{1,15})$/.exec(id) ?? [];
      const no = Number(digits);
      const row = kind === 'dl' ? deliveries.byNo(no) : undefined;
      const effect = kind === 'fx' ? effects.byNo(no) : undefined;
      if (!row && !effect) throw new CentralitaError('not_found', `no delivery ${id.slice(0, 40)}`);
      if ((row ?? effect)?.state !== 'dead') {
        throw new CentralitaError(
          'conflict',
          'the delivery is still being tried; only a dead one can be redriven',
        );
      }
      if (row) redriveDelivery(row);
      if (effect) await redriveEffect(effect);
      await save();
    },

    redriveAll: async (consumer) => {
      await save();
      const name = consumerName(consumer);
      if (!pumps.get(name) && !consumers.get(name)) {
        throw new CentralitaError('not_found', `no subscription or consumer ${consumer.slice(0, 100)}`);
      }
      let redriven = 0;
      for (const row of deliveries.dead(name, redriveAtOnce)) {
        if (store.log.read(row.event - 1, 1)[0]?.seq !== row.event) continue;
        redriveDelivery(row);
        redriven++;
      }
      for (const no of effects.deadNumbers(name, redriveAtOnce)) {
        const row = effects.byNo(no);
        if (!row) continue;
        await redriveEffect(row);
        redriven++;
      }
      await save();
      return { redriven };
    },
  };
};

const effectState = (state: DeliveryState | undefined): 'retrying' | 'dead' | undefined =>
  state === 'waiting' ? undefined : state;

const readPlace = (after: string | undefined): { kind: 'dl' | 'fx'; no?: number } => {
  if (after === undefined) return { kind: 'dl' };
  const [, kind, no] = /^(dl|fx)\.(\d{1,15})$/.exec(after) ?? [];
  if (!kind)
    throw new CentralitaError('invalid_request', 'after is no cursor of this list', { field: 'after' });
  return { kind: kind as 'dl' | 'fx', no: Number(no) };
};
