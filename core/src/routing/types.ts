import type { ConsentState, Purpose } from '../model/consent.ts';
import type { JsonObject } from '../model/json.ts';

/**
 * One rule of an ordered list. All conditions under `when` must hold; a rule without any always fits. The first
 * rule that fits decides. Rules are data: they come from `centralita.yaml`, a node's parameters, or the API.
 */
export interface Rule {
  /** Unique in its list; what events and explanations name. */
  readonly id: string;
  /** What people call it. The id when absent. */
  readonly name?: string;
  readonly when?: Conditions;
  readonly to: Target;
  /** Who of a team gets it; the team's own habit when absent. */
  readonly assign?: Assignment;
  /** Added to the conversation's priority: 0 is normal, higher comes first. */
  readonly priority?: number;
  readonly tags?: readonly string[];
  /** Skipped, and said so in the explanation. */
  readonly disabled?: boolean;
}

/** Where a conversation goes: exactly one of these. */
export type Target =
  | { readonly team: string }
  | { readonly user: string }
  /** The contact's owner, as the attribute `owner` names them; `otherwise` where there is none or they are unknown. */
  | { readonly owner: true; readonly otherwise?: Exclude<Target, { readonly owner: true }> }
  | { readonly slackChannel: string }
  /** A named output of a node: `route` says its name and nothing is assigned. */
  | { readonly output: string };

export type Assignment = 'nobody' | 'round_robin' | 'least_busy' | 'last_agent';

/** All that are given must hold. Lists mean "one of these". */
export interface Conditions {
  readonly text?: TextCondition;
  /** Id or payload of a tapped button or list row: equal, or beginning with the part before a final `*`. */
  readonly reply?: readonly string[];
  /** Kinds of content, such as `image`. */
  readonly kind?: readonly string[];
  readonly contact?: ContactCondition;
  /** ISO 3166 codes of the number's country, such as `ES`. */
  readonly country?: readonly string[];
  /** Languages, such as `es`: `es` fits `es_MX` too. */
  readonly language?: readonly string[];
  /** Channel accounts: `ca_` ids, the provider's ids, or their names. */
  readonly account?: readonly string[];
  /** True: the first message this contact ever wrote. False: a returning one. */
  readonly firstContact?: boolean;
  readonly consent?: Readonly<Partial<Record<Purpose, readonly (ConsentState | 'unknown')[]>>>;
  /** Within (`open: true`) or outside (`open: false`) the hours of that name; `default` when it is left out. */
  readonly hours?: { readonly of?: string; readonly open: boolean };
  readonly any?: readonly Conditions[];
  readonly not?: Conditions;
}

/** At least one of those that are given fits. Case, accents and width do not matter. */
export interface TextCondition {
  /** Whole words or phrases. */
  readonly words?: readonly string[];
  /** Anywhere, also inside a word. */
  readonly contains?: readonly string[];
  /** The whole text, without punctuation around it. */
  readonly equals?: readonly string[];
  /** Lists of words by language, of the settings (`wordLists`): the contact's language first, then all. */
  readonly lists?: readonly string[];
  /** The pattern grammar: words, `*` within a word, `[abc]`, `(a|b)`, `{1,3}`. Linear in the text. */
  readonly patterns?: readonly string[];
}

export interface ContactCondition {
  /** One of these tags. */
  readonly tags?: readonly string[];
  /** None of these. */
  readonly withoutTags?: readonly string[];
  /** Each attribute by its path with dots, such as `tier` or `orders.total`. */
  readonly attributes?: Readonly<Record<string, ValueCondition>>;
}

/** Equal to it; one of them; or within bounds. Numbers in text count as numbers for bounds. */
export type ValueCondition =
  | string
  | number
  | boolean
  | readonly (string | number | boolean)[]
  | {
      readonly min?: number;
      readonly max?: number;
      readonly exists?: boolean;
      readonly contains?: string;
      /** A point in time at most this many days ago. */
      readonly withinDays?: number;
    };

/** Opening hours in a time zone. Windows of a day may be several; one that ends before it begins runs past midnight. */
export interface Hours {
  /** IANA name, such as `Europe/Madrid`. */
  readonly timeZone: string;
  /** `mon` to `sun`; a day that is absent is closed. Times as `HH:MM`, `24:00` is the end of the day. */
  readonly week: Readonly<Partial<Record<Weekday, readonly TimeWindow[]>>>;
  readonly holidays?: readonly Holiday[];
}
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
export interface TimeWindow {
  readonly from: string;
  readonly to: string;
}
/** A day off, or with other hours. `date` is `YYYY-MM-DD`, or `MM-DD` for every year. */
export interface Holiday {
  readonly date: string;
  readonly name?: string;
  readonly windows?: readonly TimeWindow[];
}

/** A set of rules with what they refer to. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Where everything else goes. Always there. */
  readonly otherwise: Target;
  readonly hours?: Readonly<Record<string, Hours>>;
  /** Word lists by name, then by language; `*` holds for all languages. */
  readonly wordLists?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** How priority follows from urgency and customer value. */
  readonly priority?: readonly PriorityRule[];
}

/** Adds points where the conditions hold; all that hold add up. */
export interface PriorityRule {
  readonly name?: string;
  readonly when: Conditions;
  readonly add: number;
}

/** What is known of a message and whoever wrote it. Only what is known is given; a condition on the rest does not hold. */
export interface RouteInput {
  readonly text?: string;
  readonly reply?: string;
  readonly kind?: string;
  readonly account?: { readonly id?: string; readonly providerId?: string; readonly name?: string };
  readonly contact?: {
    readonly phone?: string;
    readonly country?: string;
    readonly language?: string;
    readonly tags?: readonly string[];
    readonly attributes?: JsonObject;
    readonly consent?: Readonly<Partial<Record<Purpose, ConsentState>>>;
  };
  readonly firstContact?: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface RouteDecision {
  readonly target: Target;
  /** Absent when the default decided. */
  readonly rule?: Rule;
  readonly byDefault: boolean;
  readonly assign?: Assignment;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly explanation: RouteExplanation;
}

/** Why. JSON as it stands, in events and on nodes' items. */
export interface RouteExplanation {
  /** One sentence, such as `Rule "Technical problem" fits: the text has the word "error".` */
  readonly summary: { readonly en: string; readonly es: string };
  /** The rules up to the one that decided, in order. */
  readonly steps: readonly RouteStep[];
}
export interface RouteStep {
  readonly rule: string;
  readonly fits: boolean;
  /** What held, or the first condition that did not. */
  readonly because: { readonly condition: string; readonly en: string; readonly es: string };
}

/** Something wrong with a rule set. `warning`: it works, but hardly as meant. */
export interface RuleProblem {
  readonly path: readonly (string | number)[];
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly fix: string;
}
