/** What Slack says about a message, as far as it is read. https://docs.slack.dev/reference/events/message */
export interface SlackMessage {
  readonly type?: string;
  readonly subtype?: string;
  readonly channel?: string;
  readonly user?: string;
  readonly bot_id?: string;
  readonly team?: string;
  readonly ts?: string;
  readonly thread_ts?: string;
  readonly text?: string;
  readonly blocks?: readonly object[];
  readonly files?: readonly SlackFile[];
  readonly hidden?: boolean;
  readonly edited?: { readonly ts?: string; readonly user?: string };
  readonly message?: SlackMessage;
  readonly previous_message?: SlackMessage;
  readonly deleted_ts?: string;
  readonly event_ts?: string;
}

export interface SlackFile {
  readonly id: string;
  readonly name?: string | null;
  readonly title?: string | null;
  readonly mimetype?: string;
  readonly size?: number;
  readonly mode?: string;
  readonly file_access?: string;
  readonly url_private_download?: string;
  readonly url_private?: string;
}

/** The body of an Events API request or of the same envelope over a socket. */
export interface EventBody {
  readonly type: string;
  readonly event_id: string;
  readonly team_id?: string;
  readonly enterprise_id?: string | null;
  readonly authorizations?: readonly { readonly team_id?: string | null }[];
  readonly event: SlackMessage & { readonly user?: unknown; readonly channel?: unknown };
}

/** What a message event is about: new writing, an edit, a deletion, or nothing for us. */
export type Writing =
  | {
      readonly kind: 'new' | 'edit';
      readonly message: Required<Pick<SlackMessage, 'ts' | 'thread_ts'>> & SlackMessage;
    }
  | { readonly kind: 'delete'; readonly ts: string; readonly thread: string };

/** Subtypes in which people write. `thread_broadcast`: "also send to channel". */
const written = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message']);

export const writingOf = (event: SlackMessage): Writing | undefined => {
  if (event.subtype === 'message_changed') {
    const { message, previous_message: before } = event;
    // Without a newer edit it is an unfurled link or a thread's counter.
    const edited = message?.edited?.ts;
    if (!message || !edited || edited === before?.edited?.ts) return undefined;
    if (message.subtype === 'tombstone') return deletion(message.ts, message.thread_ts);
    return byPerson(message) && written.has(message.subtype) ? inThread('edit', message) : undefined;
  }
  if (event.subtype === 'message_deleted') {
    const before = event.previous_message;
    if (before?.bot_id) return undefined;
    return deletion(event.deleted_ts, before?.thread_ts);
  }
  if (event.hidden || !written.has(event.subtype) || !byPerson(event)) return undefined;
  return inThread('new', event);
};

const byPerson = (message: SlackMessage): boolean => !message.bot_id && typeof message.user === 'string';

const deletion = (ts: string | undefined, thread: string | undefined): Writing | undefined =>
  ts && thread && ts !== thread ? { kind: 'delete', ts, thread } : undefined;

const inThread = (kind: 'new' | 'edit', message: SlackMessage): Writing | undefined => {
  const { ts, thread_ts } = message;
  // At the top of a channel people talk among themselves.
  return ts && thread_ts && ts !== thread_ts ? { kind, message: { ...message, ts, thread_ts } } : undefined;
};
