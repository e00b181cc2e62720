import type { App } from '@slack/bolt';
import type { SlackMessage } from '../inbox/events.ts';
import { take } from '../inbox/take.ts';
import type { Parts } from '../parts.ts';

export const registerMessages = (app: App, parts: Parts): void => {
  app.event('message', async ({ event, context, body }) => {
    await take(parts, context.teamId ?? body.team_id, event as SlackMessage);
  });
};
