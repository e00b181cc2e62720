import type { SlackDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../support/hub-process.ts';
import { type Kit, until } from './kit.ts';

const by = (slack: SlackDouble, user: DoubleUser) => ({
  user: { id: user.id, team_id: slack.workspace.team },
  trigger_id: 'trigger',
});

/** Somebody presses a button of a post in this channel. */
export const press = (
  slack: SlackDouble,
  channel: DoubleChannel,
  user: DoubleUser,
  actionId: string,
  value: string,
  more: object = {},
): Promise<Response> =>
  slack.interact({
    ...by(slack, user),
    type: 'block_actions',
    channel: { id: channel.id },
    actions: [{ type: 'button', action_id: actionId, block_id: 'b', value }],
    ...more,
  });

/** The modal that this opens. */
export const opened = async (slack: SlackDouble, work: () => Promise<unknown>): Promise<Loose> => {
  const { views } = slack.workspace;
  const before = views.length;
  await work();
  await until(() => views.length > before);
  return views.at(-1) as Loose;
};

/** Somebody sends a modal with these values by block; the answer, where there is one, is what is wrong with them. */
export const submitted = (
  slack: SlackDouble,
  user: DoubleUser,
  id: string,
  view: Loose,
  values: Readonly<Record<string, object>>,
): Promise<Response> =>
  slack.interact({
    ...by(slack, user),
    type: 'view_submission',
    view: {
      id,
      root_view_id: id,
      type: 'modal',
      callback_id: view.callback_id,
      private_metadata: view.private_metadata,
      state: {
        values: Object.fromEntries(Object.entries(values).map(([block, value]) => [block, { value }])),
      },
    },
  });

export const conversationOf = async (kit: Kit, name: string): Promise<Loose> =>
  (await kit.ask('GET', '/v1/conversations?limit=200')).items.find(
    ({ contact }: Loose) => contact.name === name,
  );
