import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { CallContext, Channel } from '@centralita/core/channels';
import { meta } from '@centralita/core/channels/meta';
import { makeKeywords } from '@centralita/core/consent';
import { CentralitaError, type ProviderId } from '@centralita/core/model';
import { throughput } from '@centralita/core/pacing';
import { makeRegionGuard } from '@centralita/core/regions';
import { open, pseudonymKey, type SealKey, seal, sealKey } from '@centralita/core/signing';
import { createApi } from './api/index.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { createConfirmations } from './confirmations.ts';
import { createDeliveries } from './deliveries/index.ts';
import { createDemo } from './demo.ts';
import { createIngest } from './ingress/ingest.ts';
import { createIngress, type Endpoint } from './ingress/ingress.ts';
import { createParked } from './ingress/parked.ts';
import { createRecogniser } from './ingress/recognise.ts';
import { languageOf } from './language.ts';
import { createHealth } from './ops/health.ts';
import type { Log } from './ops/log.ts';
import type { Metrics } from './ops/metrics.ts';
import { appendProblem } from './problems.ts';
import { createAccept } from './sending/accept.ts';
import { createGuard } from './sending/guards.ts';
import { createPacer } from './sending/pacer.ts';
import { Sender } from './sending/sender.ts';
import { createServer } from './server.ts';
import { createConsents } from './services/consents.ts';
import { createContacts } from './services/contacts.ts';
import { createConversations } from './services/conversations.ts';
import { createErase } from './services/erase.ts';
import { createMessages } from './services/messages.ts';
import { createSearch } from './services/search.ts';
import { createTemplates } from './services/templates.ts';
import type { Caller, Services } from './services.ts';
import type { AccountSettings, Settings } from './settings/index.ts';
import type { AccountRow } from './store/accounts.ts';
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
  readonly demo: boolean;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly version: string;
}

export interface Hub {
  readonly url: string;
  stop(): Promise<void>;
}

const channels: Readonly<Record<ProviderId, Channel>> = { meta };
const graph = { baseUrl: 'https://graph.facebook.com', version: 'v25.0' };

