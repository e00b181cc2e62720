import { type BatchAnswer, createBatch } from './batch.ts';
import type { Caller } from './call.ts';
import { isHubSpotError } from './errors.ts';
import type { Priority } from './limiter.ts';
import type { Paths } from './paths.ts';

export type Properties = Readonly<Record<string, string | null>>;

/** A record as HubSpot returns it; only the properties that were asked for are in it. */
export interface HubSpotRecord {
  readonly id: string;
  readonly properties: Properties;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archived?: boolean;
  readonly new?: boolean;
  readonly objectWriteTraceId?: string;
  /** Newest first; only where it was asked for. */
  readonly propertiesWithHistory?: Readonly<
    Record<string, readonly { readonly value: string; readonly timestamp: string }[]>
  >;
}

export interface Filter {
  readonly propertyName: string;
  readonly operator: 'EQ' | 'IN' | 'GTE' | 'GT' | 'LT' | 'HAS_PROPERTY' | 'CONTAINS_TOKEN';
  readonly value?: string;
  readonly values?: readonly string[];
}

export interface SearchRequest {
  readonly filterGroups: readonly { readonly filters: readonly Filter[] }[];
  readonly properties: readonly string[];
  readonly sorts?: readonly string[];
  readonly after?: string;
  readonly limit?: number;
}

export interface SearchPage {
  readonly total: number;
  readonly results: readonly HubSpotRecord[];
  readonly next?: string;
}

export interface Association {
  readonly to: string;
  readonly typeId: number;
}

interface Write {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly traceId: string;
}
interface Creation {
  readonly properties: Readonly<Record<string, string>>;
  readonly associations: readonly Association[];
  readonly traceId: string;
}
interface Read {
  readonly id: string;
  readonly properties: readonly string[];
}

/** One kind of record. Writes and reads of single records travel in batches. */
export interface Objects {
  read(id: string, properties: readonly string[]): Promise<HubSpotRecord | undefined>;
  /** One by one: also what is archived. */
  get(
    id: string,
    properties: readonly string[],
    options?: {
      readonly archived?: boolean;
      readonly idProperty?: string;
      readonly history?: readonly string[];
    },
  ): Promise<HubSpotRecord | undefined>;
  update(write: Write): Promise<HubSpotRecord | undefined>;
  /** By a unique property: repeating it makes no second record. */
  upsert(write: Write): Promise<HubSpotRecord | undefined>;
  /** Never repeated blindly: where nobody knows, it rejects with `unknown`. */
  create(creation: Creation): Promise<HubSpotRecord | undefined>;
  archive(ids: readonly string[]): Promise<void>;
  /** The request is written when its turn has come; undefined: there is nothing to ask any more. */
  search(request: SearchRequest | (() => SearchRequest | undefined)): Promise<SearchPage | undefined>;
  /** Deletes for ever, as the privacy laws have it. */
  gdprDelete(id: string): Promise<void>;
}

