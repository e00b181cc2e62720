import { join } from 'node:path';
import { pseudonymKey } from '@centralita/core/signing';
import { readCookie } from './api/cookie.ts';
import { isLoopbackHost } from './api/guards.ts';
import { type Api, createApi } from './api/index.ts';
import { systemClock } from './clock.ts';
import { askWith } from './compose/ask.ts';
import { type Base, createBase } from './compose/base.ts';
import { composeConsumers } from './compose/consumers.ts';
import { composeDeliveries, sealKeyOf } from './compose/deliveries.ts';
import { composeExtensions } from './compose/extensions.ts';
import { composeIngress } from './compose/ingress.ts';
import { loadExtensions } from './compose/load-extensions.ts';
import { composeMedia } from './compose/media.ts';
import { composeSending } from './compose/sending.ts';
import { composeServices } from './compose/services.ts';
import { composeTeam } from './compose/team.ts';
import type { Config } from './config.ts';
import { createDemo } from './demo.ts';
import { createHealth } from './ops/health.ts';
import { createHealthActions } from './ops/health-actions.ts';
import { createHealthLines } from './ops/health-lines.ts';
import type { Log } from './ops/log.ts';
import type { Metrics } from './ops/metrics.ts';
import { startSamples } from './ops/samples.ts';
import { startOfDay } from './ops/start-of-day.ts';
import { createPages } from './pages/index.ts';
import { closeServer, createServer, listen } from './server.ts';
import { followSettings } from './settings/follow.ts';
import type { AccountSettings, Settings } from './settings/index.ts';
import { followEdits } from './store/follow-edits.ts';
import { openStore } from './store/index.ts';
import { createKeys } from './store/keys.ts';
import { lockFolder, writeHolder } from './store/lock.ts';
import { startMaintenance } from './store/maintenance.ts';
import { openReader } from './store/reader.ts';
import { createSessions } from './store/sessions.ts';
import { createTables } from './store/tables.ts';

export interface HubOptions {
  readonly config: Config;
  readonly settings: Settings;
  /** Reads the settings again; without it they stay as they are. */
  readonly reload?: {
    readonly load: () => Settings;
    /** The file to follow. */
    readonly path?: string;
  };
  readonly demo: boolean;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly version: string;
}

export interface Hub {
  readonly url: string;
  /** Reads the settings again. What is wrong with them is said in the log and as a problem. */
  reload(): void;
  stop(): Promise<void>;
}

/** For requests, deliveries and sends that are under way when the hub is told to stop. */
const graceMs = 3_000;

