/// <reference lib="dom" />
import type { CallView, PhoneMessage, WebhookEntry } from '../types.ts';
import { ofBusiness } from './answer-stations.client.ts';
import { ofCall } from './call-stations.client.ts';
import { $, calmly, el, facts, fill, t } from './dom.client.ts';
import { get } from './http.client.ts';
import { eventsAbout, partsOf } from './hub-events.client.ts';
import { jsonView } from './json.client.ts';
import {
  begin,
  customerEvent,
  type Held,
  isAbout,
  ofCustomer,
  type Station,
  type Sub,
  views,
} from './stations.client.ts';
import { onChange, ownCalls, world } from './world.client.ts';

const place = $('stations');
const webhooks = new Map<string, WebhookEntry>();
let opened: string | undefined;
let drawn = '';
/** Something is still on its way to a subscriber, and no change of the phone will tell when it is there. */
let onItsWay = false;

const stationView = (station: Station): HTMLElement => {
  const name = station.name ?? t(`journey.${station.key}`);
  const id = station.name ? `${station.key} ${station.name}` : station.key;
  const isOpen = opened === id && station.json !== undefined;
  return el(
    'li',
    { class: `station ${station.state}` },
    el(
      'button',
      {
        type: 'button',
        class: 'station-button',
        'data-key': id,
        'aria-expanded': station.json === undefined ? undefined : String(isOpen),
        disabled: station.json === undefined,
        onclick: () => {
          opened = isOpen ? undefined : id;
          drawn = '';
          render();
        },
      },
      el('span', { class: 'station-name' }, name),
      el('span', { class: 'station-text', dir: 'auto' }, station.text),
    ),
    station.link && el('a', { class: 'station-link small', href: station.link.href }, station.link.label),
    isOpen && jsonView(station.json, t('journey.json', { name })),
  );
};

const lastMessage = (): PhoneMessage | undefined => world.messages.at(-1);
/** The last call, where something happened to it since the last message. Messages know their second only. */
const lastCall = (): CallView | undefined => {
  const call = ownCalls().at(-1);
  if (!call) return undefined;
  const latest = world.latest.get(call.customer);
  if (latest) return latest === 'call' ? call : undefined;
  const at = Date.parse(call.endedAt ?? call.acceptedAt ?? call.at);
  return Math.floor(at / 1000) > Number(lastMessage()?.timestamp ?? 0) ? call : undefined;
};

const render = (): void => calmly(draw);
const draw = (): void => {
  const message = lastMessage();
  const hint = $('hint');
  const answered = world.messages.some(({ from }) => from === 'business');
  const step = world.messages.length === 0 ? 'phone.first' : answered ? 'phone.last' : 'phone.then';
  fill(
    hint,
    step && el('span', {}, t(step)),
    facts.hub && el('a', { class: 'button', href: '/' }, t('phone.console')),
  );
  const phoneCall = lastCall();
  $('journey-title').textContent = t(phoneCall ? 'journey.title.call' : 'journey.title');
  const about = phoneCall?.id ?? message?.id;
  const entries = about === undefined ? [] : [...webhooks.values()].filter((entry) => isAbout(entry, about));
  const stations = phoneCall
    ? ofCall(phoneCall, entries)
    : !message
      ? begin
      : message.from === 'customer'
        ? ofCustomer(message, entries)
        : ofBusiness(message, entries);
  onItsWay = stations.some(({ key, state }) => key === 'subscribers' && state === 'waiting');
  const of = JSON.stringify([stations, opened]);
  if (of === drawn) return;
  drawn = of;
  const focused = place.contains(document.activeElement)
    ? (document.activeElement as HTMLElement).dataset.key
    : undefined;
  fill(place, stations.map(stationView));
  if (focused) place.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
};

/** What cannot be followed live is read when something happened. */
const look = async (): Promise<void> => {
  const message = lastMessage();
  if (!message && !lastCall()) return;
  // The last dozen once more: their states move on.
  let after = [...webhooks.keys()].at(-12);
  do {
    const page = await get<{ webhooks: WebhookEntry[]; next?: string }>(
      `/sandbox/webhooks?limit=500${after ? `&after=${after}` : ''}`,
    );
    for (const entry of page.webhooks) webhooks.set(entry.id, entry);
    after = page.next;
  } while (after);
  for (const old of [...webhooks.keys()].slice(0, -300)) webhooks.delete(old);
  const event = message && eventsAbout(message.id).find(({ type }) => customerEvent(type));
  const conversation = event && partsOf(event).hub?.conversationId;
  if (event && conversation) {
    const [view, subscriptions, deliveries] = await Promise.all([
      get<Record<string, unknown>>(`/v1/conversations/${conversation}`),
      get<{ items: Sub[] }>('/v1/subscriptions'),
      get<{ items: Held[] }>('/v1/deliveries?limit=100'),
    ]);
    views.clear();
    views.set(event.id, {
      conversation: view,
      subscriptions: subscriptions.items,
      deliveries: deliveries.items,
    });
  }
  render();
};

let busy = false;
let again = false;
const lookSoon = async (): Promise<void> => {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    await look();
  } catch {
    // The next change looks again.
  } finally {
    busy = false;
    if (again) {
      again = false;
      setTimeout(() => void lookSoon(), 150);
    }
  }
};

onChange(() => {
  render();
  void lookSoon();
});
setInterval(() => {
  if (onItsWay && !document.hidden) void lookSoon();
}, 1_000);
