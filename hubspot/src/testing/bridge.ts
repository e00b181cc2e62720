import type {
  Consumer,
  ConsumerStore,
  Effect,
  EffectOutcome,
  ExtensionContext,
} from '@centralita/core/consumer';
import { createHubSpot, type HubSpotExtension } from '../extension.ts';
import { defaultSettings, type HubSpotSettings } from '../settings.ts';
import { group, ownProperties } from '../setup/properties.ts';
import { migrations } from '../store/migrations.ts';
import { HubSpotDouble } from './double/index.ts';
import { hookRequest } from './double/webhooks.ts';
import { TestHub } from './hub.ts';
import { openTestStore, type TestStore } from './store.ts';
import { VirtualTimers } from './virtual-timers.ts';

export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
}

interface Waiting {
  effect: Effect;
  attempt: number;
  notBefore: number;
  untilCalled?: boolean;
}

export const webhookUrl = 'https://hub.example.test/ext/hubspot/webhooks';

/**
 * A HubSpot extension between a hub in memory and the double of a portal, on one virtual clock. Hands events over and
 * performs effects as a hub does: lanes in order, keys replaced, retries when they were asked for.
 */
export class Bridge {
  readonly timers: VirtualTimers;
  readonly hub: TestHub;
  readonly double: HubSpotDouble;
  readonly problems: Problem[] = [];
  readonly dead: { readonly effect: Effect; readonly reason: string }[] = [];
  readonly store: TestStore;
  extension!: HubSpotExtension;
  settings!: HubSpotSettings;
  readonly #lanes = new Map<string, Waiting[]>();
  readonly #busy = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  readonly performers: number;
  #handled = 0;
  #delivered = 0;
  #called = 0;

  constructor(
    options: {
      readonly performers?: number;
      readonly double?: ConstructorParameters<typeof HubSpotDouble>[0];
    } = {},
  ) {
    this.timers = new VirtualTimers(Date.UTC(2026, 10, 30, 10));
    const now = () => this.timers.now();
    this.hub = new TestHub(now);
    this.double = new HubSpotDouble({ ...options.double, now });
    this.performers = options.performers ?? 8;
    this.store = openTestStore({ migrations } as unknown as Consumer);
    this.store.onEffects = (effects) => this.#accept(effects);
  }

  async start(settings: Partial<HubSpotSettings> = {}, setUp = true): Promise<this> {
    if (this.double.baseUrl === '') await this.double.start();
    this.settings = {
      ...defaultSettings,
      token: 'pat-test',
      clientSecret: 'hook-secret',
      appId: '777',
      baseUrl: this.double.baseUrl,
      limits: { per10Seconds: 190, searchesPerSecond: 5 },
      defaultCountry: 'ES',
      ...settings,
    };
    this.extension = createHubSpot(this.context(), this.settings, { timers: this.timers });
    if (setUp) {
      this.double.groups.set(group.name, group.label);
      for (const property of ownProperties)
        if (!this.double.properties.has(property.name)) this.double.properties.set(property.name, property);
    }
    return this;
  }

  async stop(): Promise<void> {
    await this.extension?.stop?.();
    await this.double.stop();
    this.store.db.close();
  }

  context(): ExtensionContext {
    const now = () => this.timers.now();
    return {
      hub: this.hub.client,
      store: this.store,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      now,
      realNow: now,
      fetch,
      seal: (text) => `sealed:${Buffer.from(text).toString('base64')}`,
      unseal: (sealed) => {
        if (!sealed.startsWith('sealed:')) throw new Error('sealed with another key');
        return Buffer.from(sealed.slice(7), 'base64').toString();
      },
      publicUrl: 'https://hub.example.test',
      retryNow: () => this.#retryNow(),
      problem: (problem) => this.problems.push(problem),
    };
  }

  #retryNow(): void {
    this.#called++;
    for (const lane of this.#lanes.values())
      for (const waiting of lane) if (waiting.untilCalled) waiting.notBefore = 0;
  }

  /** Work under way that is no timer. */
  readonly busy = (): boolean => this.extension.portal.underWay() > 0;

  run<T>(work: Promise<T>): Promise<T> {
    return this.timers.run(work, this.busy);
  }

  sync(id: string, reason = 'message') {
    const perform = this.extension.consumer.perform(
      { lane: 'test', kind: 'sync', payload: { contactId: id, reason } },
      {
        store: this.#consumerStore().store,
        attempt: 1,
        signal: new AbortController().signal,
        now: this.timers.now(),
      },
    );
    return this.run(perform);
  }

