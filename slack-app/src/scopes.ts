/** What the app may do and hears: the one list that manifests, OAuth and checks are made from. */
export const botScopes = [
  'channels:history',
  'channels:read',
  'chat:write',
  'chat:write.customize',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'reactions:write',
  'usergroups:read',
  'users:read',
  'users:read.email',
] as const;

/** The app works without them: private channels, groups that give levels, customers' names on posts. */
export const optionalScopes: readonly string[] = [
  'groups:history',
  'groups:read',
  'usergroups:read',
  'chat:write.customize',
];

export const appScopes = ['connections:write'] as const;

export const botEvents = [
  'app_home_opened',
  'app_uninstalled',
  'channel_archive',
  'channel_deleted',
  'channel_id_changed',
  'channel_rename',
  'channel_unarchive',
  'group_archive',
  'group_deleted',
  'group_rename',
  'group_unarchive',
  'member_joined_channel',
  'member_left_channel',
  'message.channels',
  'message.groups',
  'tokens_revoked',
] as const;

/** The scope each method of the Web API needs that the app calls. https://docs.slack.dev/reference/methods */
export const methodScopes: Readonly<Record<string, string | undefined>> = {
  'apps.connections.open': undefined,
  'auth.test': undefined,
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'conversations.history': 'channels:history',
  'conversations.info': 'channels:read',
  'conversations.list': 'channels:read',
  'conversations.replies': 'channels:history',
  'files.completeUploadExternal': 'files:write',
  'files.delete': 'files:write',
  'files.getUploadURLExternal': 'files:write',
  'files.info': 'files:read',
  'oauth.v2.access': undefined,
  'reactions.add': 'reactions:write',
  'usergroups.users.list': 'usergroups:read',
  'users.info': 'users:read',
  'users.lookupByEmail': 'users:read.email',
  'views.open': undefined,
  'views.publish': undefined,
  'views.update': undefined,
};
