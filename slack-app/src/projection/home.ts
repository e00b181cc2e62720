import type { ConversationCounts } from '@centralita/core/hub-client';
import type { HomeView } from '@slack/types';
import { action } from '../ids.ts';
import type { Words } from '../words/index.ts';
import { button, context, type KnownBlock, plain, section } from './parts.ts';

export interface HomeInput {
  /** A line each, as mrkdwn. */
  readonly mine: readonly string[];
  readonly unassigned: readonly string[];
  readonly overdue: readonly string[];
  readonly counts?: ConversationCounts;
  readonly firstAnswer?: string;
  /** What is wrong now. */
  readonly problems: readonly string[];
  /** Absent: no user of the hub. */
  readonly user?: { readonly id: string; readonly away: boolean };
}

const mostLines = 12;

/** The app's own page: what waits for whoever looks at it. */
export const home = (input: HomeInput, words: Words): HomeView => {
  const blocks: KnownBlock[] = [{ type: 'header', text: plain(words.home.title) }];
  const elements = [
    button(action.homeSearch, words.home.search, 'search'),
    button(action.homeRefresh, words.home.refresh, 'refresh'),
    ...(input.user
      ? [
          button(
            action.away,
            input.user.away ? words.home.back : words.home.away,
            `${input.user.id}:${input.user.away ? 'back' : 'away'}`,
          ),
        ]
      : []),
  ];
  blocks.push({ type: 'actions', elements });
  if (!input.user) blocks.push(section(`:information_source: ${words.home.notUser}`));
  for (const problem of input.problems.slice(0, 10)) blocks.push(section(`:warning: ${problem}`));
  if (input.counts) {
    const { open, mine, unassigned, overdue } = input.counts;
    const figures = words.home.figures(open, mine, unassigned, overdue);
    blocks.push(
      context(
        `*${words.home.today}*`,
        figures,
        ...(input.firstAnswer ? [words.home.firstAnswer(input.firstAnswer)] : []),
      ),
    );
  }
  for (const part of ['overdue', 'mine', 'unassigned'] as const) {
    blocks.push({ type: 'divider' }, section(`*${words.home[part]}*`));
    const lines = input[part].slice(0, mostLines);
    blocks.push(...(lines.length > 0 ? lines.map(section) : [context(words.home.none)]));
  }
  return { type: 'home', blocks };
};
