import { randomBytes } from 'node:crypto';
import type { EventFilter } from '@centralita/core/hub-client';
import { describeCode } from '@centralita/core/model';
import { challengeBody, isChallengeAnswer, signatureHeaders } from '@centralita/core/signing';
import { cursorsOf } from '../../store/cursors.ts';
import { type PausedCode, type SubscriptionRow, subscriptionsOf } from '../../store/subscriptions.ts';
import { messageOf } from '../error-message.ts';
import type { Filters } from '../filter.ts';
import type { Saver } from '../saver.ts';
import type { Scheduler } from '../scheduler.ts';
import type { DeliveryContext, HubProblem } from '../types.ts';
import { Pump, type PumpSettings } from './pump.ts';
import { createTarget, type Target, type TargetOptions } from './target.ts';
import { judge } from './verdict.ts';

export interface Sealer {
  seal(text: string): string;
  open(text: string): string;
}

export interface PumpsOptions {
  readonly allowPrivateAddresses: boolean;
  readonly seal: Sealer;
  readonly lookup?: TargetOptions['lookup'];
}

/** The pumps of all subscriptions that have an address. */
export class Pumps {
  readonly #context: DeliveryContext;
  readonly #saver: Saver;
  readonly #scheduler: Scheduler;
  readonly #filters: Filters;
  readonly #options: PumpsOptions;
  readonly #byId = new Map<string, Pump>();
  /** What each pump was last made of, so that only what changed is made anew. */
  readonly #made = new Map<string, { readonly url: string; readonly target: Target }>();

  constructor(
    context: DeliveryContext,
    parts: { readonly saver: Saver; readonly scheduler: Scheduler; readonly filters: Filters },
    options: PumpsOptions,
  ) {
    this.#context = context;
    this.#saver = parts.saver;
    this.#scheduler = parts.scheduler;
    this.#filters = parts.filters;
    this.#options = options;
  }

  get(id: string): Pump | undefined {
    return this.#byId.get(id);
  }

  /** Begins with every stored subscription. One that cannot be served any more is paused and says why. */
  start(): void {
    for (const row of subscriptionsOf(this.#context.store).all()) {
      try {
        this.apply(row);
      } catch (error) {
        if (row.state === 'active') void this.#pauseStored(row, 'refused', messageOf(error));
      }
    }
  }

  /** Makes the running pump what the row says. */
  apply(row: SubscriptionRow): void {
    const pump = this.#byId.get(row.id);
    if (row.url === null) {
      this.discard(row.id);
      return;
    }
    const settings = this.#settings(row, row.url);
    if (pump) {
      pump.update(settings);
      return;
    }
    const cursor = cursorsOf(this.#context.store).get(row.id) ?? this.#context.store.log.head;
    const made = new Pump(this.#context, this.#saver, this.#scheduler, {
      ...settings,
      id: row.id,
      cursor: Math.min(cursor, this.#context.store.log.head),
      paused: row.state === 'paused',
      onPause: (code, reason) => void this.#pauseStored(row, code, reason),
      onLongOutage: (reason) =>
        void this.#tell({
          code: 'delivery_failed',
          title: describeCode('delivery_failed').title,
          detail: `the receiver of the subscription ${row.clientKey} has been down for ten minutes: ${reason}`,
          nextStep: 'Start the receiver again; deliveries go on by themselves and none is lost.',
          source: `subscription:${row.clientKey}`,
        }),
    });
    this.#byId.set(row.id, made);
    this.#scheduler.add(made);
  }

  discard(id: string): void {
    const pump = this.#byId.get(id);
    if (!pump) return;
    this.#scheduler.remove(pump);
    pump.discard();
    this.#byId.delete(id);
    this.#made.delete(id);
  }

  async stop(graceMs: number): Promise<void> {
    await Promise.all([...this.#byId.values()].map((pump) => pump.stop(graceMs)));
  }

  /** Posts a signed challenge; undefined when it was echoed, otherwise why not, in words. */
  async challenge(url: string, secret: string): Promise<string | undefined> {
    const target = this.#target(url);
    const challenge = randomBytes(24).toString('base64url');
    const body = challengeBody(challenge);
    const headers = signatureHeaders({
      id: `challenge_${randomBytes(12).toString('hex')}`,
      timestampSeconds: Math.floor(this.#context.timers.now() / 1000),
      body,
      secret,
    });
    try {
      return await new Promise((resolve) => {
        target.post({ body, headers, answerBytes: 4096 }, (result) => {
          const failure = judge(result, this.#context.timers.now());
          if (failure) resolve(failure.reason);
          else if (result.answered && result.status !== 200) resolve(`answered ${result.status}, not 200`);
          else if (result.answered && echoes(challenge, result.body)) resolve(undefined);
          else resolve('answered 200 without the challenge');
        });
      });
    } finally {
      target.close();
    }
  }

  #settings(row: SubscriptionRow, url: string): PumpSettings {
    const before = this.#made.get(row.id);
    const target = before?.url === url ? before.target : this.#target(url);
    this.#made.set(row.id, { url, target });
    return {
      target,
      secret: this.#options.seal.open(row.secret),
      wants: this.#filters.compile(JSON.parse(row.filter) as EventFilter),
      onDeadLetter: row.onDeadLetter,
    };
  }

  #target(url: string): Target {
    const { limits, timers } = this.#context;
    return createTarget({
      url,
      allowPrivateAddresses: this.#options.allowPrivateAddresses,
      timeoutMs: limits.timeoutMs,
      concurrency: limits.concurrency,
      timers,
      ...(this.#options.lookup ? { lookup: this.#options.lookup } : {}),
    });
  }

  async #pauseStored(row: SubscriptionRow, code: PausedCode, reason: string): Promise<void> {
    const problem: HubProblem = {
      code: code === 'cursor_expired' ? 'cursor_expired' : 'consumer_paused',
      title: describeCode(code === 'cursor_expired' ? 'cursor_expired' : 'consumer_paused').title,
      detail: `the subscription ${row.clientKey} is paused: ${reason}`,
      nextStep:
        code === 'cursor_expired'
          ? 'Read what was missed from the conversations, then resume the subscription.'
          : describeCode('consumer_paused').nextStep,
      source: `subscription:${row.clientKey}`,
    };
    this.#context.log.warn('a subscription is paused', { subscription: row.id, reason });
    await this.#write(() => {
      subscriptionsOf(this.#context.store).setState(row.id, 'paused', code, reason);
      this.#context.appendProblem(problem);
    });
  }

  async #tell(problem: HubProblem): Promise<void> {
    await this.#write(() => this.#context.appendProblem(problem));
  }

  /** A pause that could not be stored holds in memory; the receiver refuses again after a restart. */
  async #write(run: () => void): Promise<void> {
    try {
      await this.#context.store.write(run);
    } catch (error) {
      this.#context.log.error('what became of a subscription could not be stored', {
        reason: messageOf(error),
      });
    }
  }
}

/** The text itself, or JSON that names it. */
const echoes = (challenge: string, answer: string): boolean => {
  if (isChallengeAnswer(challenge, answer)) return true;
  try {
    const value = JSON.parse(answer) as { challenge?: unknown } | string | null;
    return typeof value === 'object' ? value?.challenge === challenge : value === challenge;
  } catch {
    return false;
  }
};
