import { escapeMrkdwn } from '../format/from-whatsapp.ts';
import { action } from '../ids.ts';
import type { Words } from '../words/index.ts';
import { button, context, type KnownBlock, type Post, quoteLine, section } from './parts.ts';

/** Why something a person wrote did not reach the customer, and what to do now. */
export interface NotSent {
  readonly reason: string;
  readonly nextStep: string;
  readonly author?: string;
  /** False: nobody knows. */
  readonly certain: boolean;
  readonly conversation: string;
  /** The buttons under it. */
  readonly offer?: readonly ('template' | 'sendAnyway' | 'keepAsNote' | 'takeOver')[];
  /** `channel:ts` of what was written. */
  readonly reply?: string;
  /** What was written, so that nobody has to guess which of two it was. */
  readonly message?: { readonly text: string; readonly link?: string };
}

/** The lasting line under something that was not sent. Mentions its author, so that it is noticed. */
export const notSent = (input: NotSent, words: Words): Post => {
  const sentence = input.certain ? words.notSent(input.reason) : words.maybeSent(input.reason);
  const who = input.author ? `<@${input.author}> ` : '';
  const elements = (input.offer ?? []).map((offer) => {
    if (offer === 'template')
      return button(action.template, words.template, input.conversation, { style: 'primary' });
    if (offer === 'takeOver') return button(action.takeOver, words.takeOver, input.conversation);
    const value = `${input.conversation}:${input.reply ?? ''}`;
    return offer === 'sendAnyway'
      ? button(action.sendAnyway, words.sendAnyway, value, { style: 'primary' })
      : button(action.keepAsNote, words.keepAsNote, value);
  });
  const icon = input.certain ? ':no_entry_sign:' : ':grey_question:';
  const blocks: KnownBlock[] = [
    section(`${icon} ${who}${escapeMrkdwn(sentence)}`),
    ...(input.message
      ? [context(quoteLine(words.yourMessage, input.message.text || words.file, input.message.link))]
      : []),
    context(`*${words.nextStep}:* ${escapeMrkdwn(input.nextStep)}`),
  ];
  if (elements.length > 0) blocks.push({ type: 'actions', elements });
  return { text: `${who}${escapeMrkdwn(sentence)} ${escapeMrkdwn(input.nextStep)}`, blocks };
};

/** A line of what happened: small, and without a voice of its own. */
export const remark = (text: string): Post => ({ text, blocks: [context(text)] });

/** A note as it stands in the thread: never to be taken for a reply. */
export const noteLine = (author: string, text: string, words: Words): Post => {
  const title = escapeMrkdwn(words.noteBy(author));
  return {
    text: `:lock: ${title}: ${escapeMrkdwn(text)}`,
    blocks: [context(`:lock: *${title}*`), section(escapeMrkdwn(text))],
  };
};
