import type { SearchRequest } from '../../api/objects.ts';
import { correlation } from './limits.ts';
import { iso, type Records, type Refusal, type StoredRecord } from './records.ts';
import { searchIn, searchProblem } from './search.ts';

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export interface Change {
  readonly record: StoredRecord;
  readonly kind: 'created' | 'changed' | 'archived' | 'erased';
  readonly values: Readonly<Record<string, string>>;
}

export interface ObjectsApiOptions {
  readonly records: Records;
  readonly dated: boolean;
  /** A bad input of a batch refuses all of it, naming only that one; else the others are written. */
  readonly wholeBatch: () => boolean;
  readonly changed: (change: Change) => void;
  readonly now: () => number;
}

interface Input {
  readonly id: string;
  readonly idProperty?: string;
  readonly properties: Record<string, string>;
  readonly objectWriteTraceId?: string;
  readonly associations?: readonly {
    readonly to: { readonly id: string };
    readonly types: readonly { readonly associationTypeId: number }[];
  }[];
}

const always = ['hs_object_id', 'createdate', 'lastmodifieddate'];

export const errorReply = ({ status, category, message, problems = [] }: Refusal): Reply => ({
  status,
  body: {
    status: 'error',
    message,
    correlationId: correlation,
    category,
    ...(problems.length > 0
      ? {
          errors: problems.map((problem) => ({
            message: problem.message,
            code: problem.code,
            context: { propertyName: [problem.name] },
          })),
        }
      : {}),
  },
});

export const invalid = (message: string): Reply =>
  errorReply({ status: 400, category: 'VALIDATION_ERROR', message });
const notFound = (): Reply =>
  errorReply({ status: 404, category: 'OBJECT_NOT_FOUND', message: 'resource not found' });