/** Puts the parts together and starts them; the first that fails ends what was started before it. */
export const startHub = async (options: HubOptions): Promise<Hub> => {
  const { config, demo, log, metrics, version } = options;
  const undo: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await start();
  } catch (error) {
    await stop();
    throw error;
  }

  async function start(): Promise<Hub> {
    const lock = lockFolder(config.dataFolder);
    undo.push(() => lock.release());
    const sandboxed = demo ? createDemo(config.dataFolder) : undefined;
    const settings: Settings = sandboxed ? { ...options.settings, ...sandboxed.settings } : options.settings;
    const clock = sandboxed?.clock ?? systemClock;
    const now = () => clock.now();

    const store = openStore(config.dataFolder);
    undo.push(() => store.close());
    const tables = createTables(store, config.key ? pseudonymKey(config.key) : undefined);
    await store.write(() => tables.accounts.configure(settings.accounts.map(accountInput)));
    const reader = openReader(config.dataFolder);
    undo.push(() => reader.close());
    undo.push(followEdits(tables, reader));
    const maintenance = startMaintenance(tables, reader, now);
    undo.push(() => maintenance.stop());

    const keys = createKeys(store, config.key ? { masterKey: config.key } : {});
    const sessions = createSessions(store);
    const health = createHealth();
    health.add('store', async () => {
      await store.write(() => undefined);
      return { ok: true };
    });

    let url = '';
    const byPhoneNumberId = new Map(settings.accounts.map((account) => [account.phoneNumberId, account]));
    const channel = (provider: ProviderId) => channels[provider];
    const callContext = (account: AccountRow, signal: AbortSignal): Omit<CallContext, 'now'> | undefined => {
      const configured = byPhoneNumberId.get(account.providerId);
      if (!configured) return undefined;
      return {
        account: {
          providerId: account.providerId,
          ...(account.businessId ? { businessId: account.businessId } : {}),
        },
        accessToken: configured.accessToken,
        baseUrl: sandboxed ? `${url}/graph` : (configured.apiBaseUrl ?? graph.baseUrl),
        version: configured.apiVersion ?? graph.version,
        fetch,
        signal,
      };
    };
    const problem: Parameters<typeof appendProblem>[1] extends infer P ? (problem: P) => void : never = (
      one,
    ) => {
      log.warn(one.title, { code: one.code, source: one.source });
      void store.write(() => appendProblem(tables, one, now())).catch(() => undefined);
    };

    const guard = createGuard(makeRegionGuard(settings.regions));
    const templates = createTemplates({ tables, channel, callContext, now });
    const accept = createAccept({ tables, channel, guard, now, templateCategory: templates.category });
    const sender = new Sender({
      tables,
      channel,
      callContext,
      guard,
      now,
      random: Math.random,
      pacer: createPacer((no) => limitOf(tables.accounts.byNo(no), byPhoneNumberId)),
      onProblem: problem,
      onOutcome: (outcome) => metrics.send(outcomeName(outcome)),
    });
    const kick = (conversation: number) => sender.kick(conversation);

    const key = config.key ? sealKey(config.key) : demoKey();
    const deliveries = createDeliveries({
      store,
      now,
      log,
      random: Math.random,
      limits: settings.deliveries,
      allowPrivateAddresses: config.allowPrivateAddresses,
      seal: {
        seal: (text) => seal(text, key, randomBytes, 'subscription'),
        open: (text) => open(text, [key], 'subscription'),
      },
      appendProblem: (one) => appendProblem(tables, one, now()),
      count: (consumer, outcome) => metrics.delivery(consumer, outcome),
    });
    metrics.consumers(() => deliveries.stats());
    metrics.queue(() => tables.sends.queuedCount());

    const consents = createConsents(tables, now);
    const services: Services = {
      messages: createMessages({ tables, accept, kick }),
      conversations: createConversations({ tables, channel, callContext, now }),
      contacts: createContacts({
        tables,
        now,
        erase: createErase({
          tables,
          now,
          eventsOf: (contact) => reader.eventsOf(contact),
          forget: (contact) => reader.forget(contact),
          truncate: async () => store.db.exec('pragma wal_checkpoint(truncate)'),
        }),
      }),
      consents,
      accounts: {
        list: async () => tables.accounts.all(),
        resume: async (id) => {
          const account = tables.accounts.find(id);
          if (!account) throw new CentralitaError('not_found', `no account ${id}`, { field: 'id' });
          await store.write(() => tables.accounts.setPaused(account.no, undefined));
          sender.resume(account.no);
        },
      },
      templates: { list: templates.list },
      search: createSearch(tables, reader),
      ...deliveries.services,
    };

    if (settings.consent.confirm) {
      const system: Caller = { name: 'confirmations', scopes: new Set(['messages:send']) };
      await deliveries.addConsumer(
        createConfirmations({
          texts: settings.consent.confirmations,
          consentsOf: (contact) => consents.list(contact),
          languageOf: async (contact) => languageOf(await services.contacts.get(contact)),
          send: async (request, idempotencyKey) => {
            const { conversation } = await accept(request, system, { idempotencyKey, confirmation: true });
            kick(conversation);
          },
        }),
      );
    }

    const endpoints = new Map<string, Endpoint>(
      settings.endpoints.map((endpoint) => [
        `${endpoint.provider}/${endpoint.id}`,
        {
          id: endpoint.id,
          channel: channel(endpoint.provider),
          secrets: {
            appSecrets: endpoint.appSecrets,
            ...(endpoint.verifyToken ? { verifyToken: endpoint.verifyToken } : {}),
          },
        },
      ]),
    );
    const ingress = createIngress({
      endpoint: (provider, id) => endpoints.get(`${provider}/${id}`),
      now,
      ingest: createIngest({
        context: {
          tables,
          parked: createParked(),
          recognise: createRecogniser(makeKeywords(settings.consent.keywords)),
          window: { reactionOpensWindow: settings.accounts.some((account) => account.reactionOpensWindow) },
        },
        now,
        onFailure: (event, error) =>
          log.error('An event could not be applied and is kept as unknown', {
            event: event.id,
            type: event.type,
            error,
          }),
      }),
      onOutcome: (outcome, detail) => {
        metrics.ingress(outcome);
        if (outcome === 'stored') metrics.ingested(detail.ms / 1000);
        else if (outcome !== 'handshake')
          log.warn('A webhook was not taken', { outcome, endpoint: detail.endpoint, reason: detail.reason });
      },
    });

    const api = createApi({
      services,
      keys,
      sessions,
      demo,
      log,
      metrics,
      health,
      version,
      ...(config.publicUrl ? { publicUrl: config.publicUrl } : {}),
      extra: {
        fetch: async (request) =>
          new URL(request.url).pathname.startsWith('/sandbox/')
            ? sandbox?.sandbox.handle(request)
            : undefined,
      },
    });
    let sandbox: ReturnType<ReturnType<typeof createDemo>['start']> | undefined;
    const server = createServer({
      ingress,
      fetch: api.fetch,
      raw: (request, response) => {
        if (!sandbox || !request.url?.startsWith('/graph/')) return false;
        sandbox.listener(request, response);
        return true;
      },
    });
    server.listen(config.port, config.host);
    await once(server, 'listening');
    undo.push(() => closeServer(server));
    undo.push(() => api.close());
    url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${(server.address() as AddressInfo).port}`;
    writeHolder(config.dataFolder, { pid: process.pid, url });

    sandbox = sandboxed?.start(url);
    if (sandbox) undo.push(() => sandbox?.sandbox.close());
    await deliveries.start();
    undo.push(() => deliveries.stop());
    await sender.start();
    undo.push(() => sender.stop());
    undo.push(() => {
      health.ready = false;
    });
    health.ready = true;
    log.info('The hub is up', { url, data: join(config.dataFolder, 'hub.db') });
    return { url, stop };
  }
};

const accountInput = (account: AccountSettings) => ({
  provider: account.provider,
  providerId: account.phoneNumberId,
  endpoint: account.endpoint,
  ...(account.wabaId ? { businessId: account.wabaId } : {}),
  ...(account.displayPhone ? { displayPhone: account.displayPhone } : {}),
  ...(account.name ? { name: account.name } : {}),
});

const limitOf = (account: AccountRow | undefined, settings: ReadonlyMap<string, AccountSettings>) => ({
  perSecond:
    account && settings.get(account.providerId)?.coexistence ? throughput.coexistence : throughput.standard,
});

/** In the demonstration nothing secret is kept longer than it runs. */
const demoKey = (): SealKey => ({ keyId: 'demo', key: Buffer.alloc(32, 'centralita demonstration') });

const outcomeName = (outcome: string) => {
  switch (outcome) {
    case 'accepted':
    case 'refused':
      return outcome;
    case 'rejected':
      return 'failed';
    case 'unknown':
      return 'uncertain';
    default:
      return 'retried';
  }
};

/** Answers what is under way, then closes; connections that stay open are cut after three seconds. */
const closeServer = (server: ReturnType<typeof createServer>): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), 3_000);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
