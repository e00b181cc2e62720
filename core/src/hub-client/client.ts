import type { ChannelAccount } from '../model/account.ts';
import { CentralitaError } from '../model/codes.ts';
import type { ConsentRecord } from '../model/consent.ts';
import type { Contact } from '../model/contact.ts';
import type { Event } from '../model/events.ts';
import type { Message } from '../model/message.ts';
import { parseServerSentEvents } from './sse.ts';
import type {
  ConversationView,
  Delivery,
  EventPage,
  HubClient,
  MessageSearchHit,
  Page,
  ProblemDetails,
  Subscription,
} from './types.ts';

export interface HubClientOptions {
  /** Base address of the hub, such as `https://hub.example.com`. */
  readonly url: string;
  /** A key of the hub; only a hub in demonstration mode answers without one. */
  readonly key?: string;
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal;
}

/** The hub said no: its problem details, whole. */
export class HubError extends Error {
  readonly problem: ProblemDetails;
  /** Seconds, where the hub said when to come back. */
  readonly retryAfter: number | undefined;

  constructor(problem: ProblemDetails, retryAfter?: number) {
    super(problem.detail ? `${problem.title}: ${problem.detail}` : problem.title);
    this.name = 'HubError';
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
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

const readProblem = async (response: Response): Promise<HubError> => {
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  const text = await response.text().catch(() => '');
  try {
    const body = JSON.parse(text) as ProblemDetails;
    if (typeof body.code === 'string' && typeof body.title === 'string')
      return new HubError(body, retryAfter);
  } catch {
    // Not a hub's answer: a proxy or another server stands at this address.
  }
  return new HubError(
    {
      type: 'about:blank',
      title: `The address answered ${response.status} and is not a Centralita hub, or a proxy stands before it`,
      status: response.status,
      code: response.status === 401 ? 'unauthenticated' : response.status >= 500 ? 'internal' : 'not_found',
      nextStep: 'Check the URL of the hub: /healthz there must answer 200.',
    },
    retryAfter,
  );
};

/** The hub's API over the given `fetch`. Keeps no state and starts no timer; repeats nothing by itself. */
export const createHubClient = (options: HubClientOptions): HubClient => {
  const base = options.url.replace(/\/+$/, '');
  if (!/^https?:\/\//.test(base)) {
    throw new CentralitaError('config_invalid', 'the URL of the hub must begin with https:// or http://', {
      field: 'url',
    });
  }

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
        ...(options.key ? { authorization: `Bearer ${options.key}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
      redirect: 'error',
    });
    if (!response.ok) throw await readProblem(response);
    return response;
  };

  const get = async <T>(path: string, query?: Query): Promise<T> =>
    (await (await call('GET', withQuery(path, query))).json()) as T;
  const post = async <T>(path: string, body: unknown, headers?: Record<string, string>): Promise<T> =>
    (await (await call('POST', path, body, headers)).json()) as T;
  const nothing = async (method: string, path: string, body?: unknown): Promise<void> => {
    await (await call(method, path, body)).arrayBuffer();
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
    updateContact: async (id, change) =>
      (await (await call('PATCH', `/v1/contacts/${segment(id)}`, change)).json()) as Contact,
    eraseContact: (id) => nothing('DELETE', `/v1/contacts/${segment(id)}`),
    consents: async (contactId) =>
      (await get<{ items: ConsentRecord[] }>('/v1/consents', { contactId })).items,
    recordConsent: (request) => post<ConsentRecord>('/v1/consents', request),
    search: (text, query) => get<Page<MessageSearchHit>>('/v1/search', { q: text, ...query }),
    subscribe: async (clientKey, request) =>
      (await (await call('PUT', `/v1/subscriptions/${segment(clientKey)}`, request)).json()) as Subscription,
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
      for await (const { id, data } of parseServerSentEvents(response))
        yield { event: JSON.parse(data) as Event, cursor: id };
    },
    deliveries: (query) => get<Page<Delivery>>('/v1/deliveries', { ...query }),
    redrive: (deliveryId) => nothing('POST', `/v1/deliveries/${segment(deliveryId)}/redrive`, {}),
    redriveAll: (consumer) => post<{ redriven: number }>('/v1/deliveries/redrive', { consumer }),
  };
};
