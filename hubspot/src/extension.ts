import { randomUUID } from 'node:crypto';
import { type Extension, type ExtensionContext, inEnglish, type Said } from '@centralita/core/consumer';
import { type Code, codes } from '@centralita/core/model';
import { isHubSpotError } from './api/errors.ts';
import { createPortal, type Portal } from './api/portal.ts';
import { systemTimers, type Timers } from './api/timers.ts';
import { type Backfill, createBackfill } from './backfill/backfill.ts';
import { createConsumer } from './consumer.ts';
import { createHealth } from './health.ts';
import { createActions } from './health-actions.ts';
import { createAdmin } from './inbound/admin.ts';
import { createFollower } from './inbound/follow.ts';
import { createPoll } from './inbound/poll.ts';
import { createWebhooks } from './inbound/webhooks.ts';
import { createLogWriter } from './log/write-log.ts';
import { createFinder } from './match/find.ts';
import { againMs, createReadiness } from './readiness.ts';
import type { HubSpotSettings } from './settings.ts';
import { createTables } from './store/tables.ts';
import { createAssignments } from './sync/assignments.ts';
import { createMutex } from './sync/mutex.ts';
import { createRetry } from './sync/retry.ts';
import { createSync } from './sync/sync-contact.ts';
import { createTagOptions } from './sync/tag-options.ts';
import { createTransformer } from './sync/values.ts';

export interface HubSpotOptions {
  /** Real time; the system's unless given. */
  readonly timers?: Timers;
  /** For one call. */
  readonly timeoutMs?: number;
}

export interface HubSpotExtension extends Extension {
  readonly portal: Portal;
  readonly backfill: Backfill;
  /** One round of asking for changes; what `start` does again and again. */
  poll(): Promise<void>;
}

export const portalOf = (settings: HubSpotSettings, timers: Timers, timeoutMs?: number): Portal =>
  createPortal({
    token: settings.token,
    version: settings.version,
    limits: settings.limits,
    timers,
    ...(settings.baseUrl ? { baseUrl: settings.baseUrl } : {}),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });

/** Contacts in step with HubSpot, consent recorded there, conversations on the timeline. */
export const createHubSpot = (
  context: ExtensionContext,
  settings: HubSpotSettings,
  options: HubSpotOptions = {},
): HubSpotExtension => {
  const { hub, store, now, realNow, log, publicUrl } = context;
  const timers = options.timers ?? systemTimers(realNow);
  const portal = portalOf(settings, timers, options.timeoutMs);
  const tables = createTables(store);
  const transformer = createTransformer(hub, portal.owners);
  const tagOptions = createTagOptions(portal.properties);
  const alone = createMutex();
  const syncThrough = (through: Portal) =>
    createSync({
      hub,
      portal: through,
      tables,
      settings,
      transformer,
      tagOptions,
      find: createFinder(through.contacts, settings.defaultCountry),
      now,
      problem: context.problem,
      alone,
    });
  const sync = syncThrough(portal);
  const follower = createFollower({ hub, portal, tables, sync, now });
  const writer = createLogWriter({
    hub,
    portal,
    tables,
    sync,
    settings,
    ...(publicUrl ? { publicUrl } : {}),
  });
  const readiness = createReadiness(portal, settings, timers, context.retryNow);
  const hooks = createWebhooks({
    tables,
    settings,
    now,
    realNow,
    log,
    ...(publicUrl ? { publicUrl } : {}),
  });
  const polling = createPoll({ portal, tables, settings, now });
  const backfill = createBackfill({
    hub,
    tables,
    sync: syncThrough(portal.inBackground()),
    portal: portal.inBackground(),
    timers,
    now,
    newId: randomUUID,
  });
  const retry = createRetry({ tables, sync });
  const admin = createAdmin({ context, tables, backfill, sync, retry });

  let pollProblem: Said | undefined;
  let told: string | undefined;
  let cancel: (() => void) | undefined;
  let stopped = false;

  const poll = async (): Promise<void> => {
    try {
      const wait = await readiness.wait();
      if (wait === undefined) {
        if (settings.changes === 'polling') await polling.changes();
        await polling.sweep();
      }
      pollProblem = wait;
    } catch (error) {
      pollProblem = isHubSpotError(error)
        ? error.said
        : error instanceof Error
          ? error.message
          : String(error);
      if (isHubSpotError(error)) readiness.note(error);
    }
    const { ok, detail: said, nextStep } = readiness.state();
    const detail = inEnglish(said);
    // Once for each thing that is wrong, not with every round.
    if (!ok && told !== detail) {
      const code: Code = 'hubspot_unavailable';
      context.problem({
        code,
        title: 'HubSpot is not in step',
        detail,
        nextStep: (nextStep ?? codes[code].nextStep).en,
      });
    }
    told = ok ? undefined : detail;
  };
  const round = (): void => {
    if (stopped) return;
    void poll().finally(() => {
      // However rarely changes are asked for: what is in the way is looked at again soon.
      const ms = settings.pollSeconds * 1000;
      if (!stopped) cancel = timers.after(pollProblem === undefined ? ms : Math.min(againMs, ms), round);
    });
  };

  return {
    name: 'hubspot',
    portal,
    backfill,
    poll,
    consumer: createConsumer({
      settings,
      portal,
      tables,
      sync,
      follower,
      writer,
      readiness,
      assignments: createAssignments(hub, settings),
      now,
    }),
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname.endsWith('/webhooks')) return hooks.receive(request);
      return pathname.includes('/admin/') ? admin(request) : undefined;
    },
    start: async () => {
      stopped = false;
      round();
      // A hub that ended in the middle of a backfill goes on with it.
      const run = await backfill.current();
      if (run?.state === 'running' && !run.dryRun) void backfill.resume().catch(() => undefined);
    },
    stop: async () => {
      stopped = true;
      cancel?.();
      backfill.stop();
    },
    act: createActions(tables, retry),
    health: createHealth({
      hub,
      portal,
      tables,
      settings,
      readiness,
      hooks: hooks.counts,
      pollProblem: () => pollProblem,
      now,
    }),
  };
};
