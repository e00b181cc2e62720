import type { App } from '@slack/bolt';
import type { Parts } from '../parts.ts';
import { registerChannelEvents } from './channels.ts';
import { registerMessages } from './messages.ts';

/** Everything Bolt hears. Each file registers what belongs to one thing. */
export const registerListeners = (app: App, parts: Parts): void => {
  registerMessages(app, parts);
  registerChannelEvents(app, parts);
};
