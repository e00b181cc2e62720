import type { Effect } from '@centralita/core/consumer';
import { type EffectOutline, effectsOf } from '../../store/effects.ts';
import type { DeliveryContext } from '../types.ts';

/** Stores what a consumer wants done. Only inside a write; the performer is told after it. */
export const addEffect = (
  { store, now }: Pick<DeliveryContext, 'store' | 'now'>,
  consumer: string,
  effect: Effect,
  /** `seq` of the event that it goes with when its contact is erased. */
  event: number | null,
): EffectOutline => {
  const notBefore = effect.notBefore ?? 0;
  const no = effectsOf(store).add({
    consumer,
    lane: effect.lane,
    kind: effect.kind,
    key: effect.key ?? null,
    payload: JSON.stringify(effect.payload),
    notBefore,
    event,
    createdAt: now(),
  });
  return { no, lane: effect.lane, state: 'ready', notBefore };
};
