import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Scope } from '@centralita/core/hub-client';
import { CentralitaError, type KeyId, newId, parseId } from '@centralita/core/model';
import type { Store } from './index.ts';

/** A key as it may be shown: what it may do, never what it is. */
export interface KeyRecord {
  readonly id: KeyId;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** `ca_` ids it is limited to; absent: all. */
  readonly accounts?: readonly string[];
  readonly createdAt: number;
  readonly revokedAt?: number;
}

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly accounts?: readonly string[];
}

export interface Keys {
  /** The key this text is, unless it is unknown or revoked. Compares in constant time. */
  authenticate(text: string): KeyRecord | undefined;
  /** Undefined once it is revoked. */
  live(id: string): KeyRecord | undefined;
  /** `text` is the key itself, told this once. */
  create(key: NewKey): Promise<{ readonly key: KeyRecord; readonly text: string }>;
  list(): readonly KeyRecord[];
  /** Takes effect at once; `not_found` for an unknown id. Revoking again changes nothing. */
  revoke(id: string): Promise<KeyRecord>;
  onRevoked(listener: (id: KeyId) => void): () => void;
}

const insertKey =
  'insert into keys (id, hash, name, scopes, accounts, created_at) values ($1, $2, $3, $4, $5, $6)';
const selectKeys =
  'select id, hash, name, scopes, accounts, created_at as createdAt, revoked_at as revokedAt from keys order by no';
const revokeKey = 'update keys set revoked_at = $2 where id = $1 and revoked_at is null';

interface KeyRow {
  id: string;
  hash: Uint8Array;
  name: string;
  scopes: string;
  accounts: string | null;
  createdAt: number;
  revokedAt: number | null;
}

const operatorId = 'key_operator' as KeyId;

/**
 * The key of whoever runs the hub, made from `CENTRALITA_KEY`: who holds that could read the store anyway. The
 * command line uses it to make the first real key of a hub that is already running.
 */
export const operatorKey = (masterKey: string): string =>
  `ctl_operator_${createHmac('sha256', masterKey).update('centralita command line').digest('base64url')}`;

const shape = /^ctl_([0-9a-z]{8,64})_[\w-]{43}$/;
const hashOf = (text: string): Buffer => hash('sha256', text, 'buffer');
const noKey = hashOf('no key has this hash');

/** The keys of a hub, all in memory: each request asks for one. Only hashes are stored. */
export const createKeys = (store: Store, options: { readonly masterKey?: string } = {}): Keys => {
  const records = new Map<string, { readonly hash: Uint8Array; record: KeyRecord }>();
  for (const row of store.db.prepare<KeyRow>(selectKeys).all()) {
    records.set(row.id, { hash: row.hash, record: recordOf(row) });
  }
  const operator = options.masterKey ? hashOf(operatorKey(options.masterKey)) : undefined;
  const operatorRecord: KeyRecord = {
    id: operatorId,
    name: 'command line',
    scopes: ['admin'],
    createdAt: 0,
  };
  const listeners = new Set<(id: KeyId) => void>();

  const liveRecord = (id: string): KeyRecord | undefined => {
    if (id === operatorId) return operator ? operatorRecord : undefined;
    const record = records.get(id)?.record;
    return record?.revokedAt === undefined ? record : undefined;
  };

  return {
    authenticate: (text) => {
      const part = shape.exec(text)?.[1];
      if (part === undefined) return undefined;
      const id = `key_${part}`;
      const expected = id === operatorId ? operator : records.get(id)?.hash;
      // An unknown id takes as long as a known one.
      const equal = timingSafeEqual(hashOf(text), expected ?? noKey);
      return equal && expected ? liveRecord(id) : undefined;
    },
    live: liveRecord,
    create: async ({ name, scopes, accounts }) => {
      const now = Date.now();
      const id = newId('key', now, randomBytes(10));
      const text = `ctl_${id.slice('key_'.length)}_${randomBytes(32).toString('base64url')}`;
      const record: KeyRecord = { id, name, scopes, ...(accounts ? { accounts } : {}), createdAt: now };
      const keyHash = hashOf(text);
      await store.write(() =>
        store.db
          .prepare(insertKey)
          .run(id, keyHash, name, JSON.stringify(scopes), accounts ? JSON.stringify(accounts) : null, now),
      );
      records.set(id, { hash: keyHash, record });
      return { key: record, text };
    },
    list: () => [...records.values()].map(({ record }) => record),
    revoke: async (id) => {
      const known = parseId('key', id) && records.get(id);
      if (!known) throw new CentralitaError('not_found', `no key ${id}`, { field: 'id' });
      if (known.record.revokedAt === undefined) {
        const now = Date.now();
        await store.write(() => store.db.prepare(revokeKey).run(id, now));
        known.record = { ...known.record, revokedAt: now };
        for (const listener of [...listeners]) listener(known.record.id);
      }
      return known.record;
    },
    onRevoked: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

const recordOf = (row: KeyRow): KeyRecord => ({
  id: row.id as KeyId,
  name: row.name,
  scopes: JSON.parse(row.scopes) as Scope[],
  ...(row.accounts === null ? {} : { accounts: JSON.parse(row.accounts) as string[] }),
  createdAt: row.createdAt,
  ...(row.revokedAt === null ? {} : { revokedAt: row.revokedAt }),
});
