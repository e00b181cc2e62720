/**
 * How long to leave Slack alone while it does not answer: longer the longer it lasts, never more than two minutes.
 * Once it has failed several times in a row one call at a time goes there to look; the others wait, so that nobody
 * has to find out afterwards what became of them.
 */
export interface Outage {
  failed(): number;
  answered(): void;
  /** Milliseconds until whoever asks may call; 0: now. */
  wait(): number;
  /** Since when nothing is answered. */
  readonly since: number | undefined;
}

const inARow = 4;
const least = 2_000;
const most = 120_000;

export const createOutage = (now: () => number, onOver: () => void = () => undefined): Outage => {
  let since: number | undefined;
  let failures = 0;
  let lookAt = 0;
  const pause = () => Math.min(most, Math.max(least, (now() - (since ?? now())) / 4));
  return {
    failed: () => {
      since ??= now();
      failures++;
      lookAt = now() + pause();
      return pause();
    },
    answered: () => {
      const was = failures;
      since = undefined;
      failures = 0;
      if (was >= inARow) onOver();
    },
    wait: () => {
      if (failures < inARow) return 0;
      const ms = lookAt - now();
      if (ms > 0) return ms;
      // This one looks; the next may when it has had its time.
      lookAt = now() + pause();
      return 0;
    },
    get since() {
      return since;
    },
  };
};
