import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SearchRequest } from '../../api/objects.ts';
import type { Owner } from '../../api/owners.ts';
import type { Property } from '../../api/properties.ts';
import { correlation, type DoubleLimits, Limits } from './limits.ts';
import { type Change, errorReply, objectsApi, type Reply } from './objects-api.ts';
import { standardProperties } from './properties.ts';
import { propertiesApi } from './properties-api.ts';
import { Records, type StoredRecord } from './records.ts';
import type { HookEvent } from './webhooks.ts';

export interface Exchange {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly request: unknown;
  readonly status: number;
  readonly response: unknown;
}

/** What goes wrong with a call. `lost`: it is done and the answer never arrives whole. */
export type Fault = 'error' | 'lost' | 'truncated' | 'hang' | 'unavailable';

export interface DoubleOptions {
  /** Also moves the index and the limits. */
  readonly now?: () => number;
  readonly limits?: Partial<DoubleLimits>;
  readonly lagMs?: { readonly create: number; readonly update: number };
  /** Tokens and what they may. */
  readonly tokens?: Readonly<Record<string, readonly string[]>>;
  readonly appId?: number;
}

export const allScopes = [
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.schemas.contacts.read',
  'crm.schemas.contacts.write',
  'crm.objects.owners.read',
  'tickets',
] as const;

const objectTypes = ['contacts', 'communications', 'tickets'] as const;
type ObjectType = (typeof objectTypes)[number];

const scopeOf = (type: string, write: boolean): string => {
  if (type === 'properties') return `crm.schemas.contacts.${write ? 'write' : 'read'}`;
  if (type === 'owners') return 'crm.objects.owners.read';
  return type === 'tickets' ? 'tickets' : `crm.objects.contacts.${write ? 'write' : 'read'}`;
};

/** A HubSpot portal on this machine, as strict as the real one where it matters here. */
export class HubSpotDouble {
  readonly properties = new Map<string, Property>(standardProperties().map((each) => [each.name, each]));
  readonly groups = new Map<string, string>([['contactinformation', 'Contact information']]);
  readonly owners: Owner[] = [];
  readonly records: Readonly<Record<ObjectType, Records>>;
  readonly limits: Limits;
  readonly exchanges: Exchange[] = [];
  /** What webhooks would say, in the order it happened. */
  readonly events: HookEvent[] = [];
  readonly blocked = new Set<string>();
  tokens: Record<string, readonly string[]>;
  wholeBatchErrors = false;
  /** A rule of the portal: the properties it misses. */
  rule: (properties: Readonly<Record<string, string>>, creating: boolean) => readonly string[] = () => [];
  /** Asked for each call. */
  fault: (path: string, method: string) => Fault | undefined = () => undefined;
  calls = 0;
  /** Once it is started. */
  baseUrl = '';
  readonly #now: () => number;
  readonly #appId: number;
  readonly #server: Server;
  #nextId = 1000;
  #nextEvent = 1;