/** Puts the parts together and starts them. What was started is ended in reverse, also when a later part fails. */
export const startHub = async (options: HubOptions): Promise<Hub> => {
  const ends: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return { ...(await start(options, (end) => ends.push(end))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const start = async (
  options: HubOptions,
  atEnd: (end: () => unknown) => void,
): Promise<Omit<Hub, 'stop'>> => {
  const { config, log, metrics } = options;
  const folder = config.dataFolder;
  const lock = lockFolder(folder);
  atEnd(() => lock.release());

  const demo = options.demo ? createDemo(folder) : undefined;
  const source = followSettings(options, demo?.settings, {
    problem: (problem) => base.problem(problem),
    onReload: () => {
      team
        .followRules(deliveries.addConsumer)
        .catch((error: unknown) => log.error('The rules are not followed yet; restart the hub', { error }));
    },
  });
  atEnd(() => source.stop());
  const settings = source.view;
  const clock = demo?.clock ?? systemClock;
  const now = () => clock.now();

  const store = openStore(folder);
  atEnd(() => store.close());
  store.log.onType = metrics.event;
  store.onDurable((writes, ms) => metrics.commit(writes, ms / 1000));
  const tables = createTables(store, config.key ? pseudonymKey(config.key) : undefined, settings.caseNumbers);
  await store.write(() => tables.accounts.configure(settings.accounts.map(accountInput)));
  const reader = openReader(folder);
  atEnd(() => reader.close());
  atEnd(followEdits(tables, reader));
  const maintenance = startMaintenance(tables, reader, now, () => settings.retention);
  atEnd(() => maintenance.stop());

  let url = '';
  const platform = () => (demo ? `${url}/graph` : undefined);
  const base: Base = createBase({ settings, tables, reader, log, metrics, now, platform });
  const sending = composeSending(base);
  const deliveries = composeDeliveries(base, config);
  const media = composeMedia(base, folder);
  atEnd(() => media.stop());
  const health = createHealth();
  const samples = startSamples(() => metrics.totals());
  atEnd(() => samples.stop());
  const team = composeTeam(base);
  const services = composeServices(base, sending, deliveries, team, {
    media: media.services,
    health: createHealthLines({
      health,
      accounts: () => tables.accounts.all(),
      consumers: () => deliveries.stats(),
      extensions: () => extensions.all,
      now,
    }),
    healthAction: createHealthActions({
      extensions: () => extensions.all,
      resume: (id) => services.accounts.resume(id),
    }),
    figures: async (hours) => ({
      lines: samples.lines(hours),
      today: await reader.countsSince(startOfDay(now())),
    }),
  });
  await deliveries.addConsumer(media.consumer);
  await team.followRules(deliveries.addConsumer);
  for (const consumer of composeConsumers(base, sending, services)) await deliveries.addConsumer(consumer);

  const extensions = composeExtensions({
    base,
    deliveries,
    api: () => api,
    sealKey: sealKeyOf(config),
    ...(config.publicUrl ? { publicUrl: config.publicUrl } : {}),
    create: await loadExtensions(settings),
  });
  await extensions.add();

  health.add('store', async () => {
    // A row and not an empty transaction: a full disk takes those.
    await store.write(() =>
      store.db
        .prepare("insert or replace into settings (name, value) values ('health', $1)")
        .run(String(now())),
    );
    return { ok: true };
  });
  health.add('reader', () => ({ ok: reader.alive }));
  const sessions = createSessions(store);
  let sandbox: ReturnType<NonNullable<typeof demo>['start']> | undefined;
  const api: Api = createApi({
    ...options,
    services,
    health,
    sessions,
    masking: {
      on: () => settings.console.maskPhones,
      isContact: (digits) => tables.contacts.isNumber(digits),
    },
    keys: createKeys(store, config.key ? { masterKey: config.key } : {}),
    ...(config.publicUrl ? { publicUrl: config.publicUrl } : {}),
    console: createPages({
      demo: options.demo,
      sandbox: demo !== undefined,
      version: options.version,
      signedIn: (request) => sessions.find(readCookie(request) ?? '') !== undefined,
      ask: askWith((request) => api.fetch(request)),
    }),
    outside: extensions,
    extra: {
      fetch: async (request) =>
        new URL(request.url).pathname.startsWith('/sandbox/') ? sandbox?.sandbox.handle(request) : undefined,
    },
  });
  const server = createServer({
    ingress: composeIngress(base, team),
    fetch: api.fetch,
    raw: (request, response) => {
      const own = request.url?.startsWith('/graph/') && isLoopbackHost(request.headers.host ?? '');
      if (!sandbox || !own) return false;
      sandbox.listener(request, response);
      return true;
    },
  });
  const port = await listen(server, config.port, config.host);
  atEnd(() => closeServer(server));
  atEnd(() => api.close());
  url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  writeHolder(folder, { pid: process.pid, url });

  sandbox = demo?.start(url);
  atEnd(() => sandbox?.sandbox.close());
  // Beside each other: whoever presses ctrl-C waits three seconds at most for what hangs.
  atEnd(async () => {
    health.ready = false;
    api.close();
    await Promise.all([sending.sender.stop(graceMs), deliveries.stop(), closeServer(server, graceMs)]);
  });
  await deliveries.start();
  atEnd(() => extensions.stop());
  await extensions.start();
  await sending.sender.start();
  team.timers.start();
  atEnd(() => team.timers.stop());
  media.start();
  health.ready = true;
  log.info('The hub is up', { url, data: join(folder, 'hub.db') });
  return { url, reload: () => void source.reload() };
};

const accountInput = (account: AccountSettings) => ({
  provider: account.provider,
  providerId: account.phoneNumberId,
  endpoint: account.endpoint,
  ...(account.wabaId ? { businessId: account.wabaId } : {}),
  ...(account.displayPhone ? { displayPhone: account.displayPhone } : {}),
  ...(account.name ? { name: account.name } : {}),
});
