/// <reference lib="dom" />
import type { PhoneMessage, WebhookEntry } from '../types.ts';
import { facts, t } from './dom.client.ts';
import { eventsAbout, partsOf } from './hub-events.client.ts';
import { inOneLine } from './look.client.ts';
import { current, now } from './world.client.ts';

/** One place a message passed, and what it saw. */
export interface Station {
  readonly key: string;
  readonly state: 'done' | 'waiting' | 'bad' | 'idle';
  readonly text: string;
  readonly json?: unknown;
  readonly link?: { readonly href: string; readonly label: string };
}

export interface Sub {
  readonly id: string;
  readonly clientKey: string;
  readonly description?: string;
}
export interface Held {
  readonly consumer: string;
  readonly eventId: string;
  readonly state: string;
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

/** What a customer does becomes one of these. */
export const customerEvent = (type: string): boolean =>
  ['message.received', 'message.edited', 'message.deleted', 'reaction.changed', 'unknown'].includes(type);

const webhookStation = (entries: readonly WebhookEntry[]): Station => {
  const [first] = entries;
  const key = 'webhook';
  if (!first) return { key, state: 'waiting', text: t('journey.waiting') };
  const json = webhookJson(entries);
  const attempt = entries.flatMap(({ attempts }) => attempts).at(-1);
  const status = attempt?.httpStatus ?? attempt?.error ?? '–';
  const sent = entries.reduce((sum, { attempts }) => sum + attempts.length, 0);
  if (entries.some(({ state }) => state === 'delivered'))
    return {
      key,
      state: 'done',
      text:
        sent > 1
          ? t('journey.webhook.times', { n: sent })
          : t('journey.webhook.delivered', { status, ms: attempt?.ms ?? 0 }),
      json,
    };
  if (first.state === 'sending') return { key, state: 'waiting', text: t('journey.webhook.sending'), json };
  if (first.state === 'retrying')
    return { key, state: 'bad', text: t('journey.webhook.retrying', { status }), json };
  return { key, state: 'bad', text: t('journey.webhook.other', { state: first.state }), json };
};

const behind = (message: PhoneMessage): Station[] => {
  const waiting = (key: string): Station => ({ key, state: 'idle', text: t('journey.waiting') });
  if (!facts.hub) return [{ key: 'event', state: 'idle', text: t('journey.noHub') }];
  const event = eventsAbout(message.id).find(({ type }) => customerEvent(type));
  if (!event) return ['event', 'conversation', 'subscribers'].map(waiting);
  const stored: Station = {
    key: 'event',
    state: 'done',
    text: t('journey.event.text', { type: event.type }),
    json: event,
  };
  const view = views.get(event.id);
  if (!view) return [stored, waiting('conversation'), waiting('subscribers')];
  const id = partsOf(event).hub?.conversationId ?? '';
  const late = view.deliveries.filter(({ eventId }) => eventId === event.id);
  const all = view.subscriptions.length;
  return [
    stored,
    {
      key: 'conversation',
      state: 'done',
      text: t(
        `journey.conversation.${Number(view.conversation.windowUntil ?? 0) > now() ? 'text' : 'closed'}`,
        { number: String(view.conversation.caseNumber ?? '') },
      ),
      json: view.conversation,
      link: { href: `/c/${id}`, label: t('journey.conversation.open') },
    },
    {
      key: 'subscribers',
      state: all === 0 ? 'idle' : late.length > 0 ? 'bad' : 'done',
      text:
        all === 0
          ? t('journey.subscribers.none')
          : t('journey.subscribers.some', { done: all - late.length, all }),
      json: { subscriptions: view.subscriptions, notYetDelivered: late },
    },
  ];
};

/** From the customer to the subscribers. */
export const ofCustomer = (message: PhoneMessage, entries: readonly WebhookEntry[]): Station[] => [
  {
    key: 'customer',
    state: 'done',
    text: t('journey.customer.text', { name: current()?.name ?? '', text: inOneLine(message) }),
    json: message,
  },
  webhookStation(entries),
  ...behind(message),
];

/** From the answer to the phone and back as statuses. */
export const ofBusiness = (message: PhoneMessage, entries: readonly WebhookEntry[]): Station[] => {
  const about = eventsAbout(message.id);
  const queued = about.find(({ type }) => type === 'message.queued');
  const statuses = about.filter(({ type }) => type === 'message.status');
  const folded = statuses
    .map((event) => partsOf(event).hub?.status)
    .filter(Boolean)
    .at(-1);
  const answered = entries.filter(({ state }) => state === 'delivered').length;
  const failed = message.status === 'failed';
  const conversation = [...about].map((event) => partsOf(event).hub?.conversationId).find(Boolean);
  return [
    {
      key: 'answer',
      state: 'done',
      text: t('journey.answer.text', { text: inOneLine(message) }),
      json: queued ?? message,
      ...(conversation
        ? { link: { href: `/c/${conversation}`, label: t('journey.conversation.open') } }
        : {}),
    },
    {
      key: 'platform',
      state: 'done',
      text: t('journey.platform.text', { id: `${message.id.slice(0, 18)}…` }),
      json: message,
    },
    {
      key: 'handset',
      state: failed ? 'bad' : message.visible ? 'done' : 'waiting',
      text: failed
        ? t('journey.failed', { code: message.error?.code ?? '', title: message.error?.title ?? '' })
        : t(`ticks.${message.ticks}`),
      json: message.error ?? { status: message.status, ticks: message.ticks },
    },
    {
      key: 'statuses',
      state: entries.length === 0 ? 'waiting' : 'done',
      text:
        entries.length === 0
          ? t('journey.waiting')
          : t('journey.statuses.text', { n: entries.length, done: answered }),
      json: entries.length > 0 ? webhookJson(entries) : undefined,
    },
    facts.hub
      ? {
          key: 'state',
          state: folded === 'failed' ? 'bad' : folded ? 'done' : 'idle',
          text: folded ? t('journey.state.text', { state: folded }) : t('journey.waiting'),
          json: statuses.length > 0 ? statuses : undefined,
        }
      : { key: 'state', state: 'idle', text: t('journey.noHub') },
  ];
};

/** Before anything was written: what each station will do. */
export const begin: readonly Station[] = ['customer', 'webhook', 'event', 'conversation', 'subscribers'].map(
  (key) => ({
    key,
    state: 'idle',
    text: t(`journey.${key}.idle`),
  }),
);
