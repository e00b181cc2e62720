import type { Language, Message } from '@centralita/core/model';
import { escapeMrkdwn, oneLine } from '../format/from-whatsapp.ts';
import type { Words } from '../words/index.ts';
import { showContent } from './content.ts';
import { type KnownBlock, type Post, section, time } from './parts.ts';

export interface RecentInput {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly customer: string;
  /** The channel it comes from, as mrkdwn. */
  readonly from?: string;
  readonly note?: string;
  readonly timeZone: string;
  readonly language: Language;
}

/** The beginning of a thread that is not the beginning of its conversation. */
export const recentPost = (input: RecentInput, words: Words): Post => {
  const blocks: KnownBlock[] = [];
  if (input.from) blocks.push(section(`:arrow_right: ${words.movedFrom(input.from)}`));
  if (input.note) blocks.push(section(`:lock: *${words.handover}*\n${escapeMrkdwn(input.note)}`));
  const lines = input.messages.map((message) => {
    const who = message.direction === 'inbound' ? input.customer : words.team;
    const text = message.deletedAt ? words.deletedMessage : showContent(message.content, words).line;
    return `${time(message.timestamp, input.timeZone, input.language)} *${escapeMrkdwn(who)}*: ${escapeMrkdwn(oneLine(text, 200))}`;
  });
  // A section holds 3,000 characters: the newest lines are kept.
  while (lines.join('\n').length > 2900) lines.shift();
  if (lines.length > 0) blocks.push(section(`*${words.recent}*\n${lines.join('\n')}`));
  const text = [
    input.from ? words.movedFrom(input.from) : words.recent,
    ...(input.note ? [escapeMrkdwn(input.note)] : []),
  ].join(' ');
  return { text, blocks: blocks.length > 0 ? blocks : [section(words.recent)] };
};
