import type { Content, MessageContext, Referral } from '@centralita/core/model';
import { escapeMrkdwn } from '../format/from-whatsapp.ts';
import type { Words } from '../words/index.ts';
import { type Shown, showContent } from './content.ts';
import { context, type KnownBlock, type Post, quoteLine } from './parts.ts';

export interface MessageInput {
  readonly content: Content;
  /** Who wrote it, as the post's name or in front of it. */
  readonly author: string;
  /** True where the post cannot carry the author's name itself. */
  readonly named: boolean;
  readonly context?: MessageContext;
  readonly referral?: Referral;
  /** What it answers, where it answers something: its text, and where it stands in Slack. */
  readonly quoted?: { readonly text?: string; readonly deleted?: boolean; readonly link?: string };
  /** Said under it, such as where a message of ours was written. */
  readonly remark?: string;
  readonly inGroup?: boolean;
  readonly edited?: boolean;
  readonly deleted?: boolean;
}

/** The Slack posts of a message, one or, of a very long one, several. */
export const showMessage = (
  input: MessageInput,
  words: Words,
): { readonly posts: readonly Post[]; readonly shown: Shown } => {
  const shown = showContent(input.content, words);
  const above: KnownBlock[] = [];
  if (input.named) above.push(context(`*${escapeMrkdwn(input.author)}*`));
  if (input.quoted) above.push(context(quoteOf(input.quoted, words)));
  const below = remarksOf(input, words);
  const many = shown.parts.length;
  const posts = shown.parts.map((blocks, index): Post => {
    const last = index === many - 1;
    const remarks = [...(many > 1 ? [words.part(index + 1, many)] : []), ...(last ? below : [])];
    return {
      text: `${escapeMrkdwn(input.author)}: ${escapeMrkdwn(shown.line)}`,
      blocks: [
        ...(index === 0 ? above : []),
        ...blocks,
        ...(remarks.length > 0 ? [context(...remarks)] : []),
      ],
    };
  });
  return { posts, shown };
};

const quoteOf = (quoted: NonNullable<MessageInput['quoted']>, words: Words): string => {
  if (quoted.deleted) return quoteLine(words.answering, words.deletedMessage);
  return quoteLine(words.answering, quoted.text ?? words.earlierMessage, quoted.link);
};

const remarksOf = (input: MessageInput, words: Words): string[] => [
  ...(input.context?.forwarded || input.context?.frequentlyForwarded ? [words.forwarded] : []),
  ...(input.inGroup ? [words.inGroup] : []),
  ...(input.referral
    ? [
        escapeMrkdwn(
          words.fromAd(input.referral.headline ?? input.referral.sourceUrl ?? input.referral.sourceId ?? '…'),
        ),
      ]
    : []),
  ...(input.edited ? [words.edited] : []),
  ...(input.deleted ? [`:wastebasket: ${words.deletedByCustomer}`] : []),
  ...(input.remark ? [escapeMrkdwn(input.remark)] : []),
];
