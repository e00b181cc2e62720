/// <reference lib="dom" />
import type { PhoneMessage } from '../types.ts';
import { withBubbleMenu } from './bubble-menu.client.ts';
import { composeBar } from './compose.client.ts';
import { $, arrange, el, fill, t } from './dom.client.ts';
import { dayOf, exactly, hueOf, initials, sameDay, timeOf } from './format.client.ts';
import { icon } from './icons.client.ts';
import { inOneLine, look } from './look.client.ts';
import { openPerson } from './person-sheet.client.ts';
import { current, now, onChange, world } from './world.client.ts';

const title = el('span', { class: 'chat-name' });
const under = el('span', { class: 'chat-under' });
const business = el('span', { class: 'avatar hue-0', 'aria-hidden': 'true' });
const items = el('ol', { class: 'chat-items' });
const scroller = el('div', { class: 'chat', role: 'log', tabindex: '0' }, items);
const whose = el('div', { class: 'whose' });

fill(
  $('handset'),
  el(
    'div',
    { class: 'screen' },
    whose,
    el(
      'div',
      { class: 'chat-head' },
      business,
      el('span', { class: 'chat-who' }, title, under),
      el(
        'button',
        {
          type: 'button',
          class: 'round person-more',
          id: 'person-more',
          'aria-label': t('person.open'),
          title: t('person.open'),
          onclick: openPerson,
        },
        icon('more'),
      ),
    ),
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

/** In a group: which, and who wrote. */
const groupLine = (message: PhoneMessage): string => {
  const author = world.customers.find(({ id }) => id === message.author)?.name ?? world.business;
  return t('phone.inGroup', { author });
};

const draw = (message: PhoneMessage): HTMLElement => {
  const at = Number(message.timestamp) * 1000;
  const quoted = world.messages.find(({ id }) => id === message.context?.id);
  const mine = message.from === 'customer' && (message.author ?? world.current) === world.current;
  return el(
    'li',
    { class: `line ${mine ? 'mine' : 'theirs'}` },
    withBubbleMenu(
      el(
        'div',
        { class: 'phone-bubble' },
        message.group && el('p', { class: 'small group-name', dir: 'auto' }, groupLine(message)),
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

const render = (): void => {
  const customer = current();
  title.textContent = world.business;
  fill(business, initials(world.business));
  const typing = world.typingUntil > now();
  under.textContent = t(typing ? 'phone.typing' : 'phone.business');
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
  scroller.setAttribute('aria-label', t('phone.chat', { name: world.business }));
  if (shownOf !== world.current) {
    shownOf = world.current;
    drawn.clear();
    days.clear();
    count = 0;
  }
  const wanted: HTMLElement[] = [];
  let before: number | undefined;
  for (const message of world.messages.filter(isLine)) {
    const at = Number(message.timestamp) * 1000;
    if (before === undefined || !sameDay(before, at)) {
      const key = new Date(at).toDateString();
      const line = days.get(key) ?? el('li', { class: 'chat-day' });
      days.set(key, line);
      line.textContent = dayOf(at, now());
      wanted.push(line);
    }
    before = at;
    const of = JSON.stringify(message);
    const known = drawn.get(message.id);
    const element = known?.of === of ? known.element : draw(message);
    // A list that is open stays so while the ticks under it turn.
    if (element !== known?.element && known?.element.querySelector('details[open]'))
      element.querySelector('details')?.setAttribute('open', '');
    drawn.set(message.id, { element, of });
    wanted.push(element);
  }
  if (wanted.length === 0) wanted.push(el('li', { class: 'chat-day' }, t('phone.empty')));
  arrange(items, wanted);
  if (wanted.length !== count) scroller.scrollTop = scroller.scrollHeight;
  count = wanted.length;
};
onChange(render);
