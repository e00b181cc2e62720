/// <reference lib="dom" />
import type { ConversationView } from '@centralita/core/hub-client';
import { el, plural, t } from '@centralita/sandbox/phone/dom.client';
import { exactly, hueOf, initials, lasting, shortWhen } from '@centralita/sandbox/phone/format.client';
import { now } from '../common/live.client.ts';
import { kindWord, nameOf } from './names.client.ts';
import { ticks } from './ticks.client.ts';
import { leftOf, windowBar } from './window.client.ts';

export const avatar = (name: string): HTMLElement =>
  el('span', { class: `avatar ${hueOf(name)}`, 'aria-hidden': 'true' }, initials(name));

const lastLine = ({ lastMessage }: ConversationView): HTMLElement => {
  if (!lastMessage) return el('span', { class: 'last' });
  const text = lastMessage.text?.trim() || kindWord(lastMessage.kind);
  return el(
    'span',
    { class: 'last' },
    lastMessage.direction === 'outbound' && ticks(lastMessage.state),
    el('span', { class: 'last-text', dir: 'auto' }, text),
  );
};

/** One line of the list: who, what last, how long they wait, how long one may still answer freely. */
export const row = (conversation: ConversationView, isOpen: boolean): HTMLAnchorElement => {
  const at = now();
  const name = nameOf(conversation.contact);
  const waiting = conversation.unanswered > 0 && conversation.lastInboundAt !== undefined;
  return el(
    'a',
    { class: 'row', href: `/c/${conversation.id}`, 'aria-current': isOpen ? 'true' : undefined },
    avatar(name),
    el(
      'span',
      { class: 'row-text' },
      el(
        'span',
        { class: 'row-top' },
        el('span', { class: 'name', dir: 'auto' }, name),
        el(
          'time',
          { class: 'when', title: exactly(conversation.lastMessageAt) },
          shortWhen(conversation.lastMessageAt, at),
        ),
      ),
      el(
        'span',
        { class: 'row-mid' },
        lastLine(conversation),
        conversation.unanswered > 0 &&
          el(
            'span',
            { class: 'count', role: 'img', 'aria-label': plural('list.unanswered', conversation.unanswered) },
            String(conversation.unanswered),
          ),
      ),
      el(
        'span',
        { class: 'row-low' },
        windowBar(leftOf(conversation.windowUntil, at)),
        waiting &&
          el(
            'span',
            { class: 'waits' },
            t('list.waiting', { time: lasting(at - (conversation.lastInboundAt ?? at)) }),
          ),
      ),
    ),
  );
};
