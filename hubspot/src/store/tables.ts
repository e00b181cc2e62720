import {
  type ExtensionStore,
  type ExtensionWrite,
  inEnglish,
  type Said,
  type SqlRow,
  type SqlValue,
} from '@centralita/core/consumer';

/** How a contact of ours and a record of HubSpot's belong together. */
export interface Link {
  readonly contactId: string;
  readonly recordId: string;
  readonly key: string;
  readonly main: boolean;
  readonly ours: string;
  readonly linkedAt: number;
  readonly syncedAt: number;
}

/** How a field stood when the two sides were last in step. */
export interface FieldState {
  readonly property: string;
  readonly ours: string;
  readonly theirs: string;
  readonly base?: string;
  readonly changes: readonly number[];
  readonly stoppedAt?: number;
}

export interface Review {
  readonly contactId: string;
  readonly reason: 'several' | 'taken' | 'merge';
  readonly candidates: readonly string[];
  readonly at: number;
  readonly choice?: string;
}

export interface Parked {
  readonly contactId: string;
  /** Empty when it is the whole record. */
  readonly property: string;
  readonly code: string;
  readonly reason: Said;
  readonly nextStep: Said;
  readonly at: number;
  readonly attempts: number;
}

const text = (value: SqlValue | undefined): string =>
  value === null || value === undefined ? '' : String(value);
const number = (value: SqlValue | undefined): number => Number(value ?? 0);

const linkOf = (row: SqlRow): Link => ({
  contactId: text(row.contact_id),
  recordId: text(row.record_id),
  key: text(row.contact_key),
  main: row.main === 1,
  ours: text(row.ours),
  linkedAt: number(row.linked_at),
  syncedAt: number(row.synced_at),
});

const fieldOf = (row: SqlRow): FieldState => ({
  property: text(row.property),
  ours: text(row.ours),
  theirs: text(row.theirs),
  changes: JSON.parse(text(row.changes)) as number[],
  ...(row.base === null ? {} : { base: text(row.base) }),
  ...(row.stopped_at === null ? {} : { stoppedAt: number(row.stopped_at) }),
});

const reviewOf = (row: SqlRow): Review => ({
  contactId: text(row.contact_id),
  reason: text(row.reason) as Review['reason'],
  candidates: JSON.parse(text(row.candidates)) as string[],
  at: number(row.at),
  ...(row.choice === null ? {} : { choice: text(row.choice) }),
});

/** What is the same in both languages, or was kept before there was a second, has no Spanish of its own. */
const said = (en: SqlValue | undefined, es: SqlValue | undefined): Said =>
  es === null || es === undefined ? text(en) : { en: text(en), es: text(es) };
const spanishOf = (texts: Said): string | null => (typeof texts === 'string' ? null : texts.es);

const parkedOf = (row: SqlRow): Parked => ({
  contactId: text(row.contact_id),
  property: text(row.property),
  code: text(row.code),
  reason: said(row.reason, row.reason_es),
  nextStep: said(row.next_step, row.next_step_es),
  at: number(row.at),
  attempts: number(row.attempts),
});

/** What HubSpot's side remembers, in tables of its own. */
export const createTables = (store: ExtensionStore) => {
  const one = async <T>(
    make: (row: SqlRow) => T,
    sql: string,
    ...values: SqlValue[]
  ): Promise<T | undefined> => {
    const [row] = await store.query(sql, ...values);
    return row && make(row);
  };
  const many = async <T>(make: (row: SqlRow) => T, sql: string, ...values: SqlValue[]): Promise<T[]> =>
    (await store.query(sql, ...values)).map(make);

  return {
    store,
    link: (contactId: string) => one(linkOf, 'select * from hubspot_links where contact_id = $1', contactId),
    linksTo: (recordId: string) =>
      many(
        linkOf,
        'select * from hubspot_links where record_id = $1 order by main desc, linked_at',
        recordId,
      ),
    linksAfter: (contactId: string, limit: number) =>
      many(
        linkOf,
        'select * from hubspot_links where contact_id > $1 order by contact_id limit $2',
        contactId,
        limit,
      ),
    fields: async (contactId: string): Promise<Map<string, FieldState>> => {
      const rows = await many(fieldOf, 'select * from hubspot_fields where contact_id = $1', contactId);
      return new Map(rows.map((row) => [row.property, row]));
    },
    review: (contactId: string) =>
      one(reviewOf, 'select * from hubspot_review where contact_id = $1', contactId),
    reviews: (limit = 200) =>
      many(reviewOf, 'select * from hubspot_review where choice is null order by at limit $1', limit),
    parked: (limit = 200) => many(parkedOf, 'select * from hubspot_parked order by at desc limit $1', limit),
    parkedFor: (contactId: string) =>
      many(parkedOf, 'select * from hubspot_parked where contact_id = $1 order by at desc', contactId),
    gone: (contactId: string) =>
      one(
        (row) => ({ recordId: text(row.record_id), how: text(row.how) as 'deleted' | 'erased' }),
        'select * from hubspot_gone where contact_id = $1',
        contactId,
      ),
    goneRecord: (recordId: string) =>
      many(
        (row) => text(row.contact_id),
        "select * from hubspot_gone where record_id = $1 and how = 'deleted'",
        recordId,
      ),
    stopped: () =>
      many(
        (row) => ({ contactId: text(row.contact_id), property: text(row.property) }),
        'select contact_id, property from hubspot_fields where stopped_at is not null limit 100',
      ),
    count: async (table: 'links' | 'review' | 'parked' | 'sessions'): Promise<number> =>
      number((await store.query(`select count(*) as n from hubspot_${table}`))[0]?.n),
    state: async <T>(name: string): Promise<T | undefined> => {
      const [row] = await store.query('select value from hubspot_state where name = $1', name);
      return row && (JSON.parse(text(row.value)) as T);
    },
    setState: (name: string, value: unknown) => store.write((tx) => putState(tx, name, value)),
  };
};

