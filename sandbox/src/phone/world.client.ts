/// <reference lib="dom" />
import type {
  CallView,
  ClockView,
  Customer,
  FaultView,
  GroupView,
  PhoneMessage,
  PhoneView,
  StateView,
} from '../types.ts';
import { $, t } from './dom.client.ts';
import { call, get } from './http.client.ts';

/** What the page knows of the sandbox, and who wants to hear of changes. */
export interface World {
  customers: readonly Customer[];
  current?: string;
  /** The group whose chat is open; else it is the chat with the business. */
  group?: string;
  messages: readonly PhoneMessage[];
  groups: readonly GroupView[];
  calls: readonly CallView[];
  faults: readonly FaultView[];
  /** Ahead of real time by so much. */
  offsetMs: number;
  typingUntil: number;
  /** Customer → what happened last on their phone, as far as this page saw it. */
  latest: Map<string, 'message' | 'call'>;
  business: string;
  /** The message that the next one answers. */
  quoting?: PhoneMessage;
  state?: StateView;
}

export const world: World = {
  customers: [],
  messages: [],
  groups: [],
  calls: [],
  faults: [],
  offsetMs: 0,
  typingUntil: 0,
  latest: new Map(),
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

/** The groups of the customer whose phone this is. */
export const ownGroups = (): readonly GroupView[] =>
  world.groups.filter(({ participants }) => participants.some(({ id }) => id === world.current));
export const openGroup = (): GroupView | undefined => ownGroups().find(({ id }) => id === world.group);
/** The calls of the customer whose phone this is, oldest first. */
export const ownCalls = (): readonly CallView[] =>
  world.calls.filter(({ customer }) => customer === world.current);
/** Written on this phone; in a group others write, too. */
export const isMine = ({ from, author }: PhoneMessage): boolean =>
  from === 'customer' && (author ?? world.current) === world.current;

/** What stands in the chat that is open. */
export const chatMessages = (): readonly PhoneMessage[] =>
  world.messages.filter(({ group }) => group === world.group);

/** Another chat of the same phone: a group, or without one the business. */
export const openChat = (group: string | undefined): void => {
  if (group === undefined) delete world.group;
  else world.group = group;
  delete world.quoting;
  changed();
};

export const customerPath = (id: string, rest = ''): string =>
  `/sandbox/customers/${encodeURIComponent(id)}${rest}`;

export const groupPath = (id: string, rest: string): string =>
  `/sandbox/groups/${encodeURIComponent(id)}${rest}`;

/** Opens a chat: what arrives there is read, as on a phone one looks at. */
export const open = async (id: string): Promise<void> => {
  const before = world.current;
  world.current = id;
  world.messages = [];
  world.typingUntil = 0;
  delete world.group;
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
  const [people, groups, calls, view] = await Promise.all([
    get<{ customers: Customer[] }>('/sandbox/customers'),
    get<{ groups: GroupView[] }>('/sandbox/groups'),
    get<{ calls: CallView[] }>('/sandbox/calls'),
    wanted ? get<PhoneView>(customerPath(wanted, '/messages')) : undefined,
  ]);
  // An answer that was overtaken by a later one is old.
  if (mine < shown) return;
  shown = mine;
  // The order stays as people came: tabs that jump are hard to hit.
  world.customers = people.customers.sort((one, other) => one.createdAt.localeCompare(other.createdAt));
  world.groups = groups.groups;
  world.calls = calls.calls;
  if (view && world.current === wanted) world.messages = view.messages;
  // Whoever left a group is back in the chat with the business.
  if (world.group !== undefined && !openGroup()) delete world.group;
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
  for (const type of ['status', 'customer', 'webhook', 'group']) on(type, reloadSoon);
  on<{ customer: string; message: PhoneMessage }>('message', ({ customer, message }) => {
    const group = world.groups.find(({ id }) => id === message.group);
    for (const id of [customer, ...(group?.participants ?? []).map((one) => one.id)])
      world.latest.set(id, 'message');
    reloadSoon();
  });
  on<{ call: CallView }>('call', ({ call }) => {
    world.latest.set(call.customer, 'call');
    reloadSoon();
  });
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
