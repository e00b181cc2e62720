import { probeWait } from '../retry.ts';
import type { DeliveryContext } from '../types.ts';
import type { Failure } from './verdict.ts';

/** Whom a failure is put down to. */
export type Blame = 'lane' | 'receiver' | 'pause';

export interface FailedTry {
  readonly lane: number;
  /** The event had not been tried before. */
  readonly first: boolean;
  /** It was sent to see whether the receiver is back. */
  readonly probe: boolean;
  /** How often the lane's head failed while the receiver was doubted. */
  readonly strikes: number;
}

/**
 * Tells a receiver that is down from a conversation that fails. While it is doubted, one event at a time is
 * sent, of one lane after the other, so that an event which breaks the receiver cannot pass for an outage;
 * nothing counts as an attempt. A receiver that refuses everything for long enough is to be paused.
 */
export class ReceiverHealth {
  readonly #context: Pick<DeliveryContext, 'limits' | 'random'>;
  readonly #failing = new Set<number>();
  #probes = 0;
  #refusals = 0;
  #refusedSince = 0;
  struggling = false;
  /** Real time of the next probe. */
  nextProbe = 0;
  since = 0;
  reason = '';

  constructor(context: Pick<DeliveryContext, 'limits' | 'random'>) {
    this.#context = context;
  }

  /** True when this ended a struggle. */
  succeeded(): boolean {
    const ended = this.struggling;
    this.reset();
    return ended;
  }

  reset(): void {
    this.#failing.clear();
    this.struggling = false;
    this.#refusals = 0;
  }

  failed(failure: Failure, of: FailedTry, now: number): Blame {
    if (failure.kind === 'gone') return 'pause';
    const { limits } = this.#context;
    if (!this.struggling) {
      if (of.first) this.#failing.add(of.lane);
      if (!this.#doubtful(failure, of) && this.#failing.size < limits.failingLanes) return 'lane';
      this.struggling = true;
      this.since = now;
      this.#probes = 0;
      this.nextProbe = now + probeWait(this.#context, 0, failure.afterMs);
    } else if (of.probe) {
      this.#probes++;
      this.nextProbe = now + probeWait(this.#context, this.#probes, failure.afterMs);
    } else if (failure.afterMs !== undefined) {
      this.nextProbe = Math.max(this.nextProbe, now + failure.afterMs);
    }
    this.reason = failure.reason;
    return this.#refusesAll(failure, now) ? 'pause' : 'receiver';
  }

  /** Not the kind of answer that one conversation causes, unless other lanes have shown that it is. */
  #doubtful({ kind }: Failure, { strikes }: FailedTry): boolean {
    if (kind === 'unreachable') return true;
    if (kind === 'refused') return strikes < 2;
    return kind === 'throttled' && strikes < 4;
  }

  #refusesAll({ kind }: Failure, now: number): boolean {
    if (kind !== 'refused' && kind !== 'client') {
      this.#refusals = 0;
      return false;
    }
    if (this.#refusals++ === 0) this.#refusedSince = now;
    return this.#refusals >= 3 && now - this.#refusedSince >= this.#context.limits.refusedMs;
  }
}
