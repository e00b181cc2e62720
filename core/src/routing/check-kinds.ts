import type { Facts } from './facts.ts';
import type { Said } from './say.ts';

/** Whether a condition holds; `unknown` when what it asks about is not known. Only `yes` lets a rule fit. */
export type Verdict = 'yes' | 'no' | 'unknown';

/** One condition, ready to be asked many times. */
export interface Check {
  /** Its name in `Conditions`. */
  readonly condition: string;
  test(facts: Facts): Verdict;
  /** Why it holds. Only asked right after it did. */
  holds(facts: Facts): Said;
  /** Why it does not: the same for every message, so that a thousand rules cost no sentences. */
  readonly fails: Said;
  readonly unknown: Said;
}

export const yesNo = (yes: boolean): Verdict => (yes ? 'yes' : 'no');
