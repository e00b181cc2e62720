import type { Row } from './database.ts';
import type { Store } from './index.ts';

export type PausedCode = 'by_hand' | 'refused' | 'cursor_expired';

export interface SubscriptionRow {
  readonly id: string;
  readonly clientKey: string;
  /** The key that made it; null in demonstration mode and from the console. */
  readonly owner: string | null;
  readonly url: string | null;
  /** Sealed. */
  readonly secret: string;
  readonly description: string | null;
  /** JSON of an `EventFilter`. */
  readonly filter: string;
  readonly onDeadLetter: 'skip' | 'hold';
  readonly state: 'active' | 'paused';
  readonly pausedCode: PausedCode | null;
  readonly pausedReason: string | null;
  readonly createdAt: number;
}

export interface Subscriptions {
  all(): SubscriptionRow[];
  byKey(clientKey: string): SubscriptionRow | undefined;
  /** Only inside a write, like what follows. */
  save(row: SubscriptionRow): void;
  setState(id: string, state: 'active' | 'paused', code: PausedCode | null, reason: string | null): void;
  remove(id: string): void;
}

const columns = `id, client_key as clientKey, owner, url, secret, description, filter,
  on_dead_letter as onDeadLetter, state, paused_code as pausedCode, paused_reason as pausedReason, created_at as createdAt`;

export const subscriptionsOf = ({ db }: Store): Subscriptions => {
  const all = db.prepare<Row>(`select ${columns} from subscriptions order by no`);
  const byKey = db.prepare<Row>(`select ${columns} from subscriptions where client_key = $1`);
  const save = db.prepare(
    `insert into subscriptions (id, client_key, owner, url, secret, description, filter, on_dead_letter,
       state, paused_code, paused_reason, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (client_key) do update set owner = excluded.owner, url = excluded.url, secret = excluded.secret,
       description = excluded.description, filter = excluded.filter, on_dead_letter = excluded.on_dead_letter,
       state = excluded.state, paused_code = excluded.paused_code, paused_reason = excluded.paused_reason`,
  );
  const setState = db.prepare(
    'update subscriptions set state = $2, paused_code = $3, paused_reason = $4 where id = $1',
  );
  const remove = db.prepare('delete from subscriptions where id = $1');
  return {
    all: () => all.all() as unknown as SubscriptionRow[],
    byKey: (clientKey) => byKey.get(clientKey) as unknown as SubscriptionRow | undefined,
    save: (row) =>
      void save.run(
        row.id,
        row.clientKey,
        row.owner,
        row.url,
        row.secret,
        row.description,
        row.filter,
        row.onDeadLetter,
        row.state,
        row.pausedCode,
        row.pausedReason,
        row.createdAt,
      ),
    setState: (id, state, code, reason) => void setState.run(id, state, code, reason),
    remove: (id) => void remove.run(id),
  };
};
