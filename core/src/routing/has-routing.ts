import type { RuleSet } from './types.ts';

/** Whether a set has anything to decide: without rules and a team for the rest everything stays where it is. */
export const hasRouting = ({ rules, otherwise }: Pick<RuleSet, 'rules' | 'otherwise'>): boolean =>
  rules.length > 0 || !('output' in otherwise);
