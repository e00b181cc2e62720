/// <reference lib="dom" />
import type { Event } from '@centralita/core/model';
import type { PhoneMessage, WebhookEntry } from '../types.ts';
import { facts, language, t } from './dom.client.ts';
import { cursorOf, eventsAbout, partsOf, routedAfter } from './hub-events.client.ts';
import { inOneLine } from './look.client.ts';
import { current, now, world } from './world.client.ts';

/** One place a message passed, and what it saw. */
export interface Station {
  readonly key: string;
  /** Where several of a kind stand in a line. */
  readonly name?: string;
  readonly state: 'done' | 'waiting' | 'bad' | 'idle';
  readonly text: string;
  readonly json?: unknown;
  readonly link?: { readonly href: string; readonly label: string };
}

export interface Sub {
  readonly id: string;
  readonly clientKey: string;
  readonly description?: string;
  readonly url?: string;
  readonly state?: string;
  readonly cursor?: string;
  readonly types?: readonly string[];
  readonly accounts?: readonly string[];
  readonly taken?: readonly { readonly eventId: string; readonly ms: number }[];
}
export interface Held {
  readonly consumer: string;
  readonly eventId: string;
  readonly state: string;
  readonly attempts?: number;
  readonly lastError?: string;
}

/** What was read of the hub about an event, by its id. */
export const views = new Map<
  string,
  { conversation: Record<string, unknown>; subscriptions: Sub[]; deliveries: Held[] }
>();

/** Signed bodies write `/` as `\/`. */
export const isAbout = ({ body }: WebhookEntry, wamid: string): boolean =>
  body.replaceAll('\\/', '/').includes(wamid);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const webhookJson = (entries: readonly WebhookEntry[]): unknown => {
  const shown = entries.map(({ body, signature, ...rest }) => ({
    'X-Hub-Signature-256': signature,
    body: parsed(body),
    ...rest,
  }));
  return shown.length === 1 ? shown[0] : shown;
};

/** The webhooks about something the business did: how many there were, and how many were taken. */
export const webhooksOf = (key: string, entries: readonly WebhookEntry[]): Station => {
  if (entries.length === 0) return { key, state: 'waiting', text: t('journey.waiting') };
  const done = entries.filter(({ state }) => state === 'delivered').length;
  const text = t('journey.statuses.text', { n: entries.length, done });
  return { key, state: 'done', text, json: webhookJson(entries) };
};

/** What a customer does becomes one of these. */
export const customerEvent = (type: string): boolean =>
  ['message.received', 'message.edited', 'message.deleted', 'reaction.changed', 'unknown'].includes(type);

const waiting = (key: string): Station => ({ key, state: 'idle', text: t('journey.waiting') });

/** The webhook as it left, and what the other side made of it. */
const webhookStations = (entries: readonly WebhookEntry[]): Station[] => {
  const [first] = entries;
  if (!first) return [{ key: 'webhook', state: 'waiting', text: t('journey.waiting') }, waiting('verified')];
  const json = webhookJson(entries);
  const attempt = entries.flatMap(({ attempts }) => attempts).at(-1);
  const status = attempt?.httpStatus ?? attempt?.error ?? '–';
  const sent = entries.reduce((sum, { attempts }) => sum + attempts.length, 0);
  const left: Station = {
    key: 'webhook',
    state: first.state === 'sending' ? 'waiting' : 'done',
    text: t(first.state === 'sending' ? 'journey.webhook.sending' : 'journey.webhook.left', {
      bytes: first.body.length,
    }),
    json,
  };
  if (entries.some(({ state }) => state === 'delivered'))
    return [
      left,
      {
        key: 'verified',
        state: 'done',
        text:
          sent > 1
            ? t('journey.webhook.times', { n: sent })
            : t('journey.webhook.delivered', { status, ms: attempt?.ms ?? 0 }),
        json: { signature: first.signature, attempts: entries.flatMap(({ attempts }) => attempts) },
      },
    ];
  if (first.state === 'sending') return [left, waiting('verified')];
  const why =
    first.state === 'retrying'
      ? t('journey.webhook.retrying', { status })
      : t('journey.webhook.other', { state: t(`journey.webhook.state.${first.state}`) });
  return [left, { key: 'verified', state: 'bad', text: why, json }];
};

/** `Rule "Technical problem" fits: …`, in the language of the page. */
const routeText = (event: Event): string => {
  const { route } = event.data as {
    route?: { rule?: string; byDefault?: boolean; explanation?: { summary?: Record<string, string> } };
  };
  const summary = route?.explanation?.summary?.[language];
  if (summary) return summary;
  return route?.rule ? t('journey.routed.rule', { rule: route.rule }) : t('journey.routed.default');
};

