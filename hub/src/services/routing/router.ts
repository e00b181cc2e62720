import {
  CentralitaError,
  type ConversationId,
  type JsonObject,
  type MessageId,
} from '@centralita/core/model';
import {
  type Conditions,
  type RouteDecision,
  type RuleSet,
  route,
  settleTarget,
  type Target,
} from '@centralita/core/routing';
import type { ConversationSet } from '../../store/conversation-row.ts';
import type { Thread } from '../../store/conversations.ts';
import type { MessageRow } from '../../store/messages.ts';
import { type Change, type ChangeScope, changeNow, type Told } from '../conversations/change.ts';
import { changedTags, indexTags, maxTags } from '../conversations/mark.ts';
import type { Actor } from '../team/acting.ts';
import { routeInputOf } from './input.ts';
import { type Place, type PlaceContext, type Placed, placeIt } from './place.ts';

export interface RouterContext extends PlaceContext {
  /** Those in force. A set that changes is another object. */
  readonly rules: () => RuleSet;
  readonly now: () => number;
}

export interface Router {
  /** A customer's message, as the event log tells it: places its conversation where that is still to be done. */
  routeMessage(id: ConversationId, message: MessageId): Promise<void>;
  /** By the rules in force, whoever placed it before. Only inside a write. */
  routeAgain(thread: Thread, actor: Actor, at: number): void;
}

export const createRouter = (context: RouterContext): Router => {
  const { tables, rules, now } = context;

  const decideFor = (row: MessageRow, at: number): RouteDecision =>
    route(rules(), routeInputOf(tables, row, at));

  return {
    routeMessage: (id, message) =>
      tables.store.write(() => {
        const no = tables.conversations.noOf(id);
        const thread = no === undefined ? undefined : tables.conversations.byNo(no);
        const messageNo = tables.seen.messageOf(message);
        const row = messageNo === undefined ? undefined : tables.messages.byNo(messageNo);
        // Erased meanwhile.
        if (!thread || !row) return;
        changeNow(tables, thread, { name: 'routing' }, now(), (scope) => {
          const { routed } = scope.row;
          if (routed === 'person' || scope.row.state === 'closed') return undefined;
          const decision = decideFor(row, scope.at);
          if (routed === 'rules' && !overrules(scope, decision)) return undefined;
          return placed(context, scope, decision);
        });
      }),

    routeAgain: (thread, actor, at) => {
      const row = tables.messages
        .chain(thread.lastMessage, 200)
        .find((message) => message.direction === 'inbound');
      if (!row)
        throw new CentralitaError(
          'conflict',
          'the customer has written nothing here that rules could look at',
        );
      changeNow(tables, thread, actor, at, (scope) => {
        if (scope.row.state === 'closed') throw new CentralitaError('conflict', 'the conversation is closed');
        return placed(context, scope, decideFor(row, at));
      });
    },
  };
};

/** A tapped button or row sends a conversation elsewhere, where a rule asks for it. The same rule changes nothing. */
const overrules = ({ row }: ChangeScope, { rule }: RouteDecision): boolean => {
  const before = row.route ? (JSON.parse(row.route) as { rule?: string }).rule : undefined;
  return rule !== undefined && rule.id !== before && asksForReply(rule.when);
};

const asksForReply = (when: Conditions | undefined): boolean =>
  when !== undefined && (when.reply !== undefined || (when.any ?? []).some(asksForReply));

const placed = (context: RouterContext, scope: ChangeScope, decision: RouteDecision): Change => {
  const { row, thread, actor } = scope;
  const place = whereTo(context, scope, decision);
  const result: Placed | undefined = place && placeIt(context, scope, place);
  const marks = markedBy(context, scope, decision);
  const { rule, byDefault, explanation } = decision;
  const named = rule ? { rule: rule.id } : {};
  return {
    set: {
      ...result?.set,
      ...marks.set,
      routed: 'rules',
      byDefault: byDefault ? 1 : 0,
      route: JSON.stringify({ ...named, summary: explanation.summary }),
    },
    events: [
      {
        type: 'conversation.routed',
        data: {
          route: {
            ...result?.route,
            ...named,
            ...(byDefault ? { byDefault } : {}),
            explanation: explanation as unknown as JsonObject,
          },
          ...(row.team || row.assignee || row.slackChannel ? { previous: result?.previous ?? {} } : {}),
          ...(actor.userId ? { by: actor.userId } : {}),
        },
      },
      ...(result?.events ?? []),
      ...marks.events,
    ],
    audit: {
      action: 'conversation.routed',
      detail: { ...named, byDefault, to: result?.route ?? {}, conversationId: thread.id },
    },
  };
};

/** The first of the target and the set's `otherwise` that names somebody who is there. */
const whereTo = (
  { rules, directory, tables }: RouterContext,
  { row }: ChangeScope,
  decision: RouteDecision,
): Place | undefined => {
  const attributes = tables.contacts.view(row.contact)?.attributes;
  for (const target of [decision.target, rules().otherwise]) {
    const settled = settleTarget(target, attributes, directory.users());
    const place = settled && placeFor(directory, settled, decision);
    if (place) return place;
    // An output is for nodes: here it means nobody, and nobody is what was decided.
    if (settled && 'output' in settled) return undefined;
  }
  return undefined;
};

const placeFor = (
  directory: RouterContext['directory'],
  target: Exclude<Target, { readonly owner: true }>,
  { assign }: RouteDecision,
): Place | undefined => {
  if ('slackChannel' in target) return target;
  if ('user' in target) {
    const user = directory.user(target.user);
    return user && user.role !== 'read_only' ? { user } : undefined;
  }
  if ('output' in target) return undefined;
  const team = directory.team(target.team);
  return team && { team, ...(assign ? { assign } : {}) };
};

/** Priority and tags of the decision. */
const markedBy = (
  { tables }: RouterContext,
  { row, thread }: ChangeScope,
  { priority, tags }: RouteDecision,
): { readonly set: ConversationSet; readonly events: readonly Told[] } => {
  const changed = changedTags(JSON.parse(row.tags) as string[], { add: tags });
  const fits = changed.added.length > 0 && changed.tags.length <= maxTags;
  if (fits) indexTags(tables, thread.no, changed);
  // Of two rules that each ask for attention the more urgent one counts.
  const next = row.routed === null ? row.priority + priority : Math.max(row.priority, priority);
  return {
    set: {
      ...(fits ? { tags: JSON.stringify(changed.tags) } : {}),
      ...(next === row.priority ? {} : { priority: next }),
    },
    events: fits ? [{ type: 'conversation.tagged', data: { added: changed.added, removed: [] } }] : [],
  };
};