  constructor(options: DoubleOptions = {}) {
    const now = options.now ?? Date.now;
    this.#now = now;
    this.#appId = options.appId ?? 777;
    this.tokens = { ...(options.tokens ?? { 'pat-test': allScopes }) };
    this.limits = new Limits(
      { per10Seconds: 190, searchesPerSecond: 5, perDay: 625_000, retryAfter: false, ...options.limits },
      now,
    );
    const lagMs = options.lagMs ?? { create: 10_000, update: 60_000 };
    const records = (contacts: boolean): Records =>
      new Records({
        now,
        lagMs,
        nextId: () => String(this.#nextId++),
        definitions: contacts ? this.properties : undefined,
        missing: (properties, creating) => (contacts ? this.rule(properties, creating) : []),
      });
    this.records = { contacts: records(true), communications: records(false), tickets: records(false) };
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.baseUrl = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this.baseUrl;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The living contacts. */
  contacts(): StoredRecord[] {
    return [...this.records.contacts.all.values()].filter(
      (record) => record.archivedAt === undefined && record.mergedInto === undefined,
    );
  }

  contact(id: string): StoredRecord {
    const record = this.records.contacts.all.get(id);
    if (!record) throw new Error(`the double has no contact ${id}`);
    return record;
  }

  /** A user of HubSpot makes a contact. */
  add(properties: Record<string, string>): StoredRecord {
    const record = this.records.contacts.create(properties);
    this.#tell('contact.creation', record.id, { changeSource: 'CRM_UI' });
    return record;
  }

  /** A user of HubSpot changes one. */
  edit(id: string, values: Record<string, string>): void {
    const record = this.contact(id);
    const refusal = this.records.contacts.check(values, record);
    if (refusal) throw new Error(refusal.message);
    this.records.contacts.update(record, values);
    this.#tellChanges(id, values, 'CRM_UI');
  }

  delete(id: string): void {
    this.records.contacts.archive(this.contact(id));
    this.#tell('contact.deletion', id, { changeSource: 'CRM_UI' });
  }

  restore(id: string): void {
    this.records.contacts.restore(this.contact(id));
    this.#tell('contact.restore', id, { changeSource: 'CRM_UI' });
  }

  /** A user deletes a contact for ever. */
  erase(id: string): void {
    this.records.contacts.remove(this.contact(id));
    this.#tell('contact.privacyDeletion', id, { changeSource: 'CRM_UI' });
  }

  /** Returns the id of what is left: that of the first, or a new one. */
  merge(primary: string, other: string, newId = false): string {
    const api = this.#objects('contacts', true);
    const result = api.merge(this.contact(primary), this.contact(other), newId);
    this.#tell('contact.merge', primary, {
      changeSource: 'CRM_UI',
      primaryObjectId: Number(primary),
      mergedObjectIds: [Number(other)],
      ...(newId ? { newObjectId: Number(result.id) } : { newObjectId: Number(primary) }),
    });
    return result.id;
  }

  #tellChanges(id: string, values: Readonly<Record<string, string>>, changeSource: string): void {
    for (const [propertyName, propertyValue] of Object.entries(values)) {
      this.#tell('contact.propertyChange', id, {
        propertyName,
        propertyValue,
        changeSource,
        ...(changeSource === 'INTEGRATION' ? { sourceId: String(this.#appId) } : {}),
      });
    }
  }

