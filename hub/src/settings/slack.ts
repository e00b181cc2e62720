import type { SlackSettings } from '@centralita/slack-app';
import { z } from 'zod';
import { isLoopback } from '../config.ts';
import { strict } from '../strict.ts';
import type { SettingsProblem } from './index.ts';
import { key, secret, text } from './parts.ts';

const channel = z.string().regex(/^([TE][A-Z0-9]{5,}\/)?(#[^\s#,/]{1,80}|[CG][A-Z0-9]{6,})$/, {
  error:
    'is no Slack channel. Fix: Write its name with #, in quotes, such as "#whatsapp", or its id, such as C0123ABCD.',
});
const group = z.string().regex(/^S[A-Z0-9]{6,}$/, {
  error: 'is no Slack user group. Fix: Open the group in Slack and copy its id, such as S0123ABCD.',
});
const groups = z.array(group).max(50);
const replies = z.enum(['every', 'mention', 'notes']);
const language = z.enum(['en', 'es']);
const prefixes = z.array(text(40)).max(20).default([]);

const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const isApiAddress = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  return !username && !password && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
};

/** The section `slack` of `centralita.yaml`. */
export const slack = strict({
  mode: z.enum(['socket', 'http']).default('socket'),
  botToken: secret.optional(),
  appToken: secret.optional(),
  signingSecret: secret.optional(),
  oauth: strict({
    clientId: z.string().regex(/^\d+\.\d+$/, {
      error:
        'is no client id of Slack. Fix: Copy it from the app’s page “Basic Information”, in quotes, such as "123.456".',
    }),
    clientSecret: secret,
  }).optional(),
  defaultChannel: channel.optional(),
  alertsChannel: channel.optional(),
  language: language.default('en'),
  timeZone: z
    .string()
    .refine(isZone, { error: 'is no time zone. Fix: Write it as Europe/Madrid.' })
    .default('UTC'),
  /** What of the team's writing goes to the customer. */
  replies: replies.default('every'),
  channels: z
    .record(channel, strict({ replies: replies.optional(), language: language.optional() }))
    .default({}),
  notePrefixes: prefixes,
  replyPrefixes: prefixes,
  maskPhones: z.boolean().default(false),
  holdSeconds: z.int().min(0).max(300).default(0),
  allow: strict({
    guests: z.boolean().default(false),
    externals: z.boolean().default(false),
    unmapped: z.boolean().default(false),
  }).prefault({}),
  access: strict({
    read_only: groups.optional(),
    agent: groups.optional(),
    supervisor: groups.optional(),
    admin: groups.optional(),
  }).prefault({}),
  cannedReplies: z
    .array(strict({ key, title: text(75), text: text(4096) }))
    .max(100)
    .default([]),
  windowWarningMinutes: z.int().min(0).max(1380).default(120),
  escalation: strict({ afterMinutes: z.int().min(0).max(10_080), channel }).optional(),
  contactLink: z
    .string()
    .startsWith('https://', {
      error: 'is no address. Fix: Write https://… with {hubspotId} or another attribute in it.',
    })
    .max(500)
    .optional(),
  /** Where Slack's Web API answers, when it is not Slack: a proxy, or a double. */
  apiUrl: z
    .string()
    .refine(isApiAddress, {
      error:
        'is no address that a token may be sent to. Fix: Write https://…/api/, or leave it out for Slack itself.',
    })
    .transform((address) => (address.endsWith('/') ? address : `${address}/`))
    .optional(),
});

export type SlackFile = z.output<typeof slack>;
type Read = (reference: { readonly env: string }, path: readonly PropertyKey[]) => string;

/** With its secrets put in. */
export const slackOf = (file: SlackFile, read: Read): SlackSettings => {
  const { botToken, appToken, signingSecret, oauth, ...rest } = file;
  return {
    ...rest,
    ...(botToken ? { botToken: read(botToken, ['slack', 'botToken']) } : {}),
    ...(appToken ? { appToken: read(appToken, ['slack', 'appToken']) } : {}),
    ...(signingSecret ? { signingSecret: read(signingSecret, ['slack', 'signingSecret']) } : {}),
    ...(oauth
      ? {
          oauth: {
            clientId: oauth.clientId,
            clientSecret: read(oauth.clientSecret, ['slack', 'oauth', 'clientSecret']),
          },
        }
      : {}),
  };
};

/** What is missing for the mode that is chosen. */
export const checkSlack = (file: SlackFile | undefined): SettingsProblem[] => {
  if (!file) return [];
  const missing = (name: string, wrong: string, fix: string): SettingsProblem => ({
    path: ['slack', name],
    wrong,
    fix,
  });
  const problems: SettingsProblem[] = [];
  if (file.mode === 'socket' && !file.appToken) {
    problems.push(
      missing(
        'appToken',
        'is missing, and Socket Mode needs it.',
        'Generate an app-level token with connections:write under “Basic Information”, put it into the environment and write appToken: { env: SLACK_APP_TOKEN }.',
      ),
    );
  }
  if (file.mode === 'http' && !file.signingSecret) {
    problems.push(
      missing(
        'signingSecret',
        'is missing, and without it nothing Slack sends can be believed.',
        'Copy it from “Basic Information” into the environment and write signingSecret: { env: SLACK_SIGNING_SECRET }.',
      ),
    );
  }
  if (!file.botToken && !file.oauth) {
    problems.push(
      missing(
        'botToken',
        'is missing.',
        'Install the app in your workspace, put the “Bot User OAuth Token” into the environment and write botToken: { env: SLACK_BOT_TOKEN }; for several workspaces set oauth instead.',
      ),
    );
  }
  return problems;
};
