import type { TemplateInfo } from '../channels/channel.ts';
import type { ChannelAccount } from '../model/account.ts';
import type { ConsentRecord } from '../model/consent.ts';
import type { Contact } from '../model/contact.ts';
import type { Event } from '../model/events.ts';
import type { Message } from '../model/message.ts';
import type { Team, User } from '../model/team.ts';
import type { RuleSet } from '../routing/types.ts';
import { baseOf, keyOf } from './address.ts';
import { errorOf, noHub, objectIn, problemIn } from './problem.ts';
import { parseServerSentEvents } from './sse.ts';
import type {
  ActionOutcome,
  AuditEntry,
  ConversationCounts,
  ConversationView,
  Delivery,
  EventPage,
  Figures,
  HealthLine,
  HubClient,
  MessageSearchHit,
  Note,
  Page,
  RouteDryRun,
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
  const act = (id: string, what: string, body: unknown): Promise<ConversationView> =>
    post<ConversationView>(`/v1/conversations/${segment(id)}/${what}`, body);

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
    mergeContacts: (into, from, actOptions) =>
      post<Contact>(`/v1/contacts/${segment(into)}/merge`, { from, ...actOptions }),
    unmergeContact: (from, actOptions) =>
      post<Contact>(`/v1/contacts/${segment(from)}/unmerge`, { ...actOptions }),
    conversationCounts: (query) => get<ConversationCounts>('/v1/conversations/counts', { ...query }),
    conversationByCase: (caseNumber) => get<ConversationView>(`/v1/cases/${segment(caseNumber)}`),
    routeConversation: (id) => act(id, 'route', {}),
    moveConversation: (id, to) => act(id, 'move', to),
    claim: (id, actOptions) => act(id, 'claim', actOptions),
    assign: (id, to, actOptions) => act(id, 'assign', { to, ...actOptions }),
    lock: (id, actOptions) => act(id, 'lock', actOptions),
    tag: (id, change) => act(id, 'tags', change),
    setPriority: (id, priority, actOptions) => act(id, 'priority', { priority, ...actOptions }),
    snooze: (id, until, actOptions) => act(id, 'snooze', { until, ...actOptions }),
    close: (id, actOptions) => act(id, 'close', { ...actOptions }),
    reopen: (id, actOptions) => act(id, 'reopen', { ...actOptions }),
    notes: async (id) => (await get<{ items: Note[] }>(`/v1/conversations/${segment(id)}/notes`)).items,
    addNote: (id, note) => post<Note>(`/v1/conversations/${segment(id)}/notes`, note),
    editNote: (id, note) => json<Note>('PATCH', `/v1/notes/${segment(id)}`, note),
    transcript: async (id, query) =>
      (await call('GET', withQuery(`/v1/conversations/${segment(id)}/transcript`, { ...query }))).text(),
    audit: (query) => get<Page<AuditEntry>>('/v1/audit', { ...query }),
    teams: async () => (await get<{ items: Team[] }>('/v1/teams')).items,
    users: async () => (await get<{ items: User[] }>('/v1/users')).items,
    setAway: (userId, away) => json<User>('PATCH', `/v1/users/${segment(userId)}`, { away }),
    rules: () => get<RuleSet>('/v1/routing/rules'),
    routeDryRun: (query) => post<RouteDryRun>('/v1/routing/dry-run', query),
    templates: (accountId, query) =>
      get<Page<TemplateInfo>>('/v1/templates', { channelAccountId: accountId, ...query }),
    media: async (id) => {
      const response = await call('GET', `/v1/media/${segment(id)}`, undefined, { accept: '*/*' });
      const name = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get('content-disposition') ?? '')?.[1];
      return {
        bytes: new Uint8Array(await response.arrayBuffer()),
        mimeType: response.headers.get('content-type') ?? 'application/octet-stream',
        ...(name ? { filename: decodeURIComponent(name) } : {}),
      };
    },
    uploadMedia: async (accountId, { bytes, mimeType, filename }) => {
      const response = await options.fetch(
        base + withQuery('/v1/media', { channelAccountId: accountId, ...(filename ? { filename } : {}) }),
        {
          method: 'POST',
          headers: {
            accept: 'application/json',
            ...(key ? { authorization: `Bearer ${key}` } : {}),
            'content-type': mimeType,
          },
          body: bytes as Uint8Array<ArrayBuffer>,
          ...(options.signal ? { signal: options.signal } : {}),
          redirect: 'manual',
        },
      );
      if (!response.ok) throw await errorOf(response, base);
      const found = objectIn(await response.text());
      if (!found) throw noHub(response.status);
      return found as unknown as { id: string };
    },
    healthAction: (part, id) => post<ActionOutcome>(`/v1/health/${segment(part)}/actions/${segment(id)}`, {}),
    health: async () => (await get<{ items: HealthLine[] }>('/v1/health')).items,
    figures: (query) => get<Figures>('/v1/figures', { ...query }),
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