/** How long after the message's own event another one came. */
const since = (from: Event, to: Event): string => {
  const ms = Number(to.timestamp) - Number(from.timestamp);
  return Number.isFinite(ms) && ms >= 0 && ms < 60_000 ? ` · ${ms} ms` : '';
};

/** Whether a subscription's filter lets the event through; what else it may ask for concerns statuses only. */
const wants = ({ types = [], accounts = [] }: Sub, event: Event): boolean => {
  const account = (event.data as { hub?: { accountId?: string } }).hub?.accountId;
  return (
    (types.length === 0 || types.includes(event.type)) &&
    (accounts.length === 0 || (account !== undefined && accounts.includes(account)))
  );
};

const subscriberStation = (subscription: Sub, event: Event, deliveries: readonly Held[]): Station => {
  const held = deliveries.find(
    ({ consumer, eventId }) => eventId === event.id && consumer.includes(subscription.id),
  );
  const taken = subscription.taken?.findLast(({ eventId }) => eventId === event.id);
  const of = (state: Station['state'], text: string): Station => ({
    key: 'subscribers',
    name: subscription.description || subscription.clientKey,
    state,
    text,
    json: { subscription, ...(held && { delivery: held }) },
  });
  if (!wants(subscription, event)) return of('idle', t('journey.subscriber.other', { type: event.type }));
  if (taken) return of('done', t('journey.subscriber.took', { ms: taken.ms }));
  if (held)
    return of(
      held.state === 'dead' ? 'bad' : 'waiting',
      t('journey.subscriber.held', { n: held.attempts ?? 0, why: held.lastError ?? '' }),
    );
  if (subscription.state === 'paused') return of('bad', t('journey.subscriber.paused'));
  if (!subscription.url) return of('done', t('journey.subscriber.pull'));
  const arrived = Number(subscription.cursor) >= (cursorOf(event) ?? Number.POSITIVE_INFINITY);
  return of(arrived ? 'done' : 'waiting', t(arrived ? 'journey.subscriber.done' : 'journey.waiting'));
};

const subscriberStations = (event: Event): Station[] => {
  const view = views.get(event.id);
  if (!view) return [waiting('subscribers')];
  if (view.subscriptions.length === 0)
    return [{ key: 'subscribers', state: 'idle', text: t('journey.subscribers.none') }];
  return view.subscriptions
    .slice(0, 8)
    .map((subscription) => subscriberStation(subscription, event, view.deliveries));
};

const behind = (message: PhoneMessage): Station[] => {
  if (!facts.hub) return [];
  const event = eventsAbout(message.id).find(({ type }) => customerEvent(type));
  if (!event) return ['parsed', 'event', 'conversation', 'routed', 'subscribers'].map(waiting);
  const { provider: _, raw: __, hub, ...meaning } = event.data as unknown as Record<string, unknown>;
  const view = views.get(event.id);
  const id = partsOf(event).hub?.conversationId ?? '';
  const routed = routedAfter(event);
  return [
    {
      key: 'parsed',
      state: 'done',
      text: t('journey.parsed.text', { type: event.type }),
      json: { id: event.id, type: event.type, ...meaning },
    },
    {
      key: 'event',
      state: 'done',
      text: t('journey.event.text', { type: event.type }),
      json: { ...event, hub },
    },
    view
      ? {
          key: 'conversation',
          state: 'done',
          text: t(
            `journey.conversation.${Number(view.conversation.windowUntil ?? 0) > now() ? 'text' : 'closed'}`,
            { number: String(view.conversation.caseNumber ?? '') },
          ),
          json: view.conversation,
          link: { href: `/c/${id}`, label: t('journey.conversation.open') },
        }
      : waiting('conversation'),
    routed
      ? { key: 'routed', state: 'done', text: routeText(routed) + since(event, routed), json: routed }
      : { key: 'routed', state: 'idle', text: t('journey.routed.before') },
    ...subscriberStations(event),
  ];
};

/** In a group others write, too. */
const authorOf = ({ author }: PhoneMessage): string =>
  (world.customers.find(({ id }) => id === author) ?? current())?.name ?? '';

/** From the customer to the subscribers. */
export const ofCustomer = (message: PhoneMessage, entries: readonly WebhookEntry[]): Station[] => [
  {
    key: 'customer',
    state: 'done',
    text: t('journey.customer.text', { name: authorOf(message), text: inOneLine(message) }),
    json: message,
  },
  ...webhookStations(entries),
  ...behind(message),
];

/** Before anything was written: what each station will do. */
export const begin: readonly Station[] = [
  'customer',
  'webhook',
  'verified',
  ...(facts.hub ? ['parsed', 'event', 'conversation', 'routed', 'subscribers'] : []),
].map((key) => ({ key, state: 'idle', text: t(`journey.${key}.idle`) }));
