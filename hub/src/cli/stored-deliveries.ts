import { CentralitaError } from '@centralita/core/model';
import { createDeliveries } from '../deliveries/index.ts';
import { silentLog } from '../ops/log.ts';
import { deliveriesOf, type StoredDelivery } from '../store/deliveries.ts';
import { effectsOf } from '../store/effects.ts';
import type { Store } from '../store/index.ts';
import { subscriptionsOf } from '../store/subscriptions.ts';
import type { DeliveryBook } from './deliveries.ts';

const atOnce = 500;

/** Deliveries of a hub that does not run. Redriving makes them due: the hub delivers once it starts. */
export const storedDeliveries = (store: Store): DeliveryBook => {
  const rows = deliveriesOf(store);
  const effects = effectsOf(store);
  const { services } = createDeliveries({
    store,
    now: Date.now,
    log: silentLog,
    allowPrivateAddresses: false,
    // Nothing is posted, so no secret is needed.
    seal: { seal: () => '', open: () => '' },
    appendProblem: () => undefined,
  });
  const revive = (row: StoredDelivery) =>
    rows.save(row.consumer, row.event, {
      ...row,
      state: 'retrying',
      attempts: 0,
      notBefore: 0,
      redriven: true,
    });

  return {
    list: (query) => services.deliveries.list({ ...query, limit: 200 }),
    redrive: async (id) => {
      const [, kind, digits] = /^(dl|fx)_(\d{1,15})$/.exec(id) ?? [];
      const row = kind === 'dl' ? rows.byNo(Number(digits)) : undefined;
      const effect = kind === 'fx' ? effects.byNo(Number(digits)) : undefined;
      if (!row && !effect) throw new CentralitaError('not_found', `no delivery ${id}`);
      if ((row ?? effect)?.state !== 'dead') {
        throw new CentralitaError(
          'conflict',
          'the delivery is still being tried; only a dead one can be redriven',
        );
      }
      await store.write(() => {
        if (row) revive(row);
        if (effect) effects.revive(effect.no, 0);
      });
    },
    redriveAll: async (consumer) => {
      const name = subscriptionsOf(store).byKey(consumer)?.id ?? consumer;
      const redriven = await store.write(() => {
        const dead = rows.dead(name, atOnce);
        const undone = effects.deadNumbers(name, atOnce);
        for (const row of dead) revive(row);
        for (const no of undone) effects.revive(no, 0);
        return dead.length + undone.length;
      });
      return { redriven };
    },
  };
};
