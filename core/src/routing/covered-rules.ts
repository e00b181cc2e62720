import { coverage, keyOf } from './coverage.ts';
import { problem } from './rule-problem.ts';
import type { Rule, RuleProblem, RuleSet, Target } from './types.ts';

/** Comparisons are pairs: beyond this many the rest of a large set is not compared. */
const maxPairs = 2_000_000;

/** Rules that never decide, and words that never lead to their rule, because an earlier rule takes all of them. */
export const coveredRules = (set: RuleSet): RuleProblem[] => {
  const { ruleOf, covers, deadWords } = coverage(set);
  const active = set.rules.flatMap((rule, index) => (rule.disabled ? [] : [{ index, ...ruleOf(rule) }]));
  const found: RuleProblem[] = [];
  let pairs = 0;
  for (const [place, later] of active.entries()) {
    pairs += place;
    if (pairs > maxPairs) break;
    const before = active.slice(0, place);
    const whole = before.find((earlier) => covers(earlier, later));
    if (whole) {
      found.push(
        problem(
          ['rules', later.index],
          'warning',
          `never decides: ${called(whole.rule)} takes everything it would take`,
          `Move it before ${called(whole.rule)}, or take one of the two out.`,
        ),
      );
      continue;
    }
    for (const earlier of before) {
      if (sameTarget(earlier.rule.to, later.rule.to)) continue;
      const words = deadWords(earlier, later);
      if (words.length === 0) continue;
      const some = words.slice(0, 5).map((word) => `"${word}"`);
      found.push(
        problem(
          ['rules', later.index, 'when', 'text'],
          'warning',
          `overlaps: ${some.join(', ')}${words.length > 5 ? ' and more' : ''} never lead${words.length === 1 ? 's' : ''} here, because ${called(earlier.rule)} comes first`,
          'Take them out of one of the two, or change the order.',
        ),
      );
    }
  }
  return found;
};

const called = ({ id, name }: Rule): string => `rule "${name ?? id}"`;

const sameTarget = (a: Target, b: Target): boolean => keyOf(a) === keyOf(b);
