import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meta } from '@centralita/core/channels/meta';
import { makeKeywords } from '@centralita/core/consent';
import type { Event } from '@centralita/core/model';
import type { ApplyContext } from './ingress/apply.ts';
import { createIngest } from './ingress/ingest.ts';
import { createParked } from './ingress/parked.ts';
import { createRecogniser } from './ingress/recognise.ts';
import { openStore, type Store } from './store/index.ts';
import { createTables, type Tables } from './store/tables.ts';

export const phoneNumberId = '2000000000001';
export const wabaId = '1000000000001';

export interface Bench {
  readonly folder: string;
  readonly store: Store;
  readonly tables: Tables;
  readonly clock: { now(): number; at: number };
  /** Webhook values, of field `messages` unless `field` says another, without `messaging_product` and `metadata`. */
  receive(
    ...values: object[]
  ): Promise<{ readonly applied: number; readonly duplicates: number; readonly failed: number }>;
  events(type?: string): Event[];
  /** What a team owes a case that is opened again; nothing, unless a test says so. */
  readonly again: { due: ApplyContext['dueAgain'] };
  /** The same folder opened again without a clean end, as after a crash. */
  reopen(): Promise<Bench>;
  close(): Promise<void>;
}

/** A store with its write path on a real file and a clock of its own, for tests. */
export const openBench = async (
  folder = mkdtempSync(join(tmpdir(), 'centralita-')),
  at = Date.UTC(2026, 10, 21, 12),
): Promise<Bench> => {
  const clock = { at, now: () => clock.at };
  const store = openStore(folder);
  const tables = createTables(store);
  await store.write(() =>
    tables.accounts.configure([
      { provider: 'meta', providerId: phoneNumberId, businessId: wabaId, endpoint: 'main' },
    ]),
  );
  const again: Bench['again'] = { due: () => ({ dueAt: null, overdue: 0 }) };
  const ingest = createIngest({
    context: {
      tables,
      parked: createParked(),
      recognise: createRecogniser(makeKeywords()),
      window: {},
      dueAgain: (row, now) => again.due(row, now),
    },
    now: () => clock.at,
    onFailure: () => undefined,
  });
  return {
    folder,
    store,
    tables,
    clock,
    again,
    receive: (...values) => ingest(meta.parse(Buffer.from(JSON.stringify(bodyOf(values))), clock.at)),
    events: (type) =>
      store.log
        .read(0, 100_000)
        .filter((event) => type === undefined || event.type === type)
        .map((event) => JSON.parse(event.body) as Event),
    reopen: () => openBench(folder, clock.at),
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export const bodyOf = (values: readonly object[]) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: wabaId,
      changes: values.map(({ field = 'messages', ...value }: { field?: string }) => ({
        field,
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: '34910000001', phone_number_id: phoneNumberId },
          ...value,
        },
      })),
    },
  ],
});

export const text = (from: string, id: string, at: number, body: string) => ({
  contacts: [{ wa_id: from, profile: { name: `Customer ${from.slice(-2)}` } }],
  messages: [
    { from, id: `wamid.${id}`, timestamp: String(Math.floor(at / 1000)), type: 'text', text: { body } },
  ],
});

export const status = (id: string, word: string, at: number, more: object = {}) => ({
  statuses: [
    {
      id: `wamid.${id}`,
      status: word,
      timestamp: String(Math.floor(at / 1000)),
      recipient_id: '34600111222',
      ...more,
    },
  ],
});
