import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSecret } from '@centralita/core/signing';
import { silentLog } from '../../ops/log.ts';
import type { Caller } from '../../services.ts';
import { openStore, type Store } from '../../store/index.ts';
import { createDeliveries, type DeliveriesOptions, type DeliveriesPart, type HubProblem } from '../index.ts';

export const anybody: Caller = { name: 'test', scopes: new Set(['admin']) };

export interface TestHub extends DeliveriesPart {
  readonly store: Store;
  readonly folder: string;
  readonly problems: HubProblem[];
  readonly secret: string;
  /** Appends events in one commit, each of a lane and with a number of its own. */
  append(...events: readonly TestEvent[]): Promise<void>;
  /** What a power cut now would leave on disk. */
  photograph(): string;
  end(): Promise<void>;
}

export interface TestEvent {
  readonly lane: number;
  readonly number: number;
  readonly type?: string;
  readonly status?: string;
  readonly account?: number;
  readonly contact?: number;
}

export const eventBody = (event: TestEvent): string =>
  JSON.stringify({
    id: `ev_${String(event.lane).padStart(8, '0')}x${String(event.number).padStart(16, '0')}`,
    type: event.type ?? 'message.received',
    timestamp: '2026-11-21T10:00:00.000Z',
    data: {
      ...(event.status ? { status: event.status } : {}),
      test: { lane: event.lane, number: event.number },
      hub: {},
    },
  });

const accounts = `insert or ignore into accounts (no, id, provider, provider_id) values
  (1, 'ca_first00000000000', 'meta', '1'), (2, 'ca_second0000000000', 'meta', '2')`;

/** A hub's deliveries over a store of their own, calling addresses of this machine. */
export const startHub = async (
  options: Partial<DeliveriesOptions> & { readonly folder?: string; readonly secret?: string } = {},
): Promise<TestHub> => {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'deliveries-'));
  const store = openStore(folder);
  store.db.exec(accounts);
  const problems: HubProblem[] = [];
  const deliveries = createDeliveries({
    store,
    now: options.timers?.now ?? Date.now,
    log: silentLog,
    allowPrivateAddresses: true,
    seal: { seal: (text) => `sealed:${text}`, open: (text) => text.slice('sealed:'.length) },
    appendProblem: (problem) => void problems.push(problem),
    ...options,
  });
  await deliveries.start();
  return {
    ...deliveries,
    store,
    folder,
    problems,
    secret: options.secret ?? newSecret(randomBytes(32)),
    append: (...events) =>
      store.write(() => {
        for (const event of events) {
          store.log.append({
            type: event.type ?? 'message.received',
            lane: event.lane * 4,
            account: event.account ?? null,
            contact: event.contact ?? null,
            at: Date.now(),
            body: eventBody(event),
          });
        }
      }),
    photograph: () => {
      const copy = mkdtempSync(join(tmpdir(), 'deliveries-copy-'));
      cpSync(folder, copy, { recursive: true });
      return copy;
    },
    end: async () => {
      await deliveries.stop();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Waits until the condition holds; throws with its text when it never does. */
export const until = async (condition: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> => {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`never: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
