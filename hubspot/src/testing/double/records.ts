import type { Property } from '../../api/properties.ts';
import { checkValue, searchable, type ValueProblem } from './properties.ts';

export interface StoredRecord {
  readonly id: string;
  properties: Record<string, string>;
  readonly createdAt: number;
  updatedAt: number;
  archivedAt?: number;
  /** The record this one was merged into. */
  mergedInto?: string;
  readonly associations: { readonly to: string; readonly typeId: number }[];
  /** What each property held, newest first. */
  readonly history: Record<string, { readonly value: string; readonly timestamp: number }[]>;
  /** What the search index shows, and from when. */
  readonly versions: { readonly at: number; readonly properties: Record<string, string> }[];
}

export interface Refusal {
  readonly status: number;
  readonly category: string;
  readonly message: string;
  readonly problems?: readonly ValueProblem[];
}

export interface RecordsOptions {
  readonly now: () => number;
  readonly nextId: () => string;
  readonly definitions: ReadonlyMap<string, Property> | undefined;
  /** Names of properties the portal's validation rules miss in a record. */
  readonly missing: (properties: Readonly<Record<string, string>>, creating: boolean) => readonly string[];
  readonly lagMs: { readonly create: number; readonly update: number };
}

/** Records of one type, with an index that lags behind. */
export class Records {
  readonly all = new Map<string, StoredRecord>();
  readonly #options: RecordsOptions;
  /** By unique property and value, so that a large portal is quick. */
  readonly #unique = new Map<string, string>();

  constructor(options: RecordsOptions) {
    this.#options = options;
  }

  find(idProperty: string | undefined, id: string): StoredRecord | undefined {
    if (!idProperty) return this.all.get(id);
    const found = this.#unique.get(`${idProperty}\n${id}`);
    return found === undefined ? undefined : this.all.get(found);
  }

  isUnique(name: string): boolean {
    return this.#options.definitions?.get(name)?.hasUniqueValue === true;
  }

  check(values: Readonly<Record<string, unknown>>, record: StoredRecord | undefined): Refusal | undefined {
    const { definitions, missing } = this.#options;
    if (definitions) {
      const problems = Object.entries(values).flatMap(
        ([name, value]) => checkValue(definitions, name, value) ?? [],
      );
      if (problems.length > 0) {
        return {
          status: 400,
          category: 'VALIDATION_ERROR',
          message: `Property values were not valid: ${JSON.stringify(problems.map(({ message, code, name }) => ({ isValid: false, message, error: code, name })))}`,
          problems,
        };
      }
    }
    const after = { ...record?.properties, ...(values as Record<string, string>) };
    const absent = missing(after, record === undefined);
    if (absent.length > 0) {
      return {
        status: 400,
        category: 'VALIDATION_ERROR',
        message: 'Some required properties were not set',
        problems: absent.map((name) => ({
          name,
          code: 'REQUIRED_PROPERTY_MISSING',
          message: `Property "${name}" is required by a rule of this portal`,
        })),
      };
    }
    for (const [name, value] of Object.entries(values)) {
      if (!this.isUnique(name) || value === '') continue;
      const owner = this.#unique.get(`${name}\n${value as string}`);
      if (owner !== undefined && owner !== record?.id) {
        return {
          status: 409,
          category: 'CONFLICT',
          message:
            name === 'email'
              ? `Contact already exists. Existing ID: ${owner}`
              : `Cannot set PropertyValueCoordinates{portalId=1, objectTypeId=0-1, propertyName=${name}}. Another object has that value. Existing ID: ${owner}`,
          problems: [{ name, code: 'CONFLICT', message: `Property "${name}" has a value that is taken` }],
        };
      }
    }
    return undefined;
  }

  create(
    values: Readonly<Record<string, string>>,
    associations: StoredRecord['associations'] = [],
  ): StoredRecord {
    const now = this.#options.now();
    const record: StoredRecord = {
      id: this.#options.nextId(),
      properties: {},
      createdAt: now,
      updatedAt: now,
      associations: [...associations],
      history: {},
      versions: [],
    };
    this.all.set(record.id, record);
    record.properties = { hs_object_id: record.id, createdate: iso(now) };
    this.#put(record, values, this.#options.lagMs.create);
    return record;
  }

  update(record: StoredRecord, values: Readonly<Record<string, string>>): void {
    this.#put(record, values, this.#options.lagMs.update);
  }

  archive(record: StoredRecord): void {
    record.archivedAt = this.#options.now();
    this.#release(record);
  }

  restore(record: StoredRecord): void {
    delete record.archivedAt;
    this.#put(record, {}, this.#options.lagMs.update);
  }

  remove(record: StoredRecord): void {
    this.#release(record);
    this.all.delete(record.id);
  }

  /** What the index shows now. */
  *indexed(): Generator<readonly [string, Record<string, string>]> {
    const now = this.#options.now();
    for (const record of this.all.values()) {
      if (record.archivedAt !== undefined || record.mergedInto !== undefined) continue;
      let shown: Record<string, string> | undefined;
      for (const version of record.versions) if (version.at <= now) shown = version.properties;
      if (shown) yield [record.id, shown];
    }
  }

  #put(record: StoredRecord, values: Readonly<Record<string, string>>, lagMs: number): void {
    const now = this.#options.now();
    for (const [name, value] of Object.entries(values)) {
      if (this.isUnique(name)) {
        const before = record.properties[name];
        if (before && this.#unique.get(`${name}\n${before}`) === record.id)
          this.#unique.delete(`${name}\n${before}`);
        if (value) this.#unique.set(`${name}\n${value}`, record.id);
      }
      record.properties[name] = value;
      record.history[name] = [{ value, timestamp: now }, ...(record.history[name] ?? [])].slice(0, 20);
    }
    if (this.#options.definitions) {
      const { phone = '', mobilephone = '' } = record.properties;
      record.properties.hs_searchable_calculated_phone_number = searchable(phone);
      record.properties.hs_searchable_calculated_mobile_number = searchable(mobilephone);
    }
    record.updatedAt = now;
    record.properties.lastmodifieddate = iso(now);
    const { versions } = record;
    const linked = record.associations.map(({ to }) => to).join(';');
    versions.push({
      at: now + lagMs,
      properties: { ...record.properties, ...(linked ? { 'associations.contact': linked } : {}) },
    });
    // Only what is shown now and what is still to come.
    while (versions.length > 1 && (versions[1] as { at: number }).at <= now) versions.shift();
  }

  #release(record: StoredRecord): void {
    for (const [name, value] of Object.entries(record.properties))
      if (this.#unique.get(`${name}\n${value}`) === record.id) this.#unique.delete(`${name}\n${value}`);
  }
}

export const iso = (ms: number): string => new Date(ms).toISOString();
