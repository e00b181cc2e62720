import { randomBytes } from 'node:crypto';
import type {
  Extension,
  ExtensionContext,
  ExtensionStore,
  ExtensionWrite,
  SqlRow,
} from '@centralita/core/consumer';
import { createHubClient } from '@centralita/core/hub-client';
import { CentralitaError } from '@centralita/core/model';
import { open, type SealKey, seal } from '@centralita/core/signing';
import { demonstrationCaller } from '../api/authenticate.ts';
import { limitBody } from '../api/body.ts';
import type { Api } from '../api/index.ts';
import { checkOwnTables } from '../deliveries/consumers/own-tables.ts';
import type { EffectOutline } from '../store/effects.ts';
import type { Base } from './base.ts';
import type { Deliveries } from './deliveries.ts';

export type CreateExtension = (context: ExtensionContext) => Extension;

export interface ExtensionsOptions {
  readonly base: Base;
  readonly deliveries: Deliveries;
  /** The API of this hub, once it is there. */
  readonly api: () => Pick<Api, 'fetchAs'>;
  readonly sealKey: SealKey;
  readonly publicUrl?: string;
  /** By name: what each is made with. */
  readonly create: Readonly<Record<string, CreateExtension>>;
}

export interface Extensions {
  /** What is asked below `/ext/{name}/`. Undefined: no such extension, or not a path of it. */
  fetch(request: Request): Promise<Response | undefined>;
  /** Adds their consumers; before the deliveries start. */
  add(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly all: readonly Extension[];
}

const bodyLimit = 4 * 1_048_576;
const path = /^\/ext\/([a-z][a-z0-9-]{1,39})(\/|$)/;

/** Makes the extensions and gives each what `ExtensionContext` promises. */
export const composeExtensions = (options: ExtensionsOptions): Extensions => {
  const { base, deliveries } = options;
  const all = Object.entries(options.create).map(([name, create]) => {
    const extension = create(contextFor(name, options));
    if (extension.name === name && extension.consumer.name === name) return extension;
    throw new CentralitaError('internal', `the extension ${name} calls itself ${extension.name}`);
  });
  const byName = new Map(all.map((extension) => [extension.name, extension]));
  return {
    all,
    fetch: async (request) => {
      const name = path.exec(new URL(request.url).pathname)?.[1];
      const extension = name === undefined ? undefined : byName.get(name);
      return extension?.fetch?.(limitBody(request, bodyLimit));
    },
    add: async () => {
      for (const { consumer } of all) await deliveries.addConsumer(consumer);
    },
    start: async () => {
      for (const { name, start } of all) {
        try {
          await start?.();
        } catch (error) {
          base.log.error(`${name} could not be started; the rest of the hub runs on`, { error });
        }
      }
    },
    stop: async () => {
      await Promise.allSettled(all.map((extension) => extension.stop?.()));
    },
  };
};

const contextFor = (name: string, { base, deliveries, api, sealKey, publicUrl }: ExtensionsOptions) => {
  const log = base.log.with({ part: name });
  const caller = { ...demonstrationCaller, name };
  return {
    // The address is never called: every request is answered in this process.
    hub: createHubClient({
      url: 'http://hub.invalid',
      fetch: (input, init) => api().fetchAs(caller)(input, init),
    }),
    store: storeFor(name, base, deliveries),
    log,
    now: base.now,
    realNow: Date.now,
    fetch,
    seal: (text) => seal(text, sealKey, randomBytes, name),
    unseal: (sealed) => open(sealed, [sealKey], name),
    ...(publicUrl ? { publicUrl } : {}),
    retryNow: deliveries.effectsOf(name).retryNow,
    problem: (problem) => base.problem({ ...problem, source: name }),
  } satisfies ExtensionContext;
};

const storeFor = (name: string, { tables }: Base, deliveries: Deliveries): ExtensionStore => {
  const { store } = tables;
  const { db } = store;
  const effects = deliveries.effectsOf(name);
  const query: ExtensionWrite['query'] = (sql, ...values) => {
    checkOwnTables(sql, name, 'query');
    return db.prepare(sql).all(...values) as SqlRow[];
  };
  const lastEventOf = db.prepare<{ seq: number | null }>(
    'select max(seq) as seq from events where contact = $1',
  );
  return {
    query: async (sql, ...values) => query(sql, ...values),
    write: async (work) => {
      const added: EffectOutline[] = [];
      const result = await store.write(() => {
        added.length = 0;
        return work({
          query,
          run: (sql, ...values) => {
            checkOwnTables(sql, name, 'run');
            return db.prepare(sql).run(...values).changes;
          },
          effect: (effect, about) => {
            const contact = about && tables.contacts.noOf(about);
            const event = contact === undefined ? undefined : lastEventOf.get(contact)?.seq;
            added.push(effects.add(effect, event ?? null));
          },
        });
      });
      effects.accept(added);
      return result;
    },
  };
};