export type Tables = ReturnType<typeof createTables>;

export const putState = (tx: ExtensionWrite, name: string, value: unknown): void => {
  tx.run(
    'insert into hubspot_state (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value',
    name,
    JSON.stringify(value),
  );
};

export const putLink = (tx: ExtensionWrite, link: Link): void => {
  tx.run(
    `insert into hubspot_links (contact_id, record_id, contact_key, main, ours, linked_at, synced_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (contact_id) do update set record_id = excluded.record_id, contact_key = excluded.contact_key,
       main = excluded.main, ours = excluded.ours, synced_at = excluded.synced_at`,
    link.contactId,
    link.recordId,
    link.key,
    link.main ? 1 : 0,
    link.ours,
    link.linkedAt,
    link.syncedAt,
  );
};

export const putField = (tx: ExtensionWrite, contactId: string, field: FieldState): void => {
  tx.run(
    `insert into hubspot_fields (contact_id, property, ours, theirs, base, changes, stopped_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (contact_id, property) do update set ours = excluded.ours, theirs = excluded.theirs,
       base = excluded.base, changes = excluded.changes, stopped_at = excluded.stopped_at`,
    contactId,
    field.property,
    field.ours,
    field.theirs,
    field.base ?? null,
    JSON.stringify(field.changes),
    field.stoppedAt ?? null,
  );
};

export const putReview = (tx: ExtensionWrite, review: Review): void => {
  tx.run(
    `insert into hubspot_review (contact_id, reason, candidates, at, choice) values ($1, $2, $3, $4, null)
     on conflict (contact_id) do update set reason = excluded.reason, candidates = excluded.candidates`,
    review.contactId,
    review.reason,
    JSON.stringify(review.candidates),
    review.at,
  );
};

export const park = (tx: ExtensionWrite, parked: Omit<Parked, 'attempts'>): void => {
  tx.run(
    `insert into hubspot_parked (contact_id, property, code, reason, reason_es, next_step, next_step_es, at, attempts)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 1)
     on conflict (contact_id, property) do update set code = excluded.code, reason = excluded.reason,
       reason_es = excluded.reason_es, next_step = excluded.next_step, next_step_es = excluded.next_step_es,
       at = excluded.at, attempts = hubspot_parked.attempts + 1`,
    parked.contactId,
    parked.property,
    parked.code,
    inEnglish(parked.reason),
    spanishOf(parked.reason),
    inEnglish(parked.nextStep),
    spanishOf(parked.nextStep),
    parked.at,
  );
};

export const unpark = (tx: ExtensionWrite, contactId: string, property?: string): void => {
  if (property === undefined) tx.run('delete from hubspot_parked where contact_id = $1', contactId);
  else tx.run('delete from hubspot_parked where contact_id = $1 and property = $2', contactId, property);
};

/** The two no longer belong together; what was in step is forgotten. */
export const unlink = (tx: ExtensionWrite, contactId: string): void => {
  tx.run('delete from hubspot_links where contact_id = $1', contactId);
  tx.run('delete from hubspot_fields where contact_id = $1', contactId);
};

export const putGone = (
  tx: ExtensionWrite,
  contactId: string,
  recordId: string,
  how: 'deleted' | 'erased',
  at: number,
): void => {
  tx.run(
    `insert into hubspot_gone (contact_id, record_id, how, at) values ($1, $2, $3, $4)
     on conflict (contact_id) do update set record_id = excluded.record_id, how = excluded.how, at = excluded.at`,
    contactId,
    recordId,
    how,
    at,
  );
};

/** Everything about a contact; that it is gone stays known. */
export const forget = (tx: ExtensionWrite, contactId: string): void => {
  unlink(tx, contactId);
  unpark(tx, contactId);
  for (const table of ['review', 'sessions', 'tickets', 'created'])
    tx.run(`delete from hubspot_${table} where contact_id = $1`, contactId);
};
