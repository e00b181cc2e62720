/** How long to leave Slack alone while it does not answer: longer the longer it lasts, never more than two minutes. */
export interface Outage {
  failed(): number;
  answered(): void;
  /** Since when nothing is answered. */
  readonly since: number | undefined;
}

export const createOutage = (now: () => number): Outage => {
  let since: number | undefined;
  return {
    failed: () => {
      since ??= now();
      return Math.min(120_000, Math.max(2_000, (now() - since) / 4));
    },
    answered: () => {
      since = undefined;
    },
    get since() {
      return since;
    },
  };
};
