import type { ConversationView } from '@centralita/core/hub-client';
import type { ConversationId } from '@centralita/core/model';
import type { Performance } from '../client/post.ts';
import { postOnce } from '../client/post.ts';
import { later, Refused } from '../client/stop.ts';
import { escapeMrkdwn } from '../format/from-whatsapp.ts';
import type { Parts } from '../parts.ts';
import { nameOf } from '../projection/card.ts';
import { remark } from '../projection/notices.ts';
import { section, time } from '../projection/parts.ts';
import { currentThread, linkTo } from '../threads.ts';
import { lanes } from './lanes.ts';
import { wantPost } from './post.ts';

interface Due {
  readonly conversation: ConversationId;
  readonly at: number;
  /** What it was due for: another answer or another window is another reminder. */
  readonly about: number;
}

/**
 * Sets the timers that follow from how a conversation stands: the end of its window, the first answer, the
 * escalation, and the card once the window has ended. Each has one place in its lane, so that planning again only moves it.
 */
export const planReminders = async (parts: Parts, view: ConversationView): Promise<void> => {
  const { settings } = parts;
  const waits = view.state === 'open' || view.state === 'pending';
  const plans: { readonly kind: string; readonly at: number; readonly about: number }[] = [];
  if (waits && view.unanswered > 0 && view.windowUntil && settings.windowWarningMinutes > 0) {
    plans.push({
      kind: 'window',
      at: view.windowUntil - settings.windowWarningMinutes * 60_000,
      about: view.windowUntil,
    });
  }
  if (waits && view.dueAt) {
    plans.push({ kind: 'overdue', at: view.dueAt, about: view.dueAt });
    if (settings.escalation) {
      plans.push({
        kind: 'escalate',
        at: view.dueAt + settings.escalation.afterMinutes * 60_000,
        about: view.dueAt,
      });
    }
  }
  // The card says until when it is open: after that it must say that it is closed.
  if (view.windowUntil && view.windowUntil > parts.now())
    plans.push({ kind: 'card', at: view.windowUntil + 1_000, about: view.windowUntil });
  if (plans.length === 0) return;
  const at = parts.realNow();
  await parts.store.write((tx) => {
    for (const plan of plans) {
      tx.effect(
        {
          lane: lanes.remind(view.id),
          kind: plan.kind,
          key: plan.kind,
          payload: { conversation: view.id, at, about: plan.about },
          notBefore: Math.max(1, plan.at),
        },
        view.contactId,
      );
    }
  });
};

const waiting = async (parts: Parts, conversation: ConversationId): Promise<ConversationView | undefined> => {
  const view = await parts.hub.conversation(conversation);
  return view.unanswered > 0 && (view.state === 'open' || view.state === 'pending') ? view : undefined;
};

/** The first answer is late. The hub knows working hours; here it is only said, once. */
export const overdue = async (
  parts: Parts,
  payload: {
    readonly conversation: ConversationId;
    readonly at: number;
    readonly about?: number;
    readonly event?: string;
  },
): Promise<void> => {
  const view = await waiting(parts, payload.conversation);
  if (!view?.dueAt || view.dueAt > parts.now()) return;
  const words = parts.words();
  const assignee = await parts.directory.user(view.assigneeId);
  const who = assignee?.slackId ? `<@${assignee.slackId}> ` : '';
  const since = time(
    view.lastInboundAt ?? view.lastMessageAt,
    parts.settings.timeZone,
    parts.settings.language,
  );
  const text = `:alarm_clock: ${who}${words.overdue(escapeMrkdwn(nameOf(view, words)), since)}`;
  // The same whether the hub's event or our own timer says it first.
  await wantPost(parts, {
    conversation: view.id,
    key: `overdue:${view.id}:${view.dueAt}`,
    post: remark(text),
    at: payload.at,
    broadcast: true,
  });
};

export const windowEnds = async (parts: Parts, payload: Due): Promise<void> => {
  const view = await waiting(parts, payload.conversation);
  if (!view?.windowUntil || view.windowUntil !== payload.about || view.windowUntil <= parts.now()) return;
  const words = parts.words();
  const when = time(view.windowUntil, parts.settings.timeZone, parts.settings.language);
  await wantPost(parts, {
    conversation: view.id,
    key: `window:${view.id}:${view.windowUntil}`,
    post: remark(`:hourglass: ${words.windowEnds(when)}`),
    at: payload.at,
  });
};

/** Still nobody: whoever is named in the settings hears of it, with a link to the thread. */
export const escalated = async (parts: Parts, payload: Due, performance: Performance): Promise<void> => {
  const { escalation } = parts.settings;
  const view = escalation && (await waiting(parts, payload.conversation));
  if (!escalation || !view || view.dueAt !== payload.about) return;
  const channel = await parts.channels.resolve(escalation.channel);
  const thread = await currentThread(parts.store, view.id);
  if (!channel || channel.paused) return;
  const words = parts.words(channel);
  const since = time(
    view.lastInboundAt ?? view.lastMessageAt,
    parts.settings.timeZone,
    parts.language(channel),
  );
  const name = escapeMrkdwn(nameOf(view, words));
  const linked = thread
    ? `<${await linkTo(parts, thread)}|${name} · ${view.caseNumber}>`
    : `${name} · ${view.caseNumber}`;
  const text = `:rotating_light: ${words.escalated(linked, since)}`;
  try {
    await postOnce(
      parts,
      {
        key: `escalate:${view.id}:${view.dueAt}`,
        team: channel.team,
        channel: channel.id,
        post: { text, blocks: [section(text)] },
        since: payload.at,
      },
      performance,
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.about === 'token') throw later(error.message, 60_000);
    await parts.channels.pause(channel, error.reason);
  }
};
