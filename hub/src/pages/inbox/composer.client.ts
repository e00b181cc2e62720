/// <reference lib="dom" />
import type { ConversationView, Note } from '@centralita/core/hub-client';
import type { Message, OutboundContent } from '@centralita/core/model';
import { el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { lasting } from '@centralita/sandbox/phone/format.client';
import type { Refused } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { now } from '../common/live.client.ts';
import { me, userName } from '../common/person.client.ts';
import { trouble } from '../common/trouble.client.ts';
import { attach } from './attach.client.ts';
import { lineOf, nameOf } from './names.client.ts';
import { createNoteBox } from './note-box.client.ts';
import { refusal } from './refusal.client.ts';
import { templatePicker } from './template-picker.client.ts';
import { leftOf, windowBar } from './window.client.ts';
import { createWriting } from './writing.client.ts';

const soon = 2 * 3_600_000;

type Mode = 'reply' | 'templates' | 'note';

export interface Composer {
  readonly element: HTMLElement;
  update(conversation: ConversationView): void;
  quote(message: Message): void;
  focus(): void;
  openTemplates(): void;
  openNote(note?: Note): void;
  /** The send was refused: says why, gives the text back. */
  refuse(error: Refused, content: OutboundContent, again: () => void): void;
  /** One goes elsewhere. */
  leave(): void;
}

export interface ComposerOptions {
  send(content: OutboundContent, replyTo?: Message): void;
  noted(): void;
}

/** Where one answers: freely while the window is open, with a template when it is not; and where one writes notes. */
export const createComposer = (initial: ConversationView, options: ComposerOptions): Composer => {
  let conversation = initial;
  let quoted: Message | undefined;
  let mode: Mode = 'reply';
  let drawn = '';
  const writing = createWriting(initial.id);
  const notes = createNoteBox(initial.id, options.noted);

  const tabs = el('div', { class: 'composer-tabs', role: 'group', 'aria-label': t('reply.modes') });
  const state = el('div', { class: 'window-line' });
  const problem = el('div', { class: 'problem', role: 'alert' });
  const other = el('p', { class: 'other-writes', role: 'status' });
  const quote = el('div', { class: 'quoting' });
  const text = el('textarea', {
    class: 'field',
    rows: '1',
    placeholder: t('reply.placeholder'),
    'aria-label': t('reply.label'),
    title: t('reply.hint'),
    dir: 'auto',
  });
  const file = el('input', { type: 'file', class: 'sr', tabindex: '-1', 'aria-hidden': 'true' });
  const clip = el(
    'button',
    {
      type: 'button',
      class: 'round',
      title: t('reply.attach'),
      'aria-label': t('reply.attach'),
      onclick: () => file.click(),
    },
    icon('plus'),
  );
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
    clip,
    file,
    text,
    el(
      'button',
      { type: 'submit', class: 'round main', title: t('reply.send'), 'aria-label': t('reply.send') },
      icon('send'),
    ),
  );
  const element = el('div', { class: 'composer' }, tabs, problem, other, quote, write, picker, notes.element);

  const grow = () => {
    text.style.height = 'auto';
    text.style.height = `${Math.min(200, text.scrollHeight + 2)}px`;
  };
  text.addEventListener('input', () => {
    grow();
    if (text.value.trim() === '') writing.stops();
    else writing.writes();
  });
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    file.value = '';
    if (!chosen) return;
    const caption = text.value.trim();
    clip.disabled = true;
    fill(problem, el('p', { class: 'muted small' }, t('reply.uploading', { name: chosen.name })));
    attach(conversation.channelAccountId, chosen, caption).then(
      (content) => {
        clip.disabled = false;
        if ('caption' in content) clear();
        dispatch(content);
      },
      (error: unknown) => {
        clip.disabled = false;
        fill(problem, trouble(error));
      },
    );
  });

  const setQuote = (message: Message | undefined) => {
    quoted = message;
    if (!message) {
      fill(quote);
      return;
    }
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

  const clear = () => {
    text.value = '';
    grow();
    writing.stops();
  };
  const dispatch = (content: OutboundContent) => {
    fill(problem);
    options.send(content, quoted);
    setQuote(undefined);
  };
  const submit = () => {
    const words = text.value.trim();
    if (words === '') return;
    clear();
    dispatch({ kind: 'text', text: words });
  };

  const tab = (name: Mode, label: string): HTMLElement =>
    el(
      'button',
      {
        type: 'button',
        class: `composer-tab tab-${name}`,
        'aria-pressed': String(mode === name),
        onclick: () => {
          mode = name;
          render();
          focus();
        },
      },
      name === 'note' && icon('lock'),
      label,
    );

  const focus = () => {
    if (mode === 'note') notes.focus();
    else if (!write.hidden) text.focus();
    else
      (
        picker.querySelector<HTMLElement>('button, input') ?? picker.querySelector<HTMLElement>('.picker')
      )?.focus();
  };

  const render = () => {
    const left = leftOf(conversation.windowUntil, now());
    const closed = left <= 0;
    const words = closed
      ? t(conversation.lastInboundAt === undefined ? 'window.never' : 'window.closed')
      : t(left < soon ? 'window.soon' : 'window.open', { time: lasting(left) });
    fill(state, windowBar(left), el('span', { class: 'window-words' }, words));
    const { lock } = conversation;
    const writes = lock && lock.userId !== me()?.id && lock.until > now();
    const otherWords = writes ? t('reply.other', { name: userName(lock.userId) }) : '';
    if (other.textContent !== otherWords) fill(other, writes && icon('chat'), otherWords);
    const of = `${mode}${closed}`;
    if (of === drawn) return;
    drawn = of;
    const picks = mode === 'templates' || (mode === 'reply' && closed);
    fill(
      tabs,
      tab('reply', t('reply.tab')),
      !closed && tab('templates', t('reply.template')),
      tab('note', t('note.word')),
      state,
    );
    write.hidden = mode !== 'reply' || closed;
    quote.hidden = mode === 'note';
    notes.element.hidden = mode !== 'note';
    element.classList.toggle('picking', picks);
    element.classList.toggle('noting', mode === 'note');
    fill(
      picker,
      picks && closed && el('p', { class: 'muted small closed-words' }, t('window.closed.text')),
      picks &&
        templatePicker(conversation.channelAccountId, (content) => {
          dispatch(content);
          if (mode === 'templates') mode = 'reply';
          drawn = '';
          render();
        }),
    );
  };
  render();

  const openTemplates = () => {
    mode = leftOf(conversation.windowUntil, now()) <= 0 ? 'reply' : 'templates';
    fill(problem);
    render();
    focus();
  };

  return {
    element,
    update: (next) => {
      conversation = next;
      // With the window its tab goes.
      if (mode === 'templates' && leftOf(next.windowUntil, now()) <= 0) mode = 'reply';
      render();
    },
    quote: (message) => {
      mode = 'reply';
      render();
      setQuote(message);
      text.focus();
    },
    focus: () => {
      mode = 'reply';
      render();
      focus();
    },
    openTemplates,
    openNote: (note) => {
      mode = 'note';
      render();
      if (note) notes.edit(note);
      else notes.focus();
    },
    refuse: (error, content, again) => {
      if (content.kind === 'text' && text.value === '' && error.code !== 'answered_meanwhile') {
        text.value = content.text;
        grow();
      }
      fill(
        problem,
        refusal(error, content, {
          contactId: conversation.contactId,
          template: openTemplates,
          again: () => {
            fill(problem);
            again();
          },
          edit: () => {
            fill(problem);
            if (content.kind !== 'text') return;
            text.value = content.text;
            grow();
            text.focus();
          },
          close: () => fill(problem),
        }),
      );
      problem.scrollIntoView({ block: 'nearest' });
    },
    leave: () => writing.stops(),
  };
};
