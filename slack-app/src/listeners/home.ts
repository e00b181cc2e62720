import type { ConversationCounts, ConversationView } from '@centralita/core/hub-client';
import type { UserId } from '@centralita/core/model';
import type { App, BlockAction } from '@slack/bolt';
import { attempt } from '../client/outcome.ts';
import { later } from '../client/stop.ts';
import { escapeMrkdwn } from '../format/from-whatsapp.ts';
import { action } from '../ids.ts';
import type { Parts } from '../parts.ts';
import { duration } from '../projection/card.ts';
import { home } from '../projection/home.ts';
import { searchModal } from '../projection/modals.ts';
import { openModal } from './act.ts';
import { chosenValue } from './actions.ts';
import { lineOf } from './look-up.ts';

/** As many of each list as a page takes. */
const most = 12;

/** App Home: my conversations, those nobody has, those that are late, today's figures, and what is wrong. */
export const registerHome = (app: App, parts: Parts): void => {
  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab === undefined || event.tab === 'home') await publishHome(parts, body.team_id, event.user);
  });
  app.action<BlockAction>(action.homeRefresh, async ({ body, ack }) => {
    await ack();
    await publishHome(parts, body.team?.id ?? '', body.user.id);
  });
  app.action<BlockAction>(action.homeSearch, async ({ body, ack }) => {
    await ack();
    await openModal(parts, body.team?.id ?? '', body.trigger_id, searchModal(parts.words()));
  });
  app.action<BlockAction>(action.away, async ({ body, ack, action: pressed }) => {
    await ack();
    const team = body.team?.id ?? '';
    const person = await parts.people.find(team, body.user.id);
    const [id = '', wish] = chosenValue(pressed).split(':');
    // One may only send oneself away.
    if (person.user?.id === id) await parts.hub.setAway(id as UserId, wish === 'away');
    parts.directory.forget();
    await publishHome(parts, team, body.user.id);
  });
};

export const publishHome = async (parts: Parts, team: string, slackId: string): Promise<void> => {
  const words = parts.words();
  const person = await parts.people.find(team, slackId);
  const { user } = person;
  const may = parts.people.barred(person, 'read_only') === undefined;
  const list = async (query: Parameters<Parts['hub']['conversations']>[0]): Promise<string[]> => {
    if (!may) return [];
    // Who waits comes first, the longest on top; what was answered and is still open follows.
    const found = new Map<string, ConversationView>();
    for (const order of ['waiting', 'newest'] as const) {
      if (found.size >= most) break;
      const { items } = await parts.hub.conversations({
        ...query,
        state: 'open,pending',
        order,
        limit: most,
      });
      for (const view of items) if (found.size < most) found.set(view.id, view);
    }
    return lines(parts, [...found.values()]);
  };
  const [mine, unassigned, overdue, counts, figures] = await Promise.all([
    user ? list({ assigneeId: user.id }) : [],
    list({ assigneeId: 'none' }),
    list({ overdue: true }),
    may ? parts.hub.conversationCounts(user ? { userId: user.id } : {}) : undefined,
    may ? parts.hub.figures({ hours: 24 }).catch(() => undefined) : undefined,
  ]);
  const first = figures?.today.firstResponseMedianMs;
  const view = home(
    {
      mine,
      unassigned,
      overdue,
      problems: may ? await problemsOf(parts) : [],
      ...(counts ? { counts: counts as ConversationCounts } : {}),
      ...(first ? { firstAnswer: duration(first, words) } : {}),
      ...(user ? { user: { id: user.id, away: user.away ?? false } } : {}),
    },
    words,
  );
  const token = await parts.installations.token(team);
  const outcome = await attempt(() => parts.clients.write(token).views.publish({ user_id: slackId, view }));
  if (outcome.kind === 'wait') throw later('Slack asked to wait', outcome.ms);
  if (outcome.kind === 'refused') parts.log.warn('the home page was refused', { reason: outcome.reason });
};

const lines = async (parts: Parts, views: readonly ConversationView[]): Promise<string[]> => {
  const all: string[] = [];
  for (const view of views) all.push(await lineOf(parts, view));
  return all;
};

const problemsOf = async (parts: Parts): Promise<string[]> => {
  const words = parts.words();
  const reasons: Readonly<Record<string, string>> = words.channelReasons;
  const [unshown] = await parts.store.query('select count(*) as count from slack_unshown');
  const count = Number(unshown?.count ?? 0);
  const dead = await parts.hub
    .deliveries({ consumer: 'slack', state: 'dead', limit: 200 })
    .catch(() => undefined);
  return [
    ...(count > 0 ? [words.home.unshown(count)] : []),
    ...(dead && dead.items.length > 0 ? [words.home.dead(dead.items.length)] : []),
    ...(await parts.channels.paused()).map((channel) =>
      words.home.paused(
        channel.name ? `#${escapeMrkdwn(channel.name)}` : channel.id,
        reasons[channel.paused ?? ''] ?? words.channelReasons.other,
      ),
    ),
  ];
};
