import { command, shortcut } from './ids.ts';
import { botEvents, botScopes, optionalScopes } from './scopes.ts';

export interface ManifestOptions {
  readonly mode: 'socket' | 'http';
  /** The hub's public address without a final slash; for `http`, and for installing in several workspaces. */
  readonly publicUrl?: string;
  /** Workspaces other than one's own may install it. */
  readonly oauth?: boolean;
}

/** The app's manifest: what is pasted into “Create an app → From a manifest”. https://docs.slack.dev/reference/app-manifest */
export const manifestOf = ({
  mode,
  publicUrl = 'https://hub.example.com',
  oauth = false,
}: ManifestOptions) => {
  const socket = mode === 'socket';
  const address = `${publicUrl}/ext/slack/events`;
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Centralita',
      description: 'WhatsApp conversations as threads',
      long_description:
        'Customers’ WhatsApp conversations appear as threads in the channels their routes name. Replies in a thread go to the customer, notes stay with the team, and whatever could not be sent says why.',
      background_color: '#1d3b36',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: false, messages_tab_read_only_enabled: true },
      bot_user: { display_name: 'Centralita', always_online: true },
      slash_commands: [
        {
          command,
          ...(socket ? {} : { url: address }),
          description: 'Find a WhatsApp conversation',
          usage_hint: 'case number, name, phone or words',
          should_escape: false,
        },
      ],
      shortcuts: [
        {
          name: 'Note on this customer',
          type: 'message',
          callback_id: shortcut.note,
          description: 'A note that stays with the team',
        },
        {
          name: 'Find a conversation',
          type: 'global',
          callback_id: shortcut.search,
          description: 'By case number, name, phone or words',
        },
      ],
    },
    oauth_config: {
      ...(oauth ? { redirect_urls: [`${publicUrl}/ext/slack/oauth`] } : {}),
      scopes: { bot: [...botScopes], bot_optional: [...optionalScopes] },
    },
    settings: {
      event_subscriptions: { ...(socket ? {} : { request_url: address }), bot_events: [...botEvents] },
      interactivity: {
        is_enabled: true,
        ...(socket ? {} : { request_url: address, message_menu_options_url: address }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: socket,
      token_rotation_enabled: oauth,
    },
  };
};
