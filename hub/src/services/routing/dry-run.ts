import type { RouteDryRun } from '@centralita/core/hub-client';
import { CentralitaError, type Content } from '@centralita/core/model';
import { checkRules, type RouteDecision, type RuleSet, route, sayTarget } from '@centralita/core/routing';
import { readRuleSet } from '../../settings/rule-set.ts';
import type { MessageRow } from '../../store/messages.ts';
import type { Reader } from '../../store/reader.ts';
import { summaryOf } from '../../store/summary.ts';
import type { Tables } from '../../store/tables.ts';
import type { Directory } from '../team/directory.ts';
import { routeInputOf } from './input.ts';

export interface DryRunContext {
  readonly tables: Tables;
  readonly directory: Directory;
  readonly reader: Pick<Reader, 'inboundSince'>;
  readonly rules: () => RuleSet;
  readonly now: () => number;
}

const dayMs = 86_400_000;
const usual = 200;
/** Messages decided before others are served. */
const chunk = 50;

/** Decides stored messages by a set of rules as if they came now, without changing anything. */
export const createDryRun =
  ({ tables, directory, reader, rules, now }: DryRunContext) =>
  async (query: {
    rules?: unknown;
    since?: number | undefined;
    limit?: number | undefined;
  }): Promise<RouteDryRun> => {
    const inForce = rules();
    const tried = query.rules === undefined ? inForce : readRuleSet(query.rules, inForce);
    const problems = checkRules(tried, {
      teams: directory.teams().map(({ key }) => key),
      users: directory.users().map(({ key }) => key),
    });
    const broken = problems.find(({ severity }) => severity === 'error');
    if (broken && query.rules !== undefined)
      throw new CentralitaError(
        'invalid_request',
        `rules.${broken.path.join('.')} ${broken.message}. Fix: ${broken.fix}`,
        { field: `rules.${broken.path.join('.')}` },
      );
    const numbers = await reader.inboundSince(query.since ?? now() - dayMs, query.limit ?? usual);
    const decided: RouteDryRun['decided'][number][] = [];
    const byRule: Record<string, number> = {};
    for (const [index, no] of numbers.entries()) {
      if (index % chunk === chunk - 1) await new Promise((resolve) => setImmediate(resolve));
      const row = tables.messages.byNo(no);
      const thread = row && tables.conversations.byNo(row.conversation);
      if (!row || !thread) continue;
      const input = routeInputOf(tables, row, row.timestamp);
      const decision = route(tried, input);
      const before = tried === inForce ? decision : route(inForce, input);
      const name = decision.rule?.id ?? 'otherwise';
      byRule[name] = (byRule[name] ?? 0) + 1;
      decided.push({
        messageId: row.id,
        conversationId: thread.id,
        timestamp: row.timestamp,
        ...textOf(row),
        before: sayTarget(before.target).en,
        decision,
        changed: !sameDecision(before, decision),
      });
    }
    return { decided, changed: decided.filter(({ changed }) => changed).length, byRule, problems };
  };

const textOf = (row: MessageRow): { readonly text?: string } => {
  const text = summaryOf(JSON.parse(row.content) as Content);
  return text === undefined ? {} : { text: text.slice(0, 120) };
};

/** What happens to the conversation, whatever the rule is called. */
const sameDecision = (a: RouteDecision, b: RouteDecision): boolean =>
  JSON.stringify([a.target, a.assign, a.priority, a.tags]) ===
  JSON.stringify([b.target, b.assign, b.priority, b.tags]);