  #tell(subscriptionType: string, id: string, more: Partial<HookEvent>): void {
    this.events.push({
      eventId: this.#nextEvent++,
      subscriptionId: 1,
      portalId: 1,
      appId: this.#appId,
      occurredAt: this.#now(),
      subscriptionType,
      attemptNumber: 0,
      objectId: Number(id),
      changeSource: 'CRM_UI',
      ...more,
    });
  }

  #objects(type: ObjectType, dated: boolean) {
    return objectsApi({
      records: this.records[type],
      dated,
      wholeBatch: () => this.wholeBatchErrors,
      now: this.#now,
      changed: (change) => this.#changed(type, change),
    });
  }

  #changed(type: ObjectType, { record, kind, values }: Change): void {
    if (type !== 'contacts') return;
    const source = { changeSource: 'INTEGRATION', sourceId: String(this.#appId) };
    if (kind === 'created') this.#tell('contact.creation', record.id, source);
    if (kind === 'archived') this.#tell('contact.deletion', record.id, source);
    if (kind === 'erased') {
      this.#tell('contact.privacyDeletion', record.id, source);
      if (record.properties.email) this.blocked.add(record.properties.email);
    }
    if (kind === 'changed') this.#tellChanges(record.id, values, 'INTEGRATION');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? '/', 'http://double');
    const method = request.method ?? 'GET';
    this.calls++;
    const fault = this.fault(url.pathname, method);
    if (fault === 'hang') return;
    const reply =
      fault === 'error' || fault === 'unavailable'
        ? {
            status: fault === 'error' ? 500 : 503,
            body: { status: 'error', message: 'internal error', correlationId: correlation },
          }
        : this.#answer(method, url, text, request.headers.authorization);
    const body = reply.body === undefined ? '' : JSON.stringify(reply.body);
    if (!fault) {
      this.exchanges.push({
        method,
        path: url.pathname,
        request: text === '' ? undefined : JSON.parse(text),
        status: reply.status,
        response: reply.body,
      });
      if (this.exchanges.length > 5000) this.exchanges.shift();
    }
    if (fault === 'lost') {
      response.destroy();
      return;
    }
    response.writeHead(reply.status, {
      'content-type': 'application/json',
      ...this.limits.headers(),
      ...('headers' in reply ? (reply.headers as object) : {}),
    });
    response.end(fault === 'truncated' ? body.slice(0, body.length / 2) : body);
  }

  #answer(
    method: string,
    url: URL,
    text: string,
    authorization: string | undefined,
  ): Reply & { readonly headers?: object } {
    const scopes = this.tokens[(authorization ?? '').replace(/^Bearer /, '')];
    if (!scopes)
      return errorReply({
        status: 401,
        category: 'INVALID_AUTHENTICATION',
        message: 'Authentication credentials not found.',
      });
    const route = routeOf(url.pathname);
    if (!route) return errorReply({ status: 404, category: 'OBJECT_NOT_FOUND', message: 'no such path' });
    const { kind, rest, dated } = route;
    const reads = method === 'GET' || ['read', 'search'].includes(rest.at(-1) ?? '');
    const scope = scopeOf(kind, !reads);
    if (!scopes.includes(scope))
      return {
        status: 403,
        body: {
          status: 'error',
          message: 'This app hasn’t been granted all required scopes to make this call.',
          correlationId: correlation,
          category: 'MISSING_SCOPES',
          errors: [
            {
              message: 'One or more of the following scopes are required.',
              context: { requiredGranularScopes: [scope] },
            },
          ],
        },
      };
    const refused = this.limits.take(rest[0] === 'search');
    if (refused)
      return {
        status: 429,
        body: refused.body,
        headers:
          refused.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(refused.retryAfterSeconds) },
      };
    const body = text === '' ? undefined : JSON.parse(text);
    const reply = this.#route(method, kind, rest, dated, body, url.searchParams, text.length);
    return (
      reply ?? errorReply({ status: 405, category: 'INVALID', message: `${method} is not for this path` })
    );
  }

  #route(
    method: string,
    kind: string,
    rest: readonly string[],
    dated: boolean,
    body: unknown,
    query: URLSearchParams,
    length: number,
  ): Reply | undefined {
    if (kind === 'owners') return { status: 200, body: { results: this.owners } };
    if (kind === 'properties') return propertiesApi(this.properties, this.groups)(method, rest, body);
    const api = this.#objects(kind as ObjectType, dated);
    if (method === 'POST' && rest[0] === 'batch')
      return api.batch(rest[1] ?? '', body as Record<string, unknown>);
    if (method === 'POST' && rest[0] === 'search') return api.search(body as SearchRequest, length);
    if (method === 'POST' && rest[0] === 'gdpr-delete') return api.gdprDelete(body as { objectId?: string });
    if (method === 'GET' && rest.length === 1) return api.get(decodeURIComponent(rest[0] ?? ''), query);
    return undefined;
  }
}

const routeOf = (
  path: string,
): { readonly kind: string; readonly rest: readonly string[]; readonly dated: boolean } | undefined => {
  if (path.startsWith('/crm/v3/owners')) return { kind: 'owners', rest: [], dated: false };
  const match =
    /^\/crm\/(?:v3\/(objects|properties)|(objects|properties)\/(2026-03|2026-09))\/(\w+)(?:\/(.*))?$/.exec(
      path,
    );
  if (!match) return undefined;
  const [, old, area = old, version, type = '', rest = ''] = match;
  const parts = rest === '' ? [] : rest.split('/');
  if (area === 'properties')
    return type === 'contacts' ? { kind: area, rest: parts, dated: !!version } : undefined;
  if (!(objectTypes as readonly string[]).includes(type)) return undefined;
  return { kind: type, rest: parts, dated: version !== undefined };
};
