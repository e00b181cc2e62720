import type { Consumer } from '@centralita/core/consumer';
import { hasRouting } from '@centralita/core/routing';
import { createRoutingConsumer } from '../services/routing/consumer.ts';
import { createDueAt } from '../services/routing/due.ts';
import type { PlaceContext } from '../services/routing/place.ts';
import { createRouter, type Router } from '../services/routing/router.ts';
import { createTimers, type Timers } from '../services/timers.ts';
import type { Base } from './base.ts';

/** What places conversations and keeps their times. */
export interface TeamWork {
  readonly dueAt: PlaceContext['dueAt'];
  readonly router: Router;
  readonly timers: Timers;
  /** Has the rules follow the event log as soon as there are any: at the start, or with a later reading of the settings. */
  followRules(add: (consumer: Consumer) => Promise<void>): Promise<void>;
}

export const composeTeam = ({ settings, tables, directory, now, log }: Base): TeamWork => {
  const rules = () => settings.routing;
  const dueAt = createDueAt(rules);
  const place = { tables, directory, dueAt };
  const router = createRouter({ ...place, rules, now });
  let following = false;
  return {
    dueAt,
    router,
    timers: createTimers({
      ...place,
      now,
      onError: (error) => log.error('What was due could not be done; it is tried again', { error }),
    }),
    followRules: async (add) => {
      if (following || !hasRouting(settings.routing)) return;
      following = true;
      await add(createRoutingConsumer(tables, router));
    },
  };
};
