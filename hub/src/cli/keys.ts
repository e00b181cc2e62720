import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '@centralita/core/hub-client';
import { channelAccountId } from '@centralita/core/model';
import { scopes as allScopes } from '../api/scopes.ts';
import { suggestion } from '../did-you-mean.ts';
import { openStore } from '../store/index.ts';
import { createKeys, type KeyRecord, type Keys, type NewKey } from '../store/keys.ts';
import { lockFolder } from '../store/lock.ts';
import type { RunCommand, Terminal, Values } from './command.ts';
import { findHub, type Place } from './remote.ts';
import { moment, table } from './table.ts';

/** What the three verbs need, wherever the keys are. */
interface KeyBook {
  list(): Promise<readonly KeyRecord[]>;
  create(key: NewKey): Promise<{ readonly id: string; readonly text: string }>;
  revoke(id: string): Promise<void>;
}

export const run: RunCommand = async ([verb = 'list', ...rest], values, terminal) => {
  const wrong = (message: string): number => {
    terminal.err(
      `${message}\n\nUsage: centralita keys [list | create --name NAME --scopes SCOPES | revoke ID]\n`,
    );
    return 2;
  };
  switch (verb) {
    case 'list':
      if (rest.length > 0) return wrong(`"keys list" takes no "${rest[0]}".`);
      return withBook(terminal, async (book) => list(await book.list(), terminal));
    case 'create': {
      const key = readNewKey(values);
      if (typeof key === 'string') return wrong(key);
      return withBook(terminal, async (book) => create(book, key, terminal));
    }
    case 'revoke': {
      const [id] = rest;
      if (id === undefined || rest.length > 1)
        return wrong('Name one key to revoke, by its id: see "keys list".');
      return withBook(terminal, async (book) => {
        await book.revoke(id);
        terminal.out(`Revoked ${id}.\n`);
        return 0;
      });
    }
    default:
      return wrong(`There is no "keys ${verb}".${suggestion(verb, ['list', 'create', 'revoke'])}`);
  }
};

const list = (keys: readonly KeyRecord[], terminal: Terminal): number => {
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.scopes.join(','),
    key.accounts?.join(',') ?? 'all',
    key.revokedAt === undefined ? moment(key.createdAt) : `revoked ${moment(key.revokedAt)}`,
  ]);
  terminal.out(
    rows.length > 0
      ? table(['ID', 'NAME', 'SCOPES', 'ACCOUNTS', 'MADE'], rows)
      : 'No keys yet: centralita keys create --name NAME --scopes messages:send,events:read\n',
  );
  return 0;
};

const create = async (book: KeyBook, key: NewKey, terminal: Terminal): Promise<number> => {
  const { id, text } = await book.create(key);
  // The key alone goes to stdout, so that it can be piped to where it belongs.
  terminal.err(`Made ${id} (${key.name}). This is the only time it is shown:\n`);
  terminal.out(`${text}\n`);
  return 0;
};

const readNewKey = ({ name, scopes, accounts }: Values): NewKey | string => {
  const parts = (text: unknown) =>
    String(text)
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  if (typeof name !== 'string' || typeof scopes !== 'string') return 'Give --name and --scopes.';
  const wanted = [...new Set(parts(scopes))];
  const unknown = wanted.find((scope) => !allScopes.includes(scope as Scope));
  if (unknown !== undefined || wanted.length === 0) {
    return `There is no scope "${unknown ?? ''}".${suggestion(unknown ?? '', allScopes)} Scopes: ${allScopes.join(', ')}.`;
  }
  const limits = accounts === undefined ? undefined : parts(accounts);
  if (limits && wanted.includes('admin')) return 'A key with the scope admin cannot be limited to accounts.';
  return { name, scopes: wanted as Scope[], ...(limits ? { accounts: limits } : {}) };
};

const withBook = async (terminal: Terminal, work: (book: KeyBook) => Promise<number>): Promise<number> => {
  const place = findHub(terminal.env);
  if ('remote' in place) return work(remoteBook(place));
  // The first key may come before the first start.
  mkdirSync(place.folder, { recursive: true, mode: 0o700 });
  const isNew = !existsSync(join(place.folder, 'hub.db'));
  const lock = lockFolder(place.folder);
  const store = openStore(place.folder);
  try {
    if (isNew) terminal.err(`No hub runs: working in ${place.folder}, which is new.\n`);
    return await work(localBook(createKeys(store)));
  } finally {
    await store.close();
    lock.release();
  }
};

const remoteBook = ({ remote }: Extract<Place, { remote: unknown }>): KeyBook => ({
  list: async () => ((await remote.call('GET', '/v1/keys')) as { items: KeyRecord[] }).items,
  create: async (key) => (await remote.call('POST', '/v1/keys', key)) as { id: string; text: string },
  revoke: async (id) => void (await remote.call('DELETE', `/v1/keys/${encodeURIComponent(id)}`)),
});

const localBook = (keys: Keys): KeyBook => ({
  list: async () => keys.list(),
  create: async ({ accounts, ...rest }) => {
    const ids = accounts?.map((named) => (named.startsWith('ca_') ? named : channelAccountId('meta', named)));
    const { key, text } = await keys.create({ ...rest, ...(ids ? { accounts: ids } : {}) });
    return { id: key.id, text };
  },
  revoke: async (id) => void (await keys.revoke(id)),
});
