import { randomBytes } from 'node:crypto';
import type { EventFilter, Subscription, SubscriptionRequest } from '@centralita/core/hub-client';
import { CentralitaError, newId, type SubscriptionId } from '@centralita/core/model';
import { decodeSecret, newSecret } from '@centralita/core/signing';
import type { Caller, Services } from '../services.ts';
import { cursorsOf } from '../store/cursors.ts';
import { deliveriesOf } from '../store/deliveries.ts';
import { type SubscriptionRow, subscriptionsOf } from '../store/subscriptions.ts';
import { parseCursor } from './cursor.ts';
import type { Filters } from './filter.ts';
import { checkUrl } from './push/address.ts';
import type { Pumps, PumpsOptions } from './push/pumps.ts';
import type { Saver } from './saver.ts';
import type { DeliveryContext } from './types.ts';

interface Parts {
  readonly pumps: Pumps;
  readonly filters: Filters;
  readonly saver: Saver;
}

/** What a request asks for, checked. */
interface Wish {
  readonly url: string | null;
  readonly secret: string | undefined;
  readonly description: string | null;
  readonly filter: EventFilter;
  readonly onDeadLetter: 'skip' | 'hold';
  readonly from: number;
}

export const createSubscriptions = (
  context: DeliveryContext,
  { pumps, filters, saver }: Parts,
  options: PumpsOptions,
): Services['subscriptions'] => {
  const { store } = context;
  const rows = subscriptionsOf(store);
  const cursors = cursorsOf(store);
  const deliveries = deliveriesOf(store);
  const keyLives = store.db.prepare<{ alive: number }>(
    'select 1 as alive from keys where id = $1 and revoked_at is null',
  );
  /** Two requests for one client key take turns: the second sees what the first stored. */
  const turns = new Map<string, Promise<unknown>>();

  const inTurn = async <T>(clientKey: string, run: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(clientKey) ?? Promise.resolve()).then(run, run);
    turns.set(clientKey, turn);
    try {
      return await turn;
    } finally {
      if (turns.get(clientKey) === turn) turns.delete(clientKey);
    }
  };

  const find = (clientKey: string): SubscriptionRow => {
    const row = rows.byKey(clientKey);
    if (!row) throw new CentralitaError('not_found', `no subscription ${clientKey.slice(0, 100)}`);
    return row;
  };

  const view = (row: SubscriptionRow, secret?: string): Subscription => {
    const pump = pumps.get(row.id);
    const cursor = pump?.cursor ?? cursors.get(row.id) ?? 0;
    const { held, dead } = deliveries.counts(row.id);
    return {
      id: row.id as SubscriptionId,
      clientKey: row.clientKey,
      ...(row.url === null ? {} : { url: row.url }),
      ...(row.description === null ? {} : { description: row.description }),
      ...(JSON.parse(row.filter) as EventFilter),
      onDeadLetter: row.onDeadLetter,
      state: row.state,
      ...(row.pausedReason === null ? {} : { pausedReason: row.pausedReason }),
      ...(secret === undefined ? {} : { secret }),
      cursor: String(cursor),
      // Who reads by pull or stream keeps the cursor: nobody knows here how far they are.
      lag: row.url === null ? 0 : Math.max(0, store.log.head - cursor),
      held,
      dead,
      createdAt: row.createdAt,
      ...(pump && pump.taken.length > 0 ? { taken: [...pump.taken] } : {}),
    };
  };

  const readWish = (request: SubscriptionRequest, by: Caller, isNew: boolean): Wish => {
    const { url, secret, description, onDeadLetter = 'skip', from = 'now' } = request;
    if (secret !== undefined) decodeSecret(secret);
    if (description !== undefined && (typeof description !== 'string' || description.length > 500)) {
      throw new CentralitaError('invalid_request', 'description is text of at most 500 characters', {
        field: 'description',
      });
    }
    if (onDeadLetter !== 'skip' && onDeadLetter !== 'hold') {
      throw new CentralitaError('invalid_request', 'onDeadLetter is skip or hold', { field: 'onDeadLetter' });
    }
    return {
      url: url === undefined || url === null ? null : checkUrl(url, options.allowPrivateAddresses).href,
      secret,
      description: description ?? null,
      filter: filters.check(request, by),
      onDeadLetter,
      // Only a new subscription begins anywhere, so that saving twice repeats nothing.
      from: !isNew || from === 'now' ? store.log.head : parseCursor(from, store.log, 'from'),
    };
  };

  /** Of another key that still lives: not for this caller to change. */
  const refuseForeign = (row: SubscriptionRow, by: Caller): void => {
    if (row.owner === null || row.owner === by.keyId || by.scopes.has('admin')) return;
    if (!keyLives.get(row.owner)) return;
    throw new CentralitaError('conflict', 'another key made the subscription of this client key', {
      field: 'clientKey',
    });
  };

  const prove = async (url: string, secret: string): Promise<void> => {
    const fault = await pumps.challenge(url, secret);
    if (fault === undefined) return;
    throw new CentralitaError('subscription_unproven', `the receiver ${fault}`, { field: 'url' });
  };

  const put = async (clientKey: string, request: SubscriptionRequest, by: Caller): Promise<Subscription> => {
    const before = rows.byKey(clientKey);
    if (before) refuseForeign(before, by);
    const wish = readWish(request, by, !before);
    const known = before && options.seal.open(before.secret);
    const secret = wish.secret ?? known ?? newSecret(randomBytes(32));
    // One that the hub paused is asked again too: saving it is how a receiver says that it is back.
    const refused = before?.pausedCode === 'refused';
    if (wish.url !== null && (wish.url !== before?.url || secret !== known || refused)) {
      await prove(wish.url, secret);
    }
    const row: SubscriptionRow = {
      id: before?.id ?? newId('sub', context.now(), randomBytes(10)),
      clientKey,
      // An administrator who changes it does not take it away from its key.
      owner: before?.owner && keyLives.get(before.owner) ? before.owner : (by.keyId ?? null),
      url: wish.url,
      secret: before && secret === known ? before.secret : options.seal.seal(secret),
      description: wish.description,
      filter: JSON.stringify(wish.filter),
      onDeadLetter: wish.onDeadLetter,
      state: refused ? 'active' : (before?.state ?? 'active'),
      pausedCode: refused ? null : (before?.pausedCode ?? null),
      pausedReason: refused ? null : (before?.pausedReason ?? null),
      createdAt: before?.createdAt ?? context.now(),
    };
    if (row.url === null) pumps.discard(row.id);
    await store.write(() => {
      rows.save(row);
      if (!before) cursors.set(row.id, wish.from, context.now());
      else if (before.url === null && row.url !== null) cursors.set(row.id, store.log.head, context.now());
      if (row.url === null) deliveries.removeAll(row.id);
    });
    pumps.apply(row);
    const pump = pumps.get(row.id);
    if (row.state === 'active' && pump?.stats().state === 'paused') pump.resume();
    return view(row, before ? undefined : secret);
  };

  const pause = async (clientKey: string): Promise<Subscription> => {
    const row = find(clientKey);
    await store.write(() => rows.setState(row.id, 'paused', 'by_hand', 'paused by hand'));
    pumps.get(row.id)?.pause();
    await saver.save();
    return view(find(clientKey));
  };

  const resume = async (clientKey: string): Promise<Subscription> => {
    const row = find(clientKey);
    pumps.apply(row);
    await store.write(() => rows.setState(row.id, 'active', null, null));
    // Whoever resumes one that fell behind was told what it skips.
    const from = row.pausedCode === 'cursor_expired' ? store.log.first - 1 : undefined;
    pumps.get(row.id)?.resume(from);
    await saver.save();
    return view(find(clientKey));
  };

  return {
    put: async (clientKey, request, by) => {
      checkClientKey(clientKey);
      return inTurn(clientKey, () => put(clientKey, request, by));
    },
    list: async () => {
      await saver.save();
      return rows.all().map((row) => view(row));
    },
    get: async (clientKey) => {
      await saver.save();
      return view(find(clientKey));
    },
    remove: (clientKey) =>
      inTurn(clientKey, async () => {
        const row = find(clientKey);
        pumps.discard(row.id);
        try {
          await store.write(() => {
            rows.remove(row.id);
            cursors.remove(row.id);
            deliveries.removeAll(row.id);
          });
        } catch (error) {
          pumps.apply(row);
          throw error;
        }
      }),
    pause: (clientKey) => inTurn(clientKey, () => pause(clientKey)),
    resume: (clientKey) => inTurn(clientKey, () => resume(clientKey)),
  };
};

const checkClientKey = (clientKey: string): void => {
  if (/^[\x21-\x7e]{1,200}$/.test(clientKey)) return;
  throw new CentralitaError(
    'invalid_request',
    'a client key has 1 to 200 letters, digits and signs without spaces',
    { field: 'clientKey' },
  );
};
