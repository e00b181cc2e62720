import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '../core/src/channels/meta/parse/index.ts';
import { makeKeywords } from '../core/src/consent/index.ts';
import { createIngest } from '../hub/src/ingress/ingest.ts';
import { createParked } from '../hub/src/ingress/parked.ts';
import { createRecogniser } from '../hub/src/ingress/recognise.ts';
import { openStore } from '../hub/src/store/index.ts';
import { openReader } from '../hub/src/store/reader.ts';
import { createTables } from '../hub/src/store/tables.ts';
import { businessId, phoneNumberId, Traffic } from './traffic.ts';

export const filledMessages = 1_000_000;
export const filledCustomers = 50_000;
/** One customer with many messages, who is erased while others write. */
export const talkative = { phone: '34699999999', messages: 5_000 };

const cache = process.env.CENTRALITA_BENCH_CACHE ?? join(tmpdir(), 'bench-centralita-cache');
/** Changes whenever a folder filled by an older version would not do. */
const version = 3;

export interface Filled {
  readonly messages: number;
  readonly customers: number;
}

/** Copies a hub's folder with a million messages, searchable, into `to`; fills one first where there is none. */
export const copyFilled = async (
  to: string,
  wanted: Filled = { messages: filledMessages, customers: filledCustomers },
): Promise<void> => {
  const usual = wanted.messages === filledMessages && wanted.customers === filledCustomers;
  const from = join(cache, `filled-${version}${usual ? '' : `-${wanted.messages}-${wanted.customers}`}`);
  if (!existsSync(join(from, 'done'))) await fill(from, wanted);
  await cp(from, to, { recursive: true });
  rmSync(join(to, 'done'));
};

/** Through the hub's own write path, without HTTP. */
const fill = async (folder: string, { messages, customers }: Filled): Promise<void> => {
  console.log(`  filling a store with ${messages} messages, once, in ${folder}…`);
  const working = `${folder}.part`;
  rmSync(working, { recursive: true, force: true });
  mkdirSync(working, { recursive: true });
  const store = openStore(working);
  const tables = createTables(store);
  await store.write(() =>
    tables.accounts.configure([
      { provider: 'meta', providerId: phoneNumberId, businessId, endpoint: 'main' },
    ]),
  );
  const reader = openReader(working);
  const ingest = createIngest({
    context: {
      tables,
      recognise: createRecogniser(makeKeywords()),
      window: {},
      parked: createParked(),
      dueAgain: () => ({ dueAt: null, overdue: 0 }),
    },
    now: Date.now,
    onFailure: (_, error) => {
      throw error;
    },
  });
  const traffic = new Traffic({ customers, mix: ['text'] });
  const theirs = new Traffic({ customers: 1, mix: ['text'] });
  const every = Math.floor(messages / talkative.messages);
  const started = performance.now();
  for (let done = 0; done < messages; done += 500) {
    const writes: Promise<unknown>[] = [];
    for (let n = done; n < done + 500; n++) {
      const body =
        n % every === 0 ? theirs.next().replaceAll('34600000000', talkative.phone) : traffic.next();
      writes.push(ingest(parse(Buffer.from(body), Date.now())));
    }
    await Promise.all(writes);
    const { conversations, contacts, touches } = tables;
    if (conversations.dirty + contacts.dirty > 10_000) await store.write(() => touches.step(2_000));
    if (done % 20_000 === 0) await reader.checkpoint();
    if (done % 100_000 === 0) store.db.exec('pragma wal_checkpoint(restart)');
  }
  await tables.touches.settled();
  await reader.caughtUp();
  await reader.close();
  await store.close();
  writeFileSync(join(working, 'done'), '');
  renameSync(working, folder);
  console.log(`  filled in ${Math.round((performance.now() - started) / 1000)} s`);
};