  /** Hands over what the hub logged and performs what is due, until nothing is left that is due by now. */
  async settle(): Promise<void> {
    await this.run(this.#settle());
  }

  /** Time passes, and what falls due is done. */
  async pass(ms: number, stepMs = 60_000): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      this.timers.advance(Math.min(left, stepMs));
      await this.settle();
    }
  }

  /** Posts the events HubSpot has for us since the last time. */
  async deliverHooks(
    arrange: <T>(events: readonly T[]) => readonly T[] = (events) => events,
    secret = 'hook-secret',
    at = this.timers.now(),
  ): Promise<number[]> {
    const events = arrange(this.double.events.slice(this.#delivered));
    this.#delivered = this.double.events.length;
    const statuses: number[] = [];
    for (let from = 0; from < events.length; from += 100) {
      const request = hookRequest(webhookUrl, secret, events.slice(from, from + 100), at);
      const response = await this.extension.fetch?.(request);
      statuses.push(response?.status ?? 404);
    }
    return statuses;
  }

  /** Posts again what was posted before. */
  async redeliver(from: number, to: number): Promise<void> {
    const request = hookRequest(
      webhookUrl,
      'hook-secret',
      this.double.events.slice(from, to),
      this.timers.now(),
    );
    await this.extension.fetch?.(request);
  }

  waiting(): Effect[] {
    return [...this.#lanes.values()].flatMap((lane) => lane.map(({ effect }) => effect));
  }

  async #settle(): Promise<void> {
    for (;;) {
      await this.#handleAll();
      this.#begin();
      if (this.#running.size === 0) {
        if (this.#handled === this.hub.events.length) return;
        continue;
      }
      await Promise.race(this.#running);
    }
  }

  async #handleAll(): Promise<void> {
    const { consumer } = this.extension;
    const types = new Set<string>(consumer.types);
    while (this.#handled < this.hub.events.length) {
      const event = this.hub.events[this.#handled++];
      if (!event || !types.has(event.type)) continue;
      const collected = this.#consumerStore();
      const effects = await consumer.handle(event, collected.store);
      collected.apply();
      this.#accept(effects);
    }
  }

  #accept(effects: readonly Effect[]): void {
    for (const effect of effects) {
      const lane = this.#lanes.get(effect.lane) ?? [];
      this.#lanes.set(effect.lane, lane);
      const first = this.#busy.has(effect.lane) ? 1 : 0;
      const same =
        effect.key === undefined
          ? -1
          : lane.findIndex((each, n) => n >= first && each.effect.key === effect.key);
      const before = lane[same];
      // One that failed keeps the time of its next attempt.
      if (before && before.attempt > 0) before.effect = effect;
      else {
        const waiting = { effect, attempt: 0, notBefore: effect.notBefore ?? 0 };
        if (same >= 0) lane[same] = waiting;
        else lane.push(waiting);
      }
    }
  }

  #begin(): void {
    const now = this.timers.now();
    for (const [name, lane] of this.#lanes) {
      if (this.#running.size >= this.performers) return;
      if (this.#busy.has(name)) continue;
      const index = lane.findIndex(
        ({ notBefore, attempt }, n) => notBefore <= now && (n === 0 || attempt === 0),
      );
      const blocked = lane.some(({ attempt, notBefore }, n) => n < index && attempt > 0 && notBefore > now);
      if (index < 0 || blocked) continue;
      const [waiting] = lane.splice(index, 1);
      if (!waiting) continue;
      lane.unshift(waiting);
      this.#busy.add(name);
      const run = this.#perform(name, lane, waiting).finally(() => {
        this.#running.delete(run);
        this.#busy.delete(name);
        if (lane.length === 0) this.#lanes.delete(name);
      });
      this.#running.add(run);
    }
  }

  async #perform(_name: string, lane: Waiting[], waiting: Waiting): Promise<void> {
    waiting.attempt++;
    const collected = this.#consumerStore();
    const called = this.#called;
    const outcome = await this.extension.consumer
      .perform(waiting.effect, {
        store: collected.store,
        attempt: waiting.attempt,
        signal: new AbortController().signal,
        now: this.timers.now(),
      })
      .catch((error: unknown): EffectOutcome => ({ state: 'retry', reason: String(error) }));
    collected.apply();
    if (outcome.state === 'retry' && waiting.attempt < 120) {
      waiting.untilCalled = outcome.untilCalled === true;
      const missed = waiting.untilCalled && called !== this.#called;
      waiting.notBefore = missed ? 0 : this.timers.now() + (outcome.afterMs ?? 5_000);
      return;
    }
    lane.splice(lane.indexOf(waiting), 1);
    if (outcome.state !== 'done') this.dead.push({ effect: waiting.effect, reason: outcome.reason });
  }

  #consumerStore(): { readonly store: ConsumerStore; apply(): void } {
    const writes: (() => void)[] = [];
    return {
      store: {
        query: this.store.query,
        run: (sql, ...values) => writes.push(() => this.store.runNow(sql, values)),
      },
      apply: () => {
        for (const write of writes) write();
      },
    };
  }
}
