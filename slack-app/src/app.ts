import bolt, { type App } from '@slack/bolt';
import { slackLogger } from './client/clients.ts';
import { registerListeners } from './listeners/index.ts';
import type { Parts } from './parts.ts';
import type { StoringReceiver } from './receiver.ts';

/** Bolt with our own door and our own tokens; its clients are not used for writes. */
export const createApp = (parts: Parts, receiver: StoringReceiver): App => {
  const app = new bolt.App({
    receiver,
    // Whose event it is was decided when it was stored; here it only has to be one of ours.
    authorize: async ({ teamId, enterpriseId }) => {
      const installed = await parts.installations.all();
      const found =
        installed.find(({ team }) => team === teamId) ??
        installed.find(({ enterprise }) => enterpriseId !== undefined && enterprise === enterpriseId);
      if (!found) throw new Error('the app is not installed in this workspace');
      return {
        botToken: await parts.installations.token(found.team),
        botUserId: found.botUser,
        teamId: found.team,
        ...(found.botId ? { botId: found.botId } : {}),
        ...(found.enterprise ? { enterpriseId: found.enterprise } : {}),
      };
    },
    convoStore: false,
    ignoreSelf: false,
    logger: slackLogger(parts.log),
    clientOptions: {
      retryConfig: { retries: 0 },
      ...(parts.settings.apiUrl ? { slackApiUrl: parts.settings.apiUrl } : {}),
    },
  });
  // What a listener throws is for whoever called: swallowed here, the event would be gone.
  app.error(async (error) => {
    throw error;
  });
  registerListeners(app, parts);
  return app;
};
