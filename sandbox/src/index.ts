import { randomBytes } from 'node:crypto';
import { type App, appId, createApps } from './account/apps.ts';
import { type BusinessNumber, createNumbers } from './account/numbers.ts';
import { createAlarms } from './alarms.ts';
import { createControl } from './control/control.ts';
import { usualSettings } from './control/settings.ts';
import { createEventBus } from './events.ts';
import { createFaults } from './faults/faults.ts';
import { handleGraph } from './graph/graph.ts';
import { startGroupLadder } from './groups/send.ts';
import { createIds } from './ids.ts';
import { startLadder } from './outbound/ladder.ts';
import { createLimits } from './outbound/limits.ts';
import { createPeople } from './people/people.ts';
import { createState } from './state.ts';
import { openJournal } from './store/journal.ts';
import { endPauseLater, reviewLater } from './templates/moderation.ts';
import { seedTemplates } from './templates/store.ts';
import { createTimers } from './timers.ts';
import type { NumberOptions, Sandbox, SandboxOptions } from './types.ts';
import { createCourier } from './webhooks/courier.ts';
import { createDispatcher } from './webhooks/dispatcher.ts';
import { createWebhookLog } from './webhooks/log.ts';
import { fetchPoster, nodePoster } from './webhooks/post.ts';
import { createTargets } from './webhooks/targets.ts';
import type { World } from './world.ts';

export { createClock, type SandboxClock } from './clock.ts';
export type { FaultKind, FaultRule, GraphCall, MalformedForm } from './faults/types.ts';
export { ConnectionCut } from './graph/trouble.ts';
export { createListener } from './listener.ts';
export type * from './types.ts';
export { appId };

export const defaultNumber: NumberOptions = {
  phoneNumberId: '2000000000001',
  wabaId: '1000000000001',
  displayPhone: '+34 910 00 00 01',
  verifiedName: 'Centralita',
};

interface Meta {
  count?: number;
  seed?: string;
  offsetMs?: number;
  apps?: App[];
  numbers?: BusinessNumber[];
}

/**
 * A WhatsApp Cloud API on this machine. `/graph/{version}/…` is the platform, `/sandbox/…` plays the customers
 * and breaks things on demand; the shapes of the latter are in types.ts.
 */
export const createSandbox = (options: SandboxOptions): Sandbox => {
  const journal = openJournal(options.file);
  const meta: Meta = Object.assign({}, ...(journal.load('meta') as Meta[]));
  let seed = options.seed ?? meta.seed ?? randomBytes(12).toString('hex');
  const keepSeed = () => journal.put('meta', 'seed', () => ({ seed }));
  keepSeed();

  const { clock } = options;
  const behind = (meta.offsetMs ?? 0) - (clock.now() - Date.now());
  if (behind > 1000) clock.advance(behind);

  const usual = () =>
    usualSettings({
      ...options.settings,
      ...(options.statusDelaysMs && { statusDelaysMs: options.statusDelaysMs }),
    });
  const settings = usual();
  const numberBook = createNumbers(
    options.numbers?.length ? options.numbers : [defaultNumber],
    meta.numbers ?? [],
    journal,
  );
  const { list: numbers } = numberBook;
  const { appSecret, accessToken, apps: others = [] } = options;
  const apps = createApps(
    [
      { id: appId, name: 'Centralita sandbox', appSecret, accessToken },
      ...others.map(({ name, webhookUrl: _, ...app }) => ({ ...app, name: name ?? `App ${app.id}` })),
    ],
    meta.apps ?? [],
    journal,
  );
  const fetcher = options.fetch ?? fetch;
  const poster = options.fetch ? fetchPoster(options.fetch) : nodePoster();
  // Kept at once and not a little later: an id must never come twice.
  const reserve = (count: number) => {
    journal.put('meta', 'count', () => ({ count }));
    journal.flush();
  };
  const ids = createIds(seed, meta.count ?? 0, reserve);
  const bus = createEventBus();
  const timers = createTimers();
  const alarms = createAlarms(clock);
  const state = createState(journal);
  const targets = createTargets(numbers, options.webhookUrl, others, journal);
  const log = createWebhookLog(journal);
  const faults = createFaults(
    ids,
    () => seed,
    journal,
    () => bus.publish(() => ({ type: 'faults', faults: faults.list() })),
  );
  const courier = createCourier({
    secretOf: (app) => apps.get(app)?.appSecret ?? appSecret,
    poster,
    clock,
    timers,
    targets,
    log,
    bus,
    settings,
  });
  const dispatcher = createDispatcher({ clock, ids, timers, alarms, faults, targets, log, courier });
  const world: World = {
    options,
    settings,
    numbers,
    numberBook,
    apps,
    clock,
    seed: () => seed,
    ids,
    journal,
    state,
    people: createPeople(state, () => seed, clock.now),
    faults,
    limits: createLimits(settings, clock.now, (id) => numbers.some(shares(id))),
    timers,
    alarms,
    bus,
    targets,
    log,
    courier,
    dispatcher,
    fetch: fetcher,
    startedAt: clock.now(),
    origin: 'http://localhost',
  };
  const addTemplates = () =>
    seedTemplates(
      state,
      numbers.map(({ wabaId }) => wabaId),
      ids,
      clock.now(),
    );

  const reset = (everything: boolean, newSeed?: string) => {
    timers.clear();
    alarms.clear();
    courier.clear();
    dispatcher.clear();
    log.clear();
    state.clear();
    faults.remove();
    Object.assign(settings, usual());
    world.limits.clear();
    if (everything) {
      numberBook.reset();
      apps.reset();
      targets.reset();
    }
    if (newSeed !== undefined) {
      seed = newSeed;
      ids.restart(seed);
      keepSeed();
    }
    addTemplates();
    journal.flush();
    bus.publish({ type: 'reset' });
  };

  const control = createControl(world, reset);
  const stopListening = clock.onAdvance?.(() => {
    courier.recheck();
    alarms.check();
  });

  addTemplates();
  resume(world);
  journal.flush();

  return {
    handle: async (request, connection) => {
      const url = new URL(request.url);
      world.origin = url.origin;
      // Also without `/graph`, for clients that take a host and no path.
      if (/^\/v\d+\.\d+\//.test(url.pathname)) url.pathname = `/graph${url.pathname}`;
      if (url.pathname.startsWith('/graph/')) return handleGraph(world, request, url, connection);
      return control.fetch(request);
    },
    idle: () => timers.idle(),
    close: async () => {
      stopListening?.();
      timers.stop();
      alarms.clear();
      bus.close();
      await Promise.race([courier.quiet(), new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
      poster.close();
      journal.close();
    },
  };
};

const shares = (id: string) => (number: NumberOptions) =>
  number.phoneNumberId === id && number.coexistence === true;

/** Goes on where a sandbox with the same file stopped: statuses still to come, webhooks still to deliver, reviews. */
const resume = (world: World) => {
  for (const template of world.state.templates.values()) {
    endPauseLater(world, template);
    if (template.status === 'PENDING') reviewLater(world, template);
  }
  for (const record of [...world.log.all()])
    if (record.state === 'sending' || record.state === 'retrying') world.courier.post(record);
  for (const message of world.state.messages.values())
    if (message.from === 'business' && ['accepted', 'held', 'sent'].includes(message.status)) {
      if (message.group) startGroupLadder(world, message);
      else startLadder(world, message);
    }
};
