/// <reference lib="dom" />
import './chat.client.ts';
import './controls.client.ts';
import './journey.client.ts';
import './menu.client.ts';
import type { FaultView, StateView } from '../types.ts';
import { get } from './http.client.ts';
import { followHub } from './hub-events.client.ts';
import { addSomebody } from './people.client.ts';
import { complain } from './say.client.ts';
import { changed, follow, open, reload, world } from './world.client.ts';

/** Somebody is always there to write as. */
const begin = async (): Promise<void> => {
  delete world.current;
  delete world.group;
  world.latest.clear();
  world.messages = [];
  const [state, { faults }] = await Promise.all([
    get<StateView>('/sandbox/state'),
    get<{ faults: FaultView[] }>('/sandbox/faults'),
  ]);
  world.business = state.numbers[0]?.verifiedName ?? world.business;
  world.offsetMs = state.offsetMs;
  world.faults = faults;
  await reload();
  changed();
  let last: string | null = null;
  try {
    last = sessionStorage.getItem('customer');
  } catch {
    // Nothing kept.
  }
  const one = world.customers.find(({ id }) => id === last) ?? world.customers[0];
  await (one ? open(one.id) : addSomebody());
};

try {
  await begin();
} catch (error) {
  complain(error);
}
follow(() => void begin().catch(complain));
void followHub();
