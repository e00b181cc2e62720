/** Where emulate and the double disagree, which of the two is not like Slack, and why that stands. */
export interface Difference {
  /** The step's name. */
  readonly step: string;
  /** `outcome`, `said`, or the path of the answer. */
  readonly at: string;
  /** Who differs from Slack. */
  readonly unlike: 'emulate' | 'double';
  readonly reason: string;
}

const noBotId =
  'a post of an app carries its bot_id (reference of chat.postMessage, example answer): it is how the app knows its own';
const noSubtype = 'a post under another name is a bot_message (reference of the event message.bot_message)';
const anyToken =
  'a token it does not know counts as its first person; Slack answers invalid_auth (reference of auth.test, errors)';
const noBlocks =
  'blocks are not looked into; Slack answers invalid_blocks (reference of chat.postMessage, errors)';
const nobodyIn =
  'public channels need no membership; without chat:write.public Slack answers not_in_channel (reference of chat.postMessage, errors)';
const noThread =
  'a thread that is not there has no messages; Slack answers thread_not_found (reference of conversations.replies, errors)';
const anyView = 'the tests name views and triggers themselves, as many as they like';

export const differences: readonly Difference[] = [
  {
    step: 'auth.test: whose token it is',
    at: 'is_enterprise_install',
    unlike: 'emulate',
    reason: 'left out; Slack says it of every token (reference of auth.test, example answer)',
  },
  {
    step: 'auth.test: whose token it is',
    at: 'response_metadata.scopes',
    unlike: 'emulate',
    reason: 'no header x-oauth-scopes, with which Slack tells what a token may do',
  },
  {
    step: 'auth.test: a token that was never handed out',
    at: 'outcome',
    unlike: 'emulate',
    reason: anyToken,
  },
  {
    step: 'chat.postMessage: a token that was never handed out',
    at: 'outcome',
    unlike: 'emulate',
    reason: anyToken,
  },
  {
    step: 'apps.connections.open: a socket',
    at: 'outcome',
    unlike: 'emulate',
    reason: 'no Socket Mode',
  },
  {
    step: 'usergroups.users.list: a group',
    at: 'outcome',
    unlike: 'emulate',
    reason: 'no user groups',
  },
  {
    step: 'chat.postMessage: a root with blocks and metadata',
    at: 'message.bot_id',
    unlike: 'emulate',
    reason: noBotId,
  },
  {
    step: 'chat.postMessage: a reply under a customer’s name',
    at: 'message.bot_id',
    unlike: 'emulate',
    reason: noBotId,
  },
  {
    step: 'chat.postMessage: a reply under a customer’s name',
    at: 'message.subtype',
    unlike: 'emulate',
    reason: noSubtype,
  },
  {
    step: 'chat.postMessage: a reply that is shown in the channel too',
    at: 'message.bot_id',
    unlike: 'emulate',
    reason: noBotId,
  },
  {
    step: 'chat.postMessage: a channel the app is not in',
    at: 'outcome',
    unlike: 'emulate',
    reason: nobodyIn,
  },
  {
    step: 'chat.postMessage: a thread that is gone',
    at: 'outcome',
    unlike: 'emulate',
    reason:
      'takes any timestamp; the double refuses what nobody could read, so that the app’s way on is tried',
  },
  {
    step: 'chat.postMessage: a block that does not exist',
    at: 'outcome',
    unlike: 'emulate',
    reason: noBlocks,
  },
  { step: 'chat.postMessage: a section without text', at: 'outcome', unlike: 'emulate', reason: noBlocks },
  {
    step: 'conversations.replies: a thread with its metadata',
    at: 'messages.*.bot_id',
    unlike: 'emulate',
    reason: noBotId,
  },
  {
    step: 'conversations.replies: a thread with its metadata',
    at: 'messages.*.subtype',
    unlike: 'emulate',
    reason: noSubtype,
  },
  {
    step: 'conversations.replies: what came after the newest',
    at: 'said',
    unlike: 'emulate',
    reason: 'oldest, latest, limit and cursor are not looked at',
  },
  {
    step: 'conversations.replies: without metadata',
    at: 'said',
    unlike: 'emulate',
    reason: 'metadata comes unasked; Slack gives it with include_all_metadata only',
  },
  {
    step: 'conversations.replies: a thread that is gone',
    at: 'outcome',
    unlike: 'emulate',
    reason: noThread,
  },
  {
    step: 'conversations.history: roots with their metadata',
    at: 'messages.*.bot_id',
    unlike: 'emulate',
    reason: noBotId,
  },
  {
    step: 'conversations.history: a channel the app is not in',
    at: 'outcome',
    unlike: 'emulate',
    reason: 'public channels need no membership; a bot token gets not_in_channel from Slack',
  },
  {
    step: 'users.info: a person',
    at: 'user.is_restricted',
    unlike: 'emulate',
    reason: 'knows no guests',
  },
  {
    step: 'users.info: a person',
    at: 'user.is_ultra_restricted',
    unlike: 'emulate',
    reason: 'knows no guests',
  },
  {
    step: 'users.lookupByEmail: a person',
    at: 'user.is_restricted',
    unlike: 'emulate',
    reason: 'knows no guests',
  },
  {
    step: 'users.lookupByEmail: a person',
    at: 'user.is_ultra_restricted',
    unlike: 'emulate',
    reason: 'knows no guests',
  },
  {
    step: 'files.completeUploadExternal: into a thread',
    at: 'said',
    unlike: 'emulate',
    reason: 'shares stand in the answer at once; Slack tells of them later (node-slack-sdk#1865)',
  },
  {
    step: 'files.info: its bytes without a token',
    at: 'said',
    unlike: 'emulate',
    reason: '401; Slack sends its page to sign in with 200, the case the app must not take for a file',
  },
  {
    step: 'views.open: with a trigger nobody gave',
    at: 'outcome',
    unlike: 'double',
    reason: anyView,
  },
  {
    step: 'views.open: without a title',
    at: 'outcome',
    unlike: 'emulate',
    reason:
      'invalid_view, which is none of Slack’s; it answers invalid_arguments (reference of views.open, errors)',
  },
  { step: 'views.update: one that is not open', at: 'outcome', unlike: 'double', reason: anyView },
  {
    step: 'oauth.v2.access: a refresh token nobody gave',
    at: 'outcome',
    unlike: 'emulate',
    reason: 'does not know grant_type=refresh_token: no token rotation',
  },
];
