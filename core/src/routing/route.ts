import type { Check } from './check-kinds.ts';
import { type CheckParts, checksOf, firstFailing, holdsOf } from './condition-checks.ts';
import { type Facts, factsOf } from './facts.ts';
import { quote, type Said, say } from './say.ts';
import { createTextParts } from './text-checks.ts';
import { createTextIndex } from './text-index.ts';
import type { RouteDecision, RouteInput, RouteStep, Rule, RuleSet } from './types.ts';
import { wordListsOf } from './word-lists.ts';

/** A rule set made ready: decide any number of messages by it. The set must not be changed afterwards. */
export interface CompiledRules {
  readonly set: RuleSet;
  decide(input: RouteInput): RouteDecision;
}

interface CompiledRule {
  readonly rule: Rule;
  readonly checks: readonly Check[];
  /** Steps that say why it does not fit, by place of the check: failed, then not known. */
  readonly steps: (readonly [RouteStep, RouteStep])[];
}

const disabled = say('it is switched off', 'está desactivada');

/**
 * Never throws: a pattern that is none, hours in no time zone and conditions that go round in a circle do not hold.
 * `checkRules` says so beforehand.
 */
export const compile = (set: RuleSet): CompiledRules => {
  const index = createTextIndex();
  const parts: CheckParts = { text: createTextParts(index, wordListsOf(set)), hours: set.hours ?? {} };
  const rules = set.rules.map((rule): CompiledRule => {
    if (rule.disabled) return { rule, checks: [], steps: [] };
    const checks = checksOf(rule.when ?? {}, parts);
    const step = ({ condition }: Check, said: Said): RouteStep => ({
      rule: rule.id,
      fits: false,
      because: { condition, ...said },
    });
    const steps = checks.map((check) => [step(check, check.fails), step(check, check.unknown)] as const);
    return { rule, checks, steps };
  });
  const priorities = (set.priority ?? []).map(({ when, add }) => ({ add, checks: checksOf(when, parts) }));

  const decide = (input: RouteInput): RouteDecision => {
    const facts = factsOf(input, index);
    const steps: RouteStep[] = [];
    const points = priorities.reduce(
      (sum, { add, checks }) => (firstFailing(checks, facts) ? sum : sum + add),
      0,
    );
    for (const { rule, checks, steps: prepared } of rules) {
      if (rule.disabled) {
        steps.push({ rule: rule.id, fits: false, because: { condition: 'disabled', ...disabled } });
        continue;
      }
      const failing = firstFailing(checks, facts);
      if (!failing) return decided(rule, checks, facts, steps, points);
      const [failed, unknown] = prepared[failing.place] as readonly [RouteStep, RouteStep];
      steps.push(failing.verdict === 'unknown' ? unknown : failed);
    }
    return {
      target: set.otherwise,
      byDefault: true,
      priority: points,
      tags: [],
      explanation: {
        summary: say(
          'No rule fits: it goes where everything else goes.',
          'No encaja ninguna regla: va a donde va todo lo demás.',
        ),
        steps,
      },
    };
  };
  return { set, decide };
};

const decided = (
  rule: Rule,
  checks: readonly Check[],
  facts: Facts,
  steps: readonly RouteStep[],
  points: number,
): RouteDecision => {
  const why = holdsOf(checks, facts);
  const name = quote(rule.name ?? rule.id);
  const condition = checks.map((check) => check.condition).join(', ') || 'always';
  return {
    target: rule.to,
    rule,
    byDefault: false,
    ...(rule.assign ? { assign: rule.assign } : {}),
    priority: points + (rule.priority ?? 0),
    tags: rule.tags ?? [],
    explanation: {
      summary: say(`Rule ${name} fits: ${why.en}.`, `La regla ${name} encaja: ${why.es}.`),
      steps: [...steps, { rule: rule.id, fits: true, because: { condition, ...why } }],
    },
  };
};

const compiled = new WeakMap<RuleSet, CompiledRules>();

/** Decides where a message goes. A set is compiled once and remembered while it is in use. */
export const route = (set: RuleSet, input: RouteInput): RouteDecision => {
  let rules = compiled.get(set);
  if (!rules) {
    rules = compile(set);
    compiled.set(set, rules);
  }
  return rules.decide(input);
};
