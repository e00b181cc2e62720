/// <reference lib="dom" />
import type { ClockView, Customer, FaultView, PhoneMessage, PhoneView, StateView } from '../types.ts';
import { $, t } from './dom.client.ts';
import { call, get } from './http.client.ts';

/** What the page knows of the sandbox, and who wants to hear of changes. */
export interface World {
  customers: readonly Customer[];
  current?: string;
  messages: readonly PhoneMessage[];
  faults: readonly FaultView[];
  /** Ahead of real time by so much. */
  offsetMs: number;
  typingUntil: number;
  business: string;
  /** The message that the next one answers. */
  quoting?: PhoneMessage;
  state?: StateView;
}

export const world: World = {
  customers: [],
  messages: [],
  faults: [],
  offsetMs: 0,
  typingUntil: 0,
  business: 'Centralita',
};

type Listener = () => void;
const listeners: Listener[] = [];
export const onChange = (listener: Listener): void => {
  listeners.push(listener);
};
export const changed = (): void => {
  for (const listener of listeners) listener();
};

export const now = (): number => Date.now() + world.offsetMs;
export const current = (): Customer | undefined => world.customers.find(({ id }) => id === world.current);

export const customerPath = (id: string, rest = ''): string =>
  `/sandbox/customers/${encodeURIComponent(id)}${rest}`;

/** Opens a chat: what arrives there is read, as on a phone one looks at. */
export const open = async (id: string): Promise<void> => {
  const before = world.current;
  world.current = id;
  world.messages = [];
  world.typingUntil = 0;
  delete world.quoting;
  try {
    sessionStorage.setItem('customer', id);
  } catch {
    // A browser that keeps nothing: the first customer is opened next time.
  }
  changed();
  if (before && before !== id)
    void call('PUT', customerPath(before), { autoRead: false }).catch(() => undefined);
  await call('PUT', customerPath(id), { autoRead: true }).catch(() => undefined);
  await reload();
};

let asked = 0;
let shown = 0;

export const reload = async (): Promise<void> => {
  const wanted = world.current;
  asked += 1;
  const mine = asked;
  const [people, view] = await Promise.all([
    get<{ customers: Customer[] }>('/sandbox/customers'),
    wanted ? get<PhoneView>(customerPath(wanted, '/messages')) : undefined,
  ]);
  // An answer that was overtaken by a later one is old.
  if (mine < shown) return;
  shown = mine;
  // The order stays as people came: tabs that jump are hard to hit.
  world.customers = people.customers.sort((one, other) => one.createdAt.localeCompare(other.createdAt));
  if (view && world.current === wanted) world.messages = view.messages;
  changed();
};

let soon: ReturnType<typeof setTimeout> | undefined;
const reloadSoon = (): void => {
  if (soon) return;
  soon = setTimeout(() => {
    soon = undefined;
    void reload().catch(() => undefined);
  }, 30);
};

/** Everything that happens in the sandbox, live. */
export const follow = (onReset: () => void): void => {
  const live = $('live');
  const source = new EventSource('/sandbox/events');
  source.onopen = () => {
    live.classList.remove('lost');
    live.textContent = t('live.on');
    reloadSoon();
  };
  source.onerror = () => {
    live.classList.add('lost');
    live.textContent = t('live.lost');
  };
  const on = <T>(type: string, listener: (data: T) => void) =>
    source.addEventListener(type, ({ data }) => listener(JSON.parse(data) as T));
  for (const type of ['message', 'status', 'customer', 'webhook']) on(type, reloadSoon);
  on<{ customer: string; until: string }>('typing', ({ customer, until }) => {
    if (customer !== world.current) return;
    world.typingUntil = Date.parse(until);
    changed();
    setTimeout(changed, Math.max(0, world.typingUntil - now()) + 50);
  });
  on<{ clock: ClockView }>('clock', ({ clock }) => {
    world.offsetMs = clock.offsetMs;
    changed();
  });
  on<{ faults: FaultView[] }>('faults', ({ faults }) => {
    world.faults = faults;
    changed();
  });
  on('reset', onReset);
  addEventListener('pagehide', () => {
    source.close();
    if (world.current)
      void fetch(customerPath(world.current), {
        method: 'PUT',
        body: '{"autoRead":false}',
        headers: { 'content-type': 'application/json' },
        keepalive: true,
      });
  });
};
