/// <reference lib="dom" />
import type { CallView, PhoneMessage } from '../types.ts';
import { withBubbleMenu } from './bubble-menu.client.ts';
import { callBar, callButton } from './call-bar.client.ts';
import { callLine } from './call-line.client.ts';
import { chatStrip } from './chats.client.ts';
import { composeBar } from './compose.client.ts';
import { $, arrange, el, fill, t } from './dom.client.ts';
import { dayOf, exactly, hueOf, initials, sameDay, timeOf } from './format.client.ts';
import { openGroupSheet } from './group-sheet.client.ts';
import { icon } from './icons.client.ts';
import { inOneLine, look } from './look.client.ts';
import { openPerson } from './person-sheet.client.ts';
import { chatMessages, current, isMine, now, onChange, openGroup, ownCalls, world } from './world.client.ts';

const title = el('span', { class: 'chat-name' });
const under = el('span', { class: 'chat-under' });
const avatar = el('span', { class: 'avatar hue-0', 'aria-hidden': 'true' });
const items = el('ol', { class: 'chat-items' });
const scroller = el('div', { class: 'chat', role: 'log', tabindex: '0' }, items);
const whose = el('div', { class: 'whose' });
const more = el(
  'button',
  {
    type: 'button',
    class: 'round',
    id: 'person-more',
    onclick: () => {
      const group = openGroup();
      if (group) openGroupSheet(group);
      else openPerson();
    },
  },
  icon('more'),
);

fill(
  $('handset'),
  el(
    'div',
    { class: 'screen' },
    whose,
    el(
      'div',
      { class: 'chat-head' },
      avatar,
      el('span', { class: 'chat-who' }, title, under),
      el('span', { class: 'head-acts' }, callButton(), more),
    ),
    chatStrip(),
    callBar(),
    scroller,
    composeBar(),
  ),
);

const ticks = (message: PhoneMessage): HTMLElement =>
  el(
    'span',
    {
      class: `ticks ${message.ticks === 'read' ? 'read' : ''}`,
      role: 'img',
      title: t(`ticks.${message.ticks}`),
      'aria-label': t(`ticks.${message.ticks}`),
    },
    icon(message.ticks === 0 ? 'clock' : message.ticks === 1 ? 'tick' : 'ticks'),
  );

/** Who wrote, where there are several. */
const authorOf = (message: PhoneMessage): string =>
  world.customers.find(({ id }) => id === message.author)?.name ?? message.author ?? world.business;

const draw = (message: PhoneMessage): HTMLElement => {
  const at = Number(message.timestamp) * 1000;
  const quoted = world.messages.find(({ id }) => id === message.context?.id);
  const mine = isMine(message);
  return el(
    'li',
    { class: `line ${mine ? 'mine' : 'theirs'}` },
    withBubbleMenu(
      el(
        'div',
        { class: 'phone-bubble' },
        message.group && !mine && el('p', { class: 'small author', dir: 'auto' }, authorOf(message)),
        message.revoked
          ? el('p', { class: 'muted small' }, t('phone.deleted'))
          : [quoted && el('div', { class: 'phone-quote', dir: 'auto' }, inOneLine(quoted)), ...look(message)],
        el(
          'div',
          { class: 'phone-meta' },
          message.edited && !message.revoked && el('span', {}, t('phone.edited')),
          el('time', { title: exactly(at) }, timeOf(at)),
          mine && ticks(message),
        ),
        message.reactions.length > 0 &&
          el('div', { class: 'phone-reactions' }, message.reactions.map(({ emoji }) => emoji).join(' ')),
      ),
      message,
    ),
  );
};

const drawn = new Map<string, { element: HTMLElement; of: string }>();
const days = new Map<string, HTMLElement>();
let shownOf: string | undefined;
let count = 0;

/** On a phone a reaction is no line of its own. */
const isLine = ({ visible, type, from }: PhoneMessage): boolean =>
  (visible || from === 'customer') && !['reaction', 'edit', 'revoke'].includes(type);

interface Line {
  readonly id: string;
  readonly at: number;
  /** What it shows, as text: the same text needs no drawing. */
  readonly of: string;
  readonly make: () => HTMLElement;
}

/** Messages, and calls that are over, as they came. */
const linesOf = (messages: readonly PhoneMessage[], calls: readonly CallView[]): Line[] => {
  const lines = messages.filter(isLine).map((message) => ({
    id: message.id,
    at: Number(message.timestamp) * 1000,
    of: JSON.stringify(message),
    make: () => draw(message),
  }));
  const over = calls.filter(({ state }) => state === 'over');
  const called = over.map((call) => ({
    id: call.id,
    at: Date.parse(call.at),
    of: JSON.stringify(call),
    make: () => callLine(call),
  }));
  return called.length === 0 ? lines : [...lines, ...called].sort((one, other) => one.at - other.at);
};

const render = (): void => {
  const customer = current();
  const group = openGroup();
  const name = group?.subject ?? world.business;
  title.textContent = name;
  fill(avatar, group ? icon('people') : initials(world.business));
  const typing = !group && world.typingUntil > now();
  under.textContent = group
    ? [world.business, ...group.participants.map((one) => one.name)].join(', ')
    : t(typing ? 'phone.typing' : 'phone.business');
  const offers = t(group ? 'group.open' : 'person.open');
  more.title = offers;
  more.setAttribute('aria-label', offers);
  under.classList.toggle('typing', typing);
  fill(
    whose,
    customer &&
      el(
        'span',
        { dir: 'auto' },
        el('span', { class: `dot ${hueOf(customer.name)}` }),
        customer.name,
        el(
          'span',
          { class: 'whose-number' },
          customer.phone && customer.hasPhone ? `+${customer.phone}` : t('phone.withheld'),
        ),
      ),
  );
  scroller.setAttribute('aria-label', t('phone.chat', { name }));
  const chat = `${world.current} ${world.group ?? ''}`;
  if (shownOf !== chat) {
    shownOf = chat;
    drawn.clear();
    days.clear();
    count = 0;
  }
  const wanted: HTMLElement[] = [];
  let before: number | undefined;
  for (const { id, at, of, make } of linesOf(chatMessages(), group ? [] : ownCalls())) {
    if (before === undefined || !sameDay(before, at)) {
      const key = new Date(at).toDateString();
      const line = days.get(key) ?? el('li', { class: 'chat-day' });
      days.set(key, line);
      line.textContent = dayOf(at, now());
      wanted.push(line);
    }
    before = at;
    const known = drawn.get(id);
    const element = known?.of === of ? known.element : make();
    // A list that is open stays so while the ticks under it turn.
    if (element !== known?.element && known?.element.querySelector('details[open]'))
      element.querySelector('details')?.setAttribute('open', '');
    drawn.set(id, { element, of });
    wanted.push(element);
  }
  if (wanted.length === 0) wanted.push(el('li', { class: 'chat-day' }, t('phone.empty')));
  arrange(items, wanted);
  if (wanted.length !== count) scroller.scrollTop = scroller.scrollHeight;
  count = wanted.length;
};
onChange(render);
