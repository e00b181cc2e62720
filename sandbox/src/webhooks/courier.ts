import type { SandboxClock } from '../clock.ts';
import type { EventBus } from '../events.ts';
import type { Timers } from '../timers.ts';
import type { Settings } from '../types.ts';
import type { WebhookLog } from './log.ts';
import type { Poster } from './post.ts';
import { type WebhookRecord, webhookView } from './record.ts';
import { signature } from './serialize.ts';
import type { Targets } from './targets.ts';

const atOnce = 64;
const giveUpAfterMs = 7 * 86_400_000;

/** Posts webhooks, and again while the answer is not 200: with growing delay, for seven days of the clock. */
export interface Courier {
  post(record: WebhookRecord): void;
  /** Resolves after the next attempt at this record. */
  attempted(record: WebhookRecord): Promise<void>;
  /** Posts what waited for an address, and what is due by the clock. */
  recheck(): void;
  /** Forgets what has not left. */
  clear(): void;
  /** Resolves when no POST is on its way. */
  quiet(): Promise<void>;
}

export interface CourierParts {
  /** Of the app that a webhook goes to. */
  secretOf(app: string): string;
  poster: Poster;
  clock: SandboxClock;
  timers: Timers;
  targets: Targets;
  log: WebhookLog;
  bus: EventBus;
  settings: Settings;
}

export const createCourier = (parts: CourierParts): Courier => {
  const { clock, timers, targets, log, bus, settings } = parts;
  const queue: WebhookRecord[] = [];
  const watchers = new Map<string, (() => void)[]>();
  const callOff = new Map<string, () => void>();
  const flying = new Set<Promise<void>>();
  let head = 0;
  let running = 0;

  const told = (record: WebhookRecord) => {
    log.changed(record);
    bus.publish(() => {
      const { body: _, ...webhook } = webhookView(record);
      return { type: 'webhook', webhook };
    });
    for (const resolve of watchers.get(record.id) ?? []) resolve();
    watchers.delete(record.id);
  };

  const address = (record: WebhookRecord) =>
    targets.of(record.field, record.wabaId, record.phoneNumberId)?.find(({ app }) => app === record.app)?.url;

  const retry = (record: WebhookRecord) => {
    const delays = settings.retryDelaysMs;
    const delay = delays[Math.min(record.attempts.length, delays.length) - 1] ?? 60_000;
    if (clock.now() - record.createdAt > giveUpAfterMs) {
      record.state = 'dropped';
      record.nextAttemptAt = undefined;
      return;
    }
    record.state = 'retrying';
    record.nextAttemptAt = clock.now() + delay;
    callOff.set(
      record.id,
      timers.aside(delay, () => post(record)),
    );
  };

  const attempt = async (record: WebhookRecord, url: string) => {
    const at = clock.now();
    const started = performance.now();
    const spent = () => Math.round(performance.now() - started);
    const secret = parts.secretOf(record.app);
    if (record.forged !== 'none')
      record.signature = signature(record.forged ? `${secret}-not` : secret, record.body);
    record.url = url;
    let ok = false;
    try {
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        ...(record.signature && { 'x-hub-signature-256': record.signature }),
      };
      const httpStatus = await parts.poster.post(url, headers, record.body);
      ok = httpStatus === 200;
      record.attempts.push({ at, ms: spent(), httpStatus });
    } catch (error) {
      const { name, code, cause } = error as { name: string; code?: unknown; cause?: { code?: string } };
      record.attempts.push({ at, ms: spent(), error: String(cause?.code ?? code ?? name) });
    }
    // Forgotten by a reset while it was on its way.
    if (log.get(record.id) !== record) return;
    // A copy that fails after another arrived changes nothing.
    if (ok) record.state = 'delivered';
    else if (record.state !== 'delivered') retry(record);
    if (record.state === 'delivered') record.nextAttemptAt = undefined;
    told(record);
  };

  const next = () => {
    while (running < atOnce && head < queue.length) {
      const record = queue[head] as WebhookRecord;
      head += 1;
      if (head > 1024) {
        queue.splice(0, head);
        head = 0;
      }
      const url = address(record);
      if (url === undefined) {
        record.state = 'collected';
        told(record);
        continue;
      }
      running += 1;
      const work = attempt(record, url).finally(() => {
        running -= 1;
        next();
      });
      timers.track(work);
      flying.add(work);
      void work.finally(() => flying.delete(work));
    }
  };

  const post = (record: WebhookRecord) => {
    // Of what was delivered long ago the body is no longer kept.
    if (record.body === '' && record.state === 'delivered') return;
    callOff.get(record.id)?.();
    callOff.delete(record.id);
    queue.push(record);
    next();
  };

  return {
    post,
    attempted: (record) =>
      new Promise((resolve) => {
        watchers.set(record.id, [...(watchers.get(record.id) ?? []), resolve]);
      }),
    quiet: async () => {
      await Promise.allSettled(flying);
    },
    clear: () => {
      queue.length = 0;
      head = 0;
      callOff.clear();
      watchers.clear();
    },
    recheck: () => {
      const now = clock.now();
      for (const record of [...log.all()]) {
        const due =
          record.state === 'retrying' && (record.nextAttemptAt ?? 0) <= now && callOff.has(record.id);
        const addressed = record.state === 'collected' && address(record) !== undefined;
        if (addressed) record.state = 'sending';
        if (due || addressed) post(record);
      }
    },
  };
};