/** What the paths of one object type do. */
export const objectsApi = ({ records, dated, wholeBatch, changed, now }: ObjectsApiOptions) => {
  const shown = (record: StoredRecord, names: readonly string[], more: object = {}): object => ({
    id: record.id,
    properties: Object.fromEntries(
      [...new Set([...always, ...names])].map((name) => [name, record.properties[name] || null]),
    ),
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
    archived: record.archivedAt !== undefined,
    ...(record.archivedAt === undefined ? {} : { archivedAt: iso(record.archivedAt) }),
    ...more,
  });
  const written = (record: StoredRecord, input: Input, more: object = {}): object => ({
    ...shown(record, []),
    properties: Object.fromEntries(
      [...always, ...Object.keys(input.properties)].map((name) => [name, record.properties[name] ?? '']),
    ),
    ...(input.objectWriteTraceId ? { objectWriteTraceId: input.objectWriteTraceId } : {}),
    ...more,
  });
  const batchReply = (
    results: object[],
    errors: readonly (Refusal & { id: string })[],
    created = false,
  ): Reply => {
    const at = iso(now());
    const failed =
      errors.length === 0
        ? {}
        : {
            numErrors: errors.length,
            errors: errors.map((error) => ({
              id: correlation,
              category: error.category,
              message: error.message,
              links: {},
              context: { ids: [error.id] },
              errors: (errorReply(error).body as { errors?: unknown[] }).errors ?? [],
              status: 'error',
            })),
          };
    return {
      status: errors.length > 0 && !dated ? 207 : created ? 201 : 200,
      body: { status: 'COMPLETE', results, startedAt: at, completedAt: at, ...failed },
    };
  };
  const living = (record: StoredRecord | undefined): StoredRecord | undefined =>
    record && record.archivedAt === undefined && record.mergedInto === undefined ? record : undefined;
  /** Where a record went when it was merged. */
  const followed = (record: StoredRecord | undefined): StoredRecord | undefined =>
    record?.mergedInto ? followed(records.all.get(record.mergedInto)) : record;

  const writeAll = (
    inputs: readonly Input[],
    one: (input: Input) => { readonly result: object } | { readonly refusal: Refusal },
    created = false,
  ): Reply => {
    if (wholeBatch()) {
      // Nothing is written when one is bad: looked at before.
      for (const input of inputs) {
        const refusal = look(input);
        if (refusal) return errorReply(refusal);
      }
    }
    const results: object[] = [];
    const errors: (Refusal & { id: string })[] = [];
    for (const input of inputs) {
      const outcome = one(input);
      if ('result' in outcome) results.push(outcome.result);
      else errors.push({ ...outcome.refusal, id: input.objectWriteTraceId ?? input.id });
    }
    return batchReply(results, errors, created);
  };
  let look: (input: Input) => Refusal | undefined = () => undefined;

  const put = (record: StoredRecord, values: Record<string, string>): void => {
    records.update(record, values);
    changed({ record, kind: 'changed', values });
  };
  const add = (input: Input): StoredRecord => {
    const record = records.create(
      input.properties,
      (input.associations ?? []).flatMap(({ to, types }) =>
        types.map(({ associationTypeId }) => ({ to: to.id, typeId: associationTypeId })),
      ),
    );
    changed({ record, kind: 'created', values: input.properties });
    return record;
  };

  const verbs: Record<string, (inputs: readonly Input[], body: Record<string, unknown>) => Reply> = {
    read: (inputs, { properties, idProperty }) => {
      const errors: (Refusal & { id: string })[] = [];
      const results = inputs.flatMap(({ id }) => {
        const record = living(records.find(idProperty as string | undefined, id));
        if (record) return [shown(record, properties as string[])];
        errors.push({ status: 404, category: 'OBJECT_NOT_FOUND', message: 'Could not get some objects', id });
        return [];
      });
      return batchReply(results, errors);
    },
    create: (inputs) => {
      look = ({ properties }) => records.check(properties, undefined);
      return writeAll(
        inputs,
        (input) => {
          const refusal = records.check(input.properties, undefined);
          return refusal ? { refusal } : { result: written(add(input), input) };
        },
        true,
      );
    },
    update: (inputs) => {
      const target = ({ id, idProperty }: Input) => living(records.find(idProperty, id));
      look = (input) => {
        const record = target(input);
        if (!record) return { status: 404, category: 'OBJECT_NOT_FOUND', message: 'resource not found' };
        return records.check(input.properties, record);
      };
      return writeAll(inputs, (input) => {
        const refusal = look(input);
        if (refusal) return { refusal };
        const record = target(input) as StoredRecord;
        put(record, input.properties);
        return { result: written(record, input) };
      });
    },
    upsert: (inputs) => {
      for (const { idProperty } of inputs)
        if (!idProperty || !records.isUnique(idProperty))
          return invalid(`Unable to perform update/upsert by non-unique property ${idProperty ?? ''}`);
      look = ({ id, idProperty = '', properties }) => {
        const record = records.find(idProperty, id);
        return records.check({ ...properties, ...(record ? {} : { [idProperty]: id }) }, record);
      };
      return writeAll(inputs, (input) => {
        const refusal = look(input);
        if (refusal) return { refusal };
        const { id, idProperty = '' } = input;
        const known = records.find(idProperty, id);
        if (known) put(known, input.properties);
        const record = known ?? add({ ...input, properties: { [idProperty]: id, ...input.properties } });
        return { result: written(record, input, { new: !known }) };
      });
    },
    archive: (inputs) => {
      for (const { id } of inputs) {
        const record = living(records.all.get(id));
        if (!record) continue;
        records.archive(record);
        changed({ record, kind: 'archived', values: {} });
      }
      return { status: 204 };
    },
  };

  return {
    batch: (verb: string, body: Record<string, unknown>): Reply => {
      const run = verbs[verb];
      if (!run) return notFound();
      const { inputs } = body;
      if (!Array.isArray(inputs)) return invalid('inputs are missing');
      if (inputs.length === 0 || inputs.length > 100) return invalid('a batch has 1 to 100 inputs');
      const ids = (inputs as Input[]).map(({ id }) => id).filter((id) => id !== undefined);
      if (new Set(ids).size < ids.length)
        return invalid('Duplicate IDs found in batch input. IDs must be unique');
      return run(inputs as Input[], body);
    },
    search: (body: SearchRequest, length: number): Reply => {
      const problem = searchProblem(body, length);
      if (problem) return invalid(problem);
      const ids = searchIn(records.indexed(), body);
      const from = Number(body.after ?? 0);
      const to = from + (body.limit ?? 10);
      const index = new Map(records.indexed());
      return {
        status: 200,
        body: {
          total: ids.length,
          results: ids.slice(from, to).map((id) => {
            const record = records.all.get(id) as StoredRecord;
            const properties = index.get(id) ?? {};
            return {
              ...shown({ ...record, properties }, body.properties),
              updatedAt: properties.lastmodifieddate,
            };
          }),
          ...(to < ids.length ? { paging: { next: { after: String(to) } } } : {}),
        },
      };
    },
    get: (id: string, query: URLSearchParams): Reply => {
      const found = followed(records.find(query.get('idProperty') ?? undefined, id));
      const archived = query.get('archived') === 'true';
      if (!found || (found.archivedAt !== undefined) !== archived) return notFound();
      const histories = (query.get('propertiesWithHistory') ?? '')
        .split(',')
        .filter(Boolean)
        .map((name) => [
          name,
          (found.history[name] ?? []).map(({ value, timestamp }) => ({
            value,
            timestamp: iso(timestamp),
            sourceType: 'CRM_UI',
          })),
        ]);
      return {
        status: 200,
        body: shown(
          found,
          (query.get('properties') ?? '').split(',').filter(Boolean),
          histories.length > 0 ? { propertiesWithHistory: Object.fromEntries(histories) } : {},
        ),
      };
    },
    gdprDelete: ({ objectId }: { objectId?: string }): Reply => {
      const record = records.all.get(objectId ?? '');
      if (!record) return notFound();
      changed({ record, kind: 'erased', values: {} });
      records.remove(record);
      return { status: 204 };
    },
    merge: (primary: StoredRecord, other: StoredRecord, newId: boolean): StoredRecord => {
      const values = { ...other.properties, ...without(primary.properties) };
      records.archive(other);
      let result = primary;
      if (newId) {
        records.archive(primary);
        result = records.create(writable(values));
        primary.mergedInto = result.id;
      } else put(primary, writable(values));
      other.mergedInto = result.id;
      return result;
    },
  };
};

const without = (properties: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ''));
const writable = (properties: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties).filter(
      ([name]) => !always.includes(name) && !name.startsWith('hs_searchable'),
    ),
  );
