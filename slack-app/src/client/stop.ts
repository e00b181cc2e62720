import type { EffectOutcome } from '@centralita/core/consumer';

/** Ends an effect with an outcome, from however deep. */
export class Stop extends Error {
  readonly outcome: EffectOutcome;

  constructor(outcome: EffectOutcome) {
    super(outcome.state === 'done' ? 'done' : outcome.reason);
    this.outcome = outcome;
  }
}

/** `untilCalled`: at once when Slack answers again. */
export const later = (reason: string, afterMs?: number, untilCalled = false): Stop =>
  new Stop({
    state: 'retry',
    reason,
    ...(afterMs === undefined ? {} : { afterMs: Math.ceil(afterMs) }),
    ...(untilCalled ? { untilCalled } : {}),
  });

/** Slack says no, for certain, and it is for whoever asked to find another way. */
export class Refused extends Error {
  readonly reason: string;
  readonly about: 'route' | 'token' | 'content' | 'scope' | 'other';

  constructor(reason: string, about: Refused['about']) {
    super(`Slack refused: ${reason}`);
    this.reason = reason;
    this.about = about;
  }
}
