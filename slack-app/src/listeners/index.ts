import type { App } from '@slack/bolt';
import type { Parts } from '../parts.ts';
import { registerActions } from './actions.ts';
import { registerChannelEvents } from './channels.ts';
import { registerCommands } from './commands.ts';
import { registerHome } from './home.ts';
import { registerMessages } from './messages.ts';
import { registerViews } from './views.ts';

/** Everything Bolt hears. Each file registers what belongs to one thing. */
export const registerListeners = (app: App, parts: Parts): void => {
  registerMessages(app, parts);
  registerChannelEvents(app, parts);
  registerActions(app, parts);
  registerViews(app, parts);
  registerCommands(app, parts);
  registerHome(app, parts);
};
