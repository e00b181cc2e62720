import type { Conditions, RuleSet } from '@centralita/core/routing';
import { z } from 'zod';
import { strict } from '../strict.ts';
import { key, oneOrMany, text } from './parts.ts';
import type { File } from './schema.ts';
import { assignment } from './teams.ts';

const language = z.string().regex(/^(\*|[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*)$/, {
  error: 'is no language. Fix: Write it as in templates, such as es or pt_BR; * for all.',
});

/** Words by list, then by language. */
export const wordLists = z.record(key, z.record(language, oneOrMany(text(200), 5000)));

const someTarget = [
  strict({ team: key }),
  strict({ user: key }),
  strict({ slackChannel: text(100) }),
  strict({ output: text(60) }),
] as const;

const directTarget = z.union(someTarget);
const target = z.union([
  ...someTarget,
  strict({ owner: z.literal(true), otherwise: directTarget.optional() }),
]);

const textCondition = strict({
  words: oneOrMany(text(), 10_000).optional(),
  contains: oneOrMany(text(), 10_000).optional(),
  equals: oneOrMany(text(), 10_000).optional(),
  lists: oneOrMany(key).optional(),
  patterns: oneOrMany(text(500)).optional(),
});

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const valueCondition = z.union([
  scalar,
  z.array(scalar).min(1).max(1000),
  strict({
    min: z.number().optional(),
    max: z.number().optional(),
    exists: z.boolean().optional(),
    contains: text().optional(),
    withinDays: z.number().min(0).optional(),
  }),
]);

const consentStates = oneOrMany(z.enum(['granted', 'pending', 'withdrawn', 'unknown']));

const conditions: z.ZodType<Conditions> = strict({
  text: textCondition.optional(),
  reply: oneOrMany(text(256)).optional(),
  kind: oneOrMany(text(40)).optional(),
  contact: strict({
    tags: oneOrMany(text(100), 20_000).optional(),
    withoutTags: oneOrMany(text(100), 20_000).optional(),
    attributes: z.record(text(200), valueCondition).optional(),
  }).optional(),
  country: oneOrMany(
    z
      .string()
      .regex(/^[A-Z]{2}$/, { error: 'is no country code. Fix: Write its two capital letters, such as ES.' }),
    300,
  ).optional(),
  language: oneOrMany(language).optional(),
  account: oneOrMany(text(100)).optional(),
  firstContact: z.boolean().optional(),
  consent: strict({
    service: consentStates.optional(),
    utility: consentStates.optional(),
    marketing: consentStates.optional(),
    authentication: consentStates.optional(),
  }).optional(),
  hours: strict({ of: key.optional(), open: z.boolean() }).optional(),
  any: z.lazy(() => z.array(conditions).min(1).max(100)).optional(),
  not: z.lazy(() => conditions).optional(),
});

const rule = strict({
  id: key,
  name: text(100).optional(),
  when: conditions.optional(),
  to: target,
  assign: assignment.optional(),
  priority: z.int().min(-1000).max(1000).optional(),
  tags: oneOrMany(text(100)).optional(),
  disabled: z.boolean().optional(),
});

export const routing = strict({
  rules: z.array(rule).max(10_000).default([]),
  /** Where everything else goes. */
  otherwise: target,
  priority: z
    .array(strict({ name: text(100).optional(), when: conditions, add: z.int().min(-1000).max(1000) }))
    .max(1000)
    .default([]),
});

/** What the hub routes by. A file without `routing` sends everything to its first team, or to nobody. */
export const ruleSetOf = (file: File): RuleSet => {
  const [first] = Object.keys(file.teams);
  const { rules, otherwise, priority } = file.routing ?? {
    rules: [],
    otherwise: first === undefined ? { output: 'otherwise' } : { team: first },
    priority: [],
  };
  return { rules, otherwise, priority, hours: file.hours, wordLists: file.wordLists };
};
