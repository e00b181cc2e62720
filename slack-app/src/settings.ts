import type { Language, Role } from '@centralita/core/model';

/** What of the team's writing in a thread goes to the customer. */
export type ReplyPolicy = 'every' | 'mention' | 'notes';

/** How one channel differs from the rest. */
export interface ChannelSettings {
  readonly replies?: ReplyPolicy;
  readonly language?: Language;
}

/** Prepared text that people put into an answer. `{name}` becomes the customer's name, `{case}` the case number. */
export interface CannedReply {
  readonly key: string;
  readonly title: string;
  readonly text: string;
}

/** Who may do what by Slack user group; ids such as `S0123ABC`. A person in several has the highest. */
export type AccessGroups = Readonly<Partial<Record<Role, readonly string[]>>>;

/** The section `slack` of `centralita.yaml`, with its secrets. */
export interface SlackSettings {
  /** `socket`: no public address needed. `http`: Slack calls this hub under its public address. */
  readonly mode: 'socket' | 'http';
  /** The bot token of the one workspace. Absent where workspaces install the app by OAuth. */
  readonly botToken?: string;
  /** App-level token with `connections:write`; needed for `socket`. */
  readonly appToken?: string;
  /** Needed for `http`. */
  readonly signingSecret?: string;
  /** Installs the app in any number of workspaces, at `/ext/slack/install`. */
  readonly oauth?: { readonly clientId: string; readonly clientSecret: string };
  /** Where a conversation goes whose route names no channel: `#name` or an id; `T…/#name` names the workspace too. */
  readonly defaultChannel?: string;
  /** Where the app says what a person has to look at; nowhere when absent. */
  readonly alertsChannel?: string;
  readonly language: Language;
  /** IANA name, for times that are written out. */
  readonly timeZone: string;
  readonly replies: ReplyPolicy;
  /** By `#name` or id. */
  readonly channels: Readonly<Record<string, ChannelSettings>>;
  /** What a note begins with, besides those built in. */
  readonly notePrefixes: readonly string[];
  /** What a reply begins with where only such go out. */
  readonly replyPrefixes: readonly string[];
  /** Shows only the last digits of a phone number. */
  readonly maskPhones: boolean;
  /** A reply waits this long; deleting it in Slack meanwhile calls it off. */
  readonly holdSeconds: number;
  /** Whose writing may reach a customer although they are no user of the hub. */
  readonly allow: { readonly guests: boolean; readonly externals: boolean; readonly unmapped: boolean };
  readonly access: AccessGroups;
  readonly cannedReplies: readonly CannedReply[];
  /** Minutes before the 24-hour window ends that an unanswered customer is pointed out; 0 never. */
  readonly windowWarningMinutes: number;
  /** Minutes after the first answer was due until whoever is named here is told. */
  readonly escalation?: { readonly afterMinutes: number; readonly channel: string };
  /** A link to the contact, with `{hubspotId}`, `{contactId}` and other attributes of the contact put in. */
  readonly contactLink?: string;
  /** Where Slack's Web API answers, when it is not Slack: a proxy or a double. */
  readonly apiUrl?: string;
}

export const slackDefaults = {
  mode: 'socket',
  language: 'en',
  timeZone: 'UTC',
  replies: 'every',
  channels: {},
  notePrefixes: [],
  replyPrefixes: [],
  maskPhones: false,
  holdSeconds: 0,
  allow: { guests: false, externals: false, unmapped: false },
  access: {},
  cannedReplies: [],
  windowWarningMinutes: 120,
} as const satisfies SlackSettings;
