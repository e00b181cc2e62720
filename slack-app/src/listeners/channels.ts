import type { App } from '@slack/bolt';
import { wantUnshown } from '../consumer/appear.ts';
import { lanes } from '../consumer/lanes.ts';
import type { Parts } from '../parts.ts';
import { section } from '../projection/parts.ts';

/** What happens to channels and to the app itself in a workspace. */
export const registerChannelEvents = (app: App, parts: Parts): void => {
  const paused = async (team: string, id: string, reason: string) => {
    const known = await parts.store.query(
      'select 1 as one from slack_threads where team = $1 and channel = $2 limit 1',
      team,
      id,
    );
    if (known.length > 0) await parts.channels.pause(await parts.channels.byId(team, id), reason);
    parts.channels.forget();
  };

  for (const type of ['channel_archive', 'group_archive'] as const) {
    app.event(type, async ({ event, body }) => paused(body.team_id, event.channel, 'is_archived'));
  }
  for (const type of ['channel_deleted', 'group_deleted'] as const) {
    app.event(type, async ({ event, body }) => paused(body.team_id, event.channel, 'channel_not_found'));
  }
  for (const type of ['channel_unarchive', 'group_unarchive'] as const) {
    app.event(type, async ({ event, body }) => {
      await parts.channels.resume(body.team_id, event.channel);
      parts.channels.forget();
    });
  }
  for (const type of ['channel_rename', 'group_rename'] as const) {
    app.event(type, async ({ event, body }) => {
      await parts.channels.rename(body.team_id, event.channel.id, event.channel.name);
    });
  }
  app.event('channel_id_changed', async ({ event, body }) => {
    await parts.channels.move(body.team_id, event.old_channel_id, event.new_channel_id);
  });

  app.event('member_left_channel', async ({ event, body, context }) => {
    if (event.user === context.botUserId) await paused(body.team_id, event.channel, 'not_in_channel');
  });

  app.event('member_joined_channel', async ({ event, body, context }) => {
    if (event.user !== context.botUserId) return;
    await parts.channels.resume(body.team_id, event.channel);
    parts.channels.forget();
    await wantUnshown(parts);
    await parts.store.write((tx) =>
      tx.effect({
        lane: lanes.inbox(body.team_id, event.channel),
        kind: 'greet',
        payload: { team: body.team_id, channel: event.channel, event: body.event_id, at: parts.realNow() },
      }),
    );
  });

  app.event('app_uninstalled', async ({ body }) => {
    await parts.installations.remove(body.team_id);
    parts.channels.forget();
  });
  app.event('tokens_revoked', async ({ event, body }) => {
    if ((event.tokens.bot ?? []).length === 0) return;
    await parts.installations.remove(body.team_id);
    parts.channels.forget();
  });
};

/** Said where the app was invited: what the channel shows, or how to make it show something. */
export const greeting = async (parts: Parts, team: string, id: string) => {
  const channel = await parts.channels.byId(team, id);
  const words = parts.words(channel);
  const teams = await parts.directory.teams();
  const shown: string[] = [];
  for (const each of teams) {
    const own = each.slackChannel && (await parts.channels.resolve(each.slackChannel));
    if (own && own.team === team && own.id === id) shown.push(each.name);
  }
  const isDefault =
    parts.settings.defaultChannel && (await parts.channels.resolve(parts.settings.defaultChannel))?.id === id;
  if (shown.length === 0 && !isDefault) return { text: words.invited, blocks: [section(words.invited)] };
  const about = shown.length > 0 ? words.useChannel(shown.join(', ')) : words.useChannel('…');
  const text = `${about}\n${words.policies[parts.policy(channel)]}`;
  return { text, blocks: [section(text)] };
};
