/// <reference lib="dom" />
import type { ConversationView } from '@centralita/core/hub-client';
import type { Message, OutboundContent } from '@centralita/core/model';
import { el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { lasting } from '@centralita/sandbox/phone/format.client';
import type { Refused } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { now } from '../common/live.client.ts';
import { lineOf, nameOf } from './names.client.ts';
import { refusal } from './refusal.client.ts';
import { templatePicker } from './template-picker.client.ts';
import { leftOf, windowBar } from './window.client.ts';

const soon = 2 * 3_600_000;

export interface Composer {
  readonly element: HTMLElement;
  update(conversation: ConversationView): void;
  quote(message: Message): void;
  focus(): void;
  openTemplates(): void;
  /** The send was refused: says why, gives the text back. */
  refuse(error: Refused, content: OutboundContent): void;
}

/** Where one answers: freely while the window is open, with a template when it is not. */
export const createComposer = (
  initial: ConversationView,
  send: (content: OutboundContent, replyTo?: Message) => void,
): Composer => {
  let conversation = initial;
  let quoted: Message | undefined;
  let templates = false;
  let mode = '';

  const state = el('div', { class: 'window-line' });
  const problem = el('div', { class: 'problem', role: 'alert' });
  const quote = el('div', { class: 'quoting' });
  const text = el('textarea', {
    class: 'field',
    rows: '1',
    placeholder: t('reply.placeholder'),
    'aria-label': t('reply.label'),
    dir: 'auto',
  });
  const picker = el('div', {});
  const write = el(
    'form',
    {
      class: 'write',
      onsubmit: (event: Event) => {
        event.preventDefault();
        submit();
      },
    },
    text,
    el(
      'button',
      { type: 'submit', class: 'round main', title: t('reply.send'), 'aria-label': t('reply.send') },
      icon('send'),
    ),
  );
  const element = el('div', { class: 'composer' }, state, problem, quote, write, picker);

  const grow = () => {
    text.style.height = 'auto';
    text.style.height = `${Math.min(200, text.scrollHeight + 2)}px`;
  };
  text.title = t('reply.hint');
  text.addEventListener('input', grow);
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });

  const setQuote = (message: Message | undefined) => {
    quoted = message;
    if (!message) return fill(quote);
    const name = message.direction === 'inbound' ? nameOf(conversation.contact) : t('bubble.you');
    fill(
      quote,
      el(
        'span',
        { class: 'quote' },
        el('span', { class: 'quote-who' }, t('reply.quoting', { name })),
        el('span', { class: 'quote-text', dir: 'auto' }, lineOf(message.content)),
      ),
      el(
        'button',
        {
          type: 'button',
          class: 'round',
          'aria-label': t('reply.unquote'),
          title: t('reply.unquote'),
          onclick: () => setQuote(undefined),
        },
        icon('close'),
      ),
    );
  };

  const dispatch = (content: OutboundContent) => {
    fill(problem);
    send(content, quoted);
    setQuote(undefined);
  };
  const submit = () => {
    const words = text.value.trim();
    if (words === '') return;
    text.value = '';
    grow();
    dispatch({ kind: 'text', text: words });
  };

  const render = () => {
    const left = leftOf(conversation.windowUntil, now());
    const closed = left <= 0;
    const words = closed
      ? t(conversation.lastInboundAt === undefined ? 'window.never' : 'window.closed')
      : t(left < soon ? 'window.soon' : 'window.open', { time: lasting(left) });
    fill(
      state,
      windowBar(left),
      el('span', { class: 'window-words' }, words),
      !closed &&
        el(
          'button',
          {
            type: 'button',
            class: 'quiet small',
            'aria-expanded': String(templates),
            onclick: () => {
              templates = !templates;
              render();
            },
          },
          t(templates ? 'reply.write' : 'reply.template'),
        ),
    );
    const wanted = closed ? 'closed' : templates ? 'templates' : 'write';
    if (wanted === mode) return;
    mode = wanted;
    write.hidden = wanted !== 'write';
    element.classList.toggle('picking', wanted !== 'write');
    fill(
      picker,
      wanted === 'closed' && el('p', { class: 'muted small closed-words' }, t('window.closed.text')),
      wanted !== 'write' &&
        templatePicker(conversation.channelAccountId, (content) => {
          dispatch(content);
          templates = false;
          mode = '';
          render();
        }),
    );
  };
  render();

  const openTemplates = () => {
    templates = true;
    fill(problem);
    render();
  };

  return {
    element,
    update: (next) => {
      conversation = next;
      render();
    },
    quote: (message) => {
      setQuote(message);
      text.focus();
    },
    focus: () => {
      (mode === 'write' ? text : picker.querySelector<HTMLElement>('button, input'))?.focus();
    },
    openTemplates,
    refuse: (error, content) => {
      if (content.kind === 'text' && text.value === '') {
        text.value = content.text;
        grow();
      }
      fill(
        problem,
        refusal(error, content, {
          contactId: conversation.contactId,
          template: openTemplates,
          again: () => dispatch(content),
          close: () => fill(problem),
        }),
      );
      problem.scrollIntoView({ block: 'nearest' });
    },
  };
};
