/// <reference lib="dom" />
import type { Message, MessageFailure } from '@centralita/core/model';
import { el, hasWord, t } from '@centralita/sandbox/phone/dom.client';
import { exactly, timeOf } from '@centralita/sandbox/phone/format.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { userName } from '../common/person.client.ts';
import { contentView, originNote } from './content.client.ts';
import { lineOf } from './names.client.ts';
import { ticks, wentWrong } from './ticks.client.ts';

export interface BubbleContext {
  readonly customer: string;
  readonly quoted?: Message | 'absent';
  /** Of a message that never reached the hub. */
  readonly unsent?: { retry(): void };
  reply(message: Message): void;
  /** A window that is closed is opened by a template. */
  template(): void;
}

/** A code's words in the page's language; what came from elsewhere as it came. */
export const reasonOf = (error: MessageFailure) => ({
  title: hasWord(`code.${error.code}`) ? t(`code.${error.code}`) : error.message,
  // Where the provider said which of its reasons it was, its own next step is the better one.
  nextStep:
    error.providerCode === undefined && hasWord(`code.${error.code}.next`)
      ? t(`code.${error.code}.next`)
      : error.nextStep,
});

const quote = (quoted: Message | 'absent', customer: string): HTMLElement =>
  el(
    'div',
    { class: 'quote' },
    quoted !== 'absent' &&
      el(
        'span',
        { class: 'quote-who', dir: 'auto' },
        quoted.direction === 'inbound' ? customer : t('bubble.you'),
      ),
    el(
      'span',
      { class: 'quote-text', dir: 'auto' },
      quoted === 'absent' ? t('bubble.quoted') : lineOf(quoted.content),
    ),
  );

const failure = (message: Message, context: BubbleContext): HTMLElement[] => {
  const error = message.error ?? {
    code: message.state === 'uncertain' ? 'send_uncertain' : '',
    message: t(`state.${message.state}`),
    nextStep: '',
  };
  const { title, nextStep } = reasonOf(error);
  const detail = error.message && error.message !== title ? error.message : '';
  const words = el(
    'div',
    { class: 'reason', hidden: true },
    el('strong', {}, title),
    detail && el('p', {}, detail),
    nextStep && el('p', {}, nextStep),
    error.code === 'window_closed' &&
      el(
        'button',
        { type: 'button', class: 'button', onclick: () => context.template() },
        t('refused.template'),
      ),
  );
  const sign = el(
    'button',
    {
      type: 'button',
      class: 'why',
      title: `${title}. ${nextStep}`,
      'aria-label': `${t(`state.${message.state}`)}. ${t('bubble.reason')}`,
      'aria-expanded': 'false',
      onclick: () => {
        words.hidden = !words.hidden;
        sign.setAttribute('aria-expanded', String(!words.hidden));
      },
    },
    icon(message.state === 'uncertain' ? 'question' : 'alert'),
  );
  return [sign, words];
};

/** One message. */
export const bubble = (message: Message, context: BubbleContext): HTMLElement => {
  const outbound = message.direction === 'outbound';
  const bad = outbound && wentWrong(message.state);
  const [sign, reason] = bad ? failure(message, context) : [];
  const note = originNote(message.origin);
  const author = message.authorId ? userName(message.authorId) : '';
  const body = message.deletedAt
    ? [el('p', { class: 'plainly' }, icon('bin'), t('bubble.deleted'))]
    : contentView(message.content, message);
  return el(
    'li',
    {
      class: `message ${message.direction}${bad ? ' bad' : ''}${message.content.kind === 'sticker' ? ' bare' : ''}`,
      'data-id': message.id,
    },
    el(
      'div',
      { class: 'bubble' },
      context.quoted && quote(context.quoted, context.customer),
      body,
      message.original &&
        !message.deletedAt &&
        el('p', { class: 'minor', dir: 'auto' }, t('bubble.original', { text: lineOf(message.original) })),
      note && el('p', { class: 'minor' }, note),
      message.groupId && el('p', { class: 'minor' }, t('bubble.group')),
      el(
        'div',
        { class: 'meta' },
        author && el('span', { class: 'author', dir: 'auto' }, author),
        message.original && el('span', {}, t('bubble.edited')),
        el(
          'time',
          { title: exactly(message.timestamp), datetime: new Date(message.timestamp).toISOString() },
          timeOf(message.timestamp),
        ),
        outbound && !context.unsent && (sign ?? ticks(message.state)),
      ),
      (message.reactions?.length ?? 0) > 0 &&
        el(
          'div',
          { class: 'reactions' },
          (message.reactions ?? []).map(({ emoji }) => el('span', {}, emoji)),
        ),
    ),
    !message.id.startsWith('local:') &&
      !message.deletedAt &&
      el(
        'button',
        {
          type: 'button',
          class: 'round act',
          title: t('bubble.reply'),
          'aria-label': t('bubble.reply'),
          onclick: () => context.reply(message),
        },
        icon('reply'),
      ),
    reason && el('div', { class: 'reason-row' }, reason),
    context.unsent &&
      el(
        'div',
        { class: 'reason-row' },
        el(
          'div',
          { class: 'reason' },
          el('strong', {}, t('bubble.unsent')),
          el(
            'button',
            { type: 'button', class: 'button', onclick: () => context.unsent?.retry() },
            t('bubble.retry'),
          ),
        ),
      ),
  );
};
