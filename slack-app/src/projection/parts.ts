import type { ContextBlock, KnownBlock, RichTextBlock, SectionBlock } from '@slack/types';
import { escapeMrkdwn, oneLine } from '../format/from-whatsapp.ts';

/** A message as it is written to Slack. `text` alone says who and what: notifications show nothing else. */
export interface Post {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

export const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
export const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: true });

/** `text` is mrkdwn: what comes from outside is escaped before. Slack takes 3,000 characters. */
export const section = (text: string): SectionBlock => ({
  type: 'section',
  text: mrkdwn(text.length > 3000 ? `${text.slice(0, 2999)}…` : text),
});

export const context = (...texts: readonly string[]): ContextBlock => ({
  type: 'context',
  elements: texts.slice(0, 10).map((text) => mrkdwn(text.length > 2000 ? `${text.slice(0, 1999)}…` : text)),
});

/** A time as each reader's own clock shows it. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export const time = (at: number, timeZone: string, language: string): string =>
  `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${escapeMrkdwn(writtenTime(at, timeZone, language))}>`;

export const writtenTime = (at: number, timeZone: string, language: string): string =>
  new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  }).format(at);

export const button = (
  actionId: string,
  label: string,
  value: string,
  more: { readonly style?: 'primary' | 'danger'; readonly url?: string } = {},
) => ({
  type: 'button' as const,
  action_id: actionId,
  text: plain(label),
  value,
  ...more,
});

/** The same without blocks: for a workspace or a text that Slack refuses them for. */
export const plainPost = ({ text }: Post): Post => ({ text, blocks: [] });

export const quoteLine = (label: string, text: string, link?: string): string => {
  const quoted = escapeMrkdwn(oneLine(text));
  return link ? `↪ ${escapeMrkdwn(label)} <${link}|“${quoted}”>` : `↪ ${escapeMrkdwn(label)} “${quoted}”`;
};

export type { KnownBlock, RichTextBlock };
