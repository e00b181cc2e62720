import type { ChannelAccount } from '../model/account.ts';
import type { ConsentRecord } from '../model/consent.ts';
import type { Contact } from '../model/contact.ts';
import type { Event } from '../model/events.ts';
import type { Message } from '../model/message.ts';
import { baseOf, keyOf } from './address.ts';
import { errorOf, noHub, objectIn, problemIn } from './problem.ts';
import { parseServerSentEvents } from './sse.ts';
import type {
  ConversationView,
  Delivery,
  EventPage,
  HubClient,
  MessageSearchHit,
  Page,
  Subscription,
} from './types.ts';

export interface HubClientOptions {
  /** Base address of the hub, such as `https://hub.example.com`, also with a path. */
  readonly url: string;
  /** A key of the hub; only a hub in demonstration mode answers without one. */
  readonly key?: string;
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal;
}

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

const withQuery = (path: string, query: Query = {}): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    parameters.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
};

/**
 * The hub's API over the given `fetch`. Keeps no state and starts no timer; repeats nothing by itself. Throws a
 * `CentralitaError` whose `field` says whether `url` or `key` is wrong.
 */
export const createHubClient = (options: HubClientOptions): HubClient => {
  const base = baseOf(options.url);
  const key = keyOf(options.key);

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal = options.signal,
  ): Promise<Response> => {
    const response = await options.fetch(base + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
      redirect: 'manual',
    });
    if (!response.ok) throw await errorOf(response, base + path);
    return response;
  };
  const json = async <T>(...asked: Parameters<typeof call>): Promise<T> => {
    const response = await call(...asked);
    const found = objectIn(await response.text());
    if (!found) throw noHub(response.status);
    return found as T;
  };

  const get = <T>(path: string, query?: Query): Promise<T> => json<T>('GET', withQuery(path, query));
  const post = <T>(path: string, body: unknown, headers?: Record<string, string>): Promise<T> =>
    json<T>('POST', path, body, headers);
  const nothing = async (method: string, path: string, body?: unknown): Promise<void> => {
    const response = await call(method, path, body);
    const text = await response.text();
    if (text !== '' && !objectIn(text)) throw noHub(response.status);
  };
  const segment = encodeURIComponent;

  return {
    send: (request, sendOptions = {}) =>
      post<Message>('/v1/messages', request, {
        ...(sendOptions.idempotencyKey ? { 'idempotency-key': sendOptions.idempotencyKey } : {}),
        ...(sendOptions.wait ? { prefer: `wait=${Math.min(60, Math.ceil(sendOptions.wait))}` } : {}),
      }),
    message: (id) => get<Message>(`/v1/messages/${segment(id)}`),
    accounts: async () => (await get<{ items: ChannelAccount[] }>('/v1/accounts')).items,
    conversations: (query) => get<Page<ConversationView>>('/v1/conversations', { ...query }),
    conversation: (id) => get<ConversationView>(`/v1/conversations/${segment(id)}`),
    messages: (id, query) => get<Page<Message>>(`/v1/conversations/${segment(id)}/messages`, { ...query }),
    markRead: (id, readOptions = {}) => nothing('POST', `/v1/conversations/${segment(id)}/read`, readOptions),
    contacts: (query) => get<Page<Contact>>('/v1/contacts', { ...query }),
    contact: (id) => get<Contact>(`/v1/contacts/${segment(id)}`),
    updateContact: (id, change) => json<Contact>('PATCH', `/v1/contacts/${segment(id)}`, change),
    eraseContact: (id) => nothing('DELETE', `/v1/contacts/${segment(id)}`),
    consents: async (contactId) =>
      (await get<{ items: ConsentRecord[] }>('/v1/consents', { contactId })).items,
    recordConsent: (request) => post<ConsentRecord>('/v1/consents', request),
    search: (text, query) => get<Page<MessageSearchHit>>('/v1/search', { q: text, ...query }),
    subscribe: (clientKey, request) =>
      json<Subscription>('PUT', `/v1/subscriptions/${segment(clientKey)}`, request),
    subscriptions: async () => (await get<{ items: Subscription[] }>('/v1/subscriptions')).items,
    unsubscribe: (clientKey) => nothing('DELETE', `/v1/subscriptions/${segment(clientKey)}`),
    resumeSubscription: (clientKey) =>
      post<Subscription>(`/v1/subscriptions/${segment(clientKey)}/resume`, {}),
    pauseSubscription: (clientKey) => post<Subscription>(`/v1/subscriptions/${segment(clientKey)}/pause`, {}),
    events: (query) => get<EventPage>('/v1/events', { ...query }),
    async *stream({ signal, ...query }) {
      const response = await call(
        'GET',
        withQuery('/v1/events/stream', query),
        undefined,
        { accept: 'text/event-stream' },
        signal ?? options.signal,
      );
      if (!response.headers.get('content-type')?.toLowerCase().startsWith('text/event-stream')) {
        await response.body?.cancel().catch(() => undefined);
        throw noHub(response.status);
      }
      for await (const { name, id, data } of parseServerSentEvents(response)) {
        // The headers were out when something went wrong: the hub says so in the stream, and ends it.
        if (name === 'problem') throw problemIn(data) ?? noHub(response.status);
        // A newer hub may tell more.
        if (name !== 'message') continue;
        const event = objectIn(data);
        if (!event) throw noHub(response.status);
        yield { event: event as Event, cursor: id };
      }
    },
    deliveries: (query) => get<Page<Delivery>>('/v1/deliveries', { ...query }),
    redrive: (deliveryId) => nothing('POST', `/v1/deliveries/${segment(deliveryId)}/redrive`, {}),
    redriveAll: (consumer) => post<{ redriven: number }>('/v1/deliveries/redrive', { consumer }),
  };
};
