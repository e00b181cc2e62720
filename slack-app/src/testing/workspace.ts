/** A workspace as the double keeps it. */
export interface DoubleMessage {
  readonly ts: string;
  text: string;
  blocks: readonly object[];
  readonly thread_ts?: string;
  readonly user?: string;
  readonly bot_id?: string;
  readonly username?: string;
  readonly metadata?: {
    readonly event_type: string;
    readonly event_payload: Readonly<Record<string, unknown>>;
  };
  readonly subtype?: string;
  readonly files?: readonly DoubleFile[];
  readonly reactions: string[];
  edited?: { readonly ts: string; readonly user: string };
}

export interface DoubleFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly size: number;
  readonly mode: string;
  readonly url_private_download?: string;
  readonly bytes: Uint8Array;
  /** Channel → timestamps of the messages that show it. */
  readonly shares: Map<string, string[]>;
  deleted: boolean;
}

export interface DoubleChannel {
  readonly id: string;
  name: string;
  archived: boolean;
  member: boolean;
  isPrivate: boolean;
  readonly messages: DoubleMessage[];
}

export interface DoubleUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly teamId: string;
  readonly guest: boolean;
  readonly stranger: boolean;
  readonly bot: boolean;
}

export interface Workspace {
  readonly team: string;
  readonly name: string;
  readonly botUser: string;
  readonly botId: string;
  readonly channels: Map<string, DoubleChannel>;
  readonly users: Map<string, DoubleUser>;
  readonly files: Map<string, DoubleFile>;
  readonly groups: Map<string, string[]>;
  readonly views: object[];
  readonly homes: Map<string, object>;
  /** Unique in the workspace, later ones greater, as Slack's are. */
  nextTs(): string;
  channel(
    name: string,
    options?: Partial<Pick<DoubleChannel, 'archived' | 'member' | 'isPrivate'>>,
  ): DoubleChannel;
  user(name: string, options?: Partial<Omit<DoubleUser, 'id' | 'name'>>): DoubleUser;
}

export const createWorkspace = (team = 'T0CENTRAL', name = 'Acme'): Workspace => {
  let last = 0;
  let count = 0;
  const channels = new Map<string, DoubleChannel>();
  const users = new Map<string, DoubleUser>();
  const id = (letter: string) => `${letter}${(++count).toString(36).toUpperCase().padStart(8, '0')}`;
  const workspace: Workspace = {
    team,
    name,
    botUser: id('U'),
    botId: id('B'),
    channels,
    users,
    files: new Map(),
    groups: new Map(),
    views: [],
    homes: new Map(),
    nextTs: () => {
      last = Math.max(last + 1, Date.now() * 1000);
      return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`;
    },
    channel: (name, options = {}) => {
      const channel = {
        id: id('C'),
        name,
        archived: false,
        member: true,
        isPrivate: false,
        messages: [],
        ...options,
      };
      channels.set(channel.id, channel);
      return channel;
    },
    user: (name, options = {}) => {
      const user = { id: id('U'), name, teamId: team, guest: false, stranger: false, bot: false, ...options };
      users.set(user.id, user);
      return user;
    },
  };
  users.set(workspace.botUser, {
    id: workspace.botUser,
    name: 'Centralita',
    teamId: team,
    guest: false,
    stranger: false,
    bot: true,
  });
  return workspace;
};