export const createObjects = (
  caller: Caller,
  paths: Paths,
  type: string,
  options: { readonly priority: Priority; readonly uniqueProperty?: string },
): Objects => {
  const { priority } = options;
  const root = paths.objects(type);

  const batch = <Item, Wire>(
    verb: string,
    repeatable: boolean,
    wire: (items: readonly Item[]) => Wire,
  ): ((take: () => readonly Item[]) => Promise<BatchAnswer<HubSpotRecord> | undefined>) => {
    return async (take) =>
      (await caller.call({
        method: 'POST',
        path: `${root}/batch/${verb}`,
        what: `${type} batch ${verb}`,
        repeatable,
        priority,
        body: () => {
          const items = take();
          return items.length === 0 ? undefined : wire(items);
        },
      })) as BatchAnswer<HubSpotRecord> | undefined;
  };
  const byTrace = {
    answers: (result: HubSpotRecord, { traceId }: { readonly traceId: string }) =>
      result.objectWriteTraceId === traceId,
  };
  const inputs = (writes: readonly Write[], idProperty?: string) => ({
    inputs: writes.map(({ id, properties, traceId }) => ({
      id,
      ...(idProperty ? { idProperty } : {}),
      properties,
      objectWriteTraceId: traceId,
    })),
  });

  const reading = createBatch<Read, HubSpotRecord>({
    what: `${type} batch read`,
    send: batch('read', true, (reads) => ({
      inputs: reads.map(({ id }) => ({ id })),
      properties: [...new Set(reads.flatMap(({ properties }) => properties))],
      propertiesWithHistory: [],
    })),
    answers: (result, { id }) => result.id === id,
    named: (ids, { id }) => ids.includes(id),
    keyOf: ({ id }) => id,
  });
  const updating = createBatch<Write, HubSpotRecord>({
    what: `${type} batch update`,
    send: batch('update', true, (writes) => inputs(writes)),
    answers: (result, write) => byTrace.answers(result, write) || result.id === write.id,
    named: (ids, { id, traceId }) => ids.includes(id) || ids.includes(traceId),
    keyOf: ({ id }) => id,
  });
  const upserting = createBatch<Write, HubSpotRecord>({
    what: `${type} batch upsert`,
    send: batch('upsert', true, (writes) => inputs(writes, options.uniqueProperty)),
    ...byTrace,
    named: (ids, { id, traceId }) => ids.includes(id) || ids.includes(traceId),
    keyOf: ({ id }) => id,
  });
  const creating = createBatch<Creation, HubSpotRecord>({
    what: `${type} batch create`,
    send: batch('create', false, (creations) => ({
      inputs: creations.map(({ properties, associations, traceId }) => ({
        properties,
        associations: associations.map(({ to, typeId }) => ({
          to: { id: to },
          types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId }],
        })),
        objectWriteTraceId: traceId,
      })),
    })),
    ...byTrace,
    named: (ids, { traceId }) => ids.includes(traceId),
    keyOf: ({ traceId }) => traceId,
  });

  return {
    read: (id, properties) => reading({ id, properties }).catch(missingIsUndefined),
    update: updating,
    upsert: upserting,
    create: creating,
    get: async (id, properties, { archived = false, idProperty, history } = {}) =>
      (await caller
        .call({
          method: 'GET',
          path: `${root}/${encodeURIComponent(id)}`,
          query: {
            properties: properties.join(','),
            archived: String(archived),
            ...(idProperty ? { idProperty } : {}),
            ...(history ? { propertiesWithHistory: history.join(',') } : {}),
          },
          what: `${type} read`,
          repeatable: true,
          priority,
        })
        .catch(missingIsUndefined)) as HubSpotRecord | undefined,
    archive: async (ids) => {
      for (let from = 0; from < ids.length; from += 100) {
        const chunk = ids.slice(from, from + 100);
        await caller.call({
          method: 'POST',
          path: `${root}/batch/archive`,
          what: `${type} batch archive`,
          repeatable: true,
          priority,
          body: () => ({ inputs: chunk.map((id) => ({ id })) }),
        });
      }
    },
    search: async (request) => {
      const page = (await caller.call({
        method: 'POST',
        path: `${root}/search`,
        what: `${type} search`,
        bucket: 'search',
        repeatable: true,
        priority,
        body: () => {
          const given = typeof request === 'function' ? request() : request;
          // All five are demanded since 2026-09.
          return given && { sorts: [], after: '0', limit: 200, ...given };
        },
      })) as { total: number; results: HubSpotRecord[]; paging?: { next?: { after?: string } } } | undefined;
      if (!page) return undefined;
      const next = page.paging?.next?.after;
      return { total: page.total, results: page.results, ...(next ? { next } : {}) };
    },
    gdprDelete: async (id) => {
      await caller
        .call({
          method: 'POST',
          path: `${root}/gdpr-delete`,
          what: `${type} gdpr-delete`,
          repeatable: true,
          priority,
          body: () => ({ objectId: id }),
        })
        .catch(missingIsUndefined);
    },
  };
};

const missingIsUndefined = (error: unknown): undefined => {
  if (isHubSpotError(error, 'missing')) return undefined;
  throw error;
};
