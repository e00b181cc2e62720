import type { Apps } from './account/apps.ts';
import type { BusinessNumber, Numbers } from './account/numbers.ts';
import type { Alarms } from './alarms.ts';
import type { SandboxClock } from './clock.ts';
import type { EventBus } from './events.ts';
import type { Faults } from './faults/faults.ts';
import type { Ids } from './ids.ts';
import type { SendLimits } from './outbound/limits.ts';
import type { People } from './people/people.ts';
import type { State } from './state.ts';
import type { Journal } from './store/journal.ts';
import type { Timers } from './timers.ts';
import type { SandboxOptions, Settings } from './types.ts';
import type { Courier } from './webhooks/courier.ts';
import type { Dispatcher } from './webhooks/dispatcher.ts';
import type { WebhookLog } from './webhooks/log.ts';
import type { Targets } from './webhooks/targets.ts';

/** What every part of the sandbox works with; made once in index.ts. */
export interface World {
  options: SandboxOptions;
  settings: Settings;
  numbers: BusinessNumber[];
  /** Changes {@link World.numbers}. */
  numberBook: Numbers;
  apps: Apps;
  clock: SandboxClock;
  seed(): string;
  ids: Ids;
  journal: Journal;
  state: State;
  people: People;
  faults: Faults;
  limits: SendLimits;
  timers: Timers;
  alarms: Alarms;
  bus: EventBus;
  targets: Targets;
  log: WebhookLog;
  courier: Courier;
  dispatcher: Dispatcher;
  fetch: typeof fetch;
  /** By the clock. */
  startedAt: number;
  /** Where the sandbox was last reached, for addresses inside answers and webhooks. */
  origin: string;
}

export const numberById = (world: World, id: string): BusinessNumber | undefined =>
  world.numbers.find(({ phoneNumberId }) => phoneNumberId === id);
