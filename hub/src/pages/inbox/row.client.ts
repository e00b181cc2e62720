/// <reference lib="dom" />
import type { ConversationView } from '@centralita/core/hub-client';
import { el, plural, t } from '@centralita/sandbox/phone/dom.client';
import { exactly, hueOf, initials, lasting, shortWhen } from '@centralita/sandbox/phone/format.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { now } from '../common/live.client.ts';
import { face, userName } from '../common/person.client.ts';
import { kindWord, nameOf } from './names.client.ts';
import { ticks } from './ticks.client.ts';
import { isOverdue } from './views.client.ts';
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

const tagsShown = 2;
const tags = (all: readonly string[]): HTMLElement | false =>
  all.length > 0 &&
  el(
    'span',
    { class: 'row-tags' },
    all.slice(0, tagsShown).map((tag) => el('span', { class: 'tag', dir: 'auto' }, tag)),
    all.length > tagsShown && el('span', { class: 'minor' }, `+${all.length - tagsShown}`),
  );

const waits = (one: ConversationView, at: number): HTMLElement | false => {
  if (one.state === 'snoozed' && one.snoozedUntil !== undefined)
    return el(
      'span',
      { class: 'when', title: exactly(one.snoozedUntil) },
      icon('clock'),
      shortWhen(one.snoozedUntil, at),
    );
  if (one.unanswered === 0 || one.lastInboundAt === undefined || one.state === 'closed') return false;
  const late = isOverdue(one, at);
  return el(
    'span',
    { class: `waits ${late ? 'late' : ''}`, title: late ? t('list.late') : undefined },
    t('list.waiting', { time: lasting(at - one.lastInboundAt) }),
  );
};

/** One line of the list: who, what last, how long they wait, how long one may still answer freely, who has it. */
export const row = (conversation: ConversationView, isOpen: boolean): HTMLAnchorElement => {
  const at = now();
  const name = nameOf(conversation.contact);
  const { assigneeId, priority, unanswered } = conversation;
  return el(
    'a',
    {
      class: `row ${conversation.state === 'closed' ? 'closed' : ''}`,
      href: `/c/${conversation.id}`,
      'aria-current': isOpen ? 'true' : undefined,
    },
    avatar(name),
    el(
      'span',
      { class: 'row-text' },
      el(
        'span',
        { class: 'row-top' },
        priority > 0 &&
          el(
            'span',
            {
              class: 'flag',
              title: t('list.priority', { n: priority }),
              role: 'img',
              'aria-label': t('list.priority', { n: priority }),
            },
            icon('flag'),
          ),
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
        unanswered > 0 &&
          el(
            'span',
            { class: 'count', 'aria-label': plural('list.unanswered', unanswered), role: 'img' },
            String(unanswered),
          ),
      ),
      el(
        'span',
        { class: 'row-low' },
        assigneeId &&
          el(
            'span',
            {
              class: 'row-who',
              title: userName(assigneeId),
              role: 'img',
              'aria-label': t('list.assignee', { name: userName(assigneeId) }),
            },
            face(userName(assigneeId)),
          ),
        windowBar(leftOf(conversation.windowUntil, at)),
        tags(conversation.tags),
        waits(conversation, at),
      ),
    ),
  );
};
