/// <reference lib="dom" />
import type { Delivery, DeliveryState, EventPage, Page, Subscription } from '@centralita/core/hub-client';
import type { Event } from '@centralita/core/model';
import { $, calmly, el, fill, plural, t } from '@centralita/sandbox/phone/dom.client';
import { exactly, shortWhen } from '@centralita/sandbox/phone/format.client';
import { call, get } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { jsonView } from '@centralita/sandbox/phone/json.client';
import { getFirst } from '../common/first.client.ts';
import { followHelp, isTyping } from '../common/help.client.ts';
import { conversationOf, followClock, goLive, now } from '../common/live.client.ts';
import { trouble, troubleLine } from '../common/trouble.client.ts';
import { isOf } from './consumer.client.ts';

const list = $('deliveries');
const detail = $('detail');
const frame = $('page');
const states: readonly DeliveryState[] = ['dead', 'retrying', 'waiting'];
const asked = new URLSearchParams(location.search);
let consumer = asked.get('consumer') ?? '';
let state = asked.get('state') ?? '';
let subscriptions: readonly Subscription[] = [];
let items: readonly Delivery[] = [];
let next: string | undefined;
let pages = 1;
let chosen: string | undefined;
let drawnDetail = '';

const nameOf = (id: string): string => {
  const found = subscriptions.find((one) => isOf(one, id));
  return found?.description ?? found?.clientKey ?? id;
};

const say = el('span', { class: 'small', role: 'status' });
const act = async (work: () => Promise<unknown>): Promise<void> => {
  say.textContent = '';
  try {
    const done = await work();
    if (typeof done === 'string') say.textContent = done;
  } catch (error) {
    say.textContent = troubleLine(error);
  }
  await load();
};

const tag = ({ state: of }: Delivery): HTMLElement =>
  el('span', { class: `tag ${of === 'dead' ? 'bad' : 'warn'}` }, t(`delivery.${of}`));
const errorOf = ({ lastError, lastStatus }: Delivery): string =>
  lastError ?? (lastStatus === undefined ? '' : `HTTP ${lastStatus}`);

const row = (one: Delivery): HTMLElement =>
  el(
    'button',
    {
      type: 'button',
      class: 'entry',
      'data-id': one.id,
      'aria-pressed': String(one.id === chosen),
      onclick: () => void choose(one),
    },
    el(
      'span',
      { class: 'entry-top' },
      el('span', { class: 'name' }, one.eventType ?? one.eventId),
      tag(one),
      el('time', { class: 'when', title: exactly(one.createdAt) }, shortWhen(one.createdAt, now())),
    ),
    el('span', { class: 'minor clamp' }, [nameOf(one.consumer), errorOf(one)].filter(Boolean).join(' · ')),
  );

/** The log is read forward only: from a good way before its end, those of this type. */
const findEvent = async ({ eventId, eventType }: Delivery): Promise<Event | undefined> => {
  const end = Number((await get<EventPage>('/v1/events?after=now&limit=1')).cursor);
  let after = Number.isSafeInteger(end) && end > 50_000 ? `&after=${end - 50_000}` : '';
  for (let page = 0; page < 50; page += 1) {
    const types = eventType ? `&types=${encodeURIComponent(eventType)}` : '';
    const { events, cursor, more } = await get<EventPage>(`/v1/events?limit=200${types}${after}`);
    const found = events.find(({ id }) => id === eventId);
    if (found || !more) return found;
    after = `&after=${encodeURIComponent(cursor)}`;
  }
  return undefined;
};

const fact = (label: string, value: string, title?: string): HTMLElement =>
  el('div', { class: 'fact' }, el('dt', {}, label), el('dd', { title }, value));

const choose = async (one: Delivery): Promise<void> => {
  chosen = one.id;
  for (const entry of list.querySelectorAll<HTMLElement>('.entry'))
    entry.setAttribute('aria-pressed', String(entry.dataset.id === chosen));
  const of = JSON.stringify(one);
  if (of === drawnDetail) return;
  drawnDetail = of;
  const payload = el('div', {}, el('p', { class: 'muted small' }, t('deliveries.reading')));
  const back = () => frame.classList.remove('reading');
  fill(
    detail,
    el(
      'div',
      { class: 'detail-head' },
      el(
        'button',
        { type: 'button', class: 'button back-to-list', 'aria-label': t('deliveries.title'), onclick: back },
        icon('back'),
      ),
      el('h2', {}, one.eventType ?? ''),
      tag(one),
      one.state === 'dead' &&
        el(
          'button',
          {
            type: 'button',
            class: 'button main',
            onclick: () =>
              void act(async () => {
                await call('POST', `/v1/deliveries/${encodeURIComponent(one.id)}/redrive`, {});
                return plural('deliveries.redriven', 1);
              }),
          },
          t('deliveries.redrive'),
        ),
    ),
    el(
      'dl',
      { class: 'facts-grid' },
      fact(t('deliveries.consumer'), nameOf(one.consumer)),
      fact(t('deliveries.attempts'), String(one.attempts)),
      fact(t('deliveries.error'), errorOf(one) || '–'),
      fact(
        t('deliveries.next'),
        one.nextAttemptAt ? shortWhen(one.nextAttemptAt, now()) : '–',
        one.nextAttemptAt ? exactly(one.nextAttemptAt) : undefined,
      ),
      fact(t('deliveries.event'), one.eventId),
    ),
    el('p', { class: 'muted small' }, t(`deliveries.advice.${one.state}`)),
    el('h3', {}, t('deliveries.payload')),
    payload,
    el('p', { class: 'muted small' }, t('deliveries.signature')),
  );
  frame.classList.add('reading');
  try {
    const event = await findEvent(one);
    if (chosen !== one.id) return;
    const conversation = event && conversationOf(event);
    fill(
      payload,
      conversation &&
        el('p', { class: 'way' }, el('a', { class: 'button', href: `/c/${conversation}` }, t('events.open'))),
      event
        ? jsonView(event, t('deliveries.payload'))
        : el('p', { class: 'muted small' }, t('deliveries.gone')),
    );
  } catch (error) {
    fill(payload, trouble(error));
  }
};

const redriveAll = (of: string): HTMLElement =>
  el(
    'button',
    {
      type: 'button',
      class: 'button',
      onclick: () =>
        void act(async () => {
          const { redriven } = await call<{ redriven: number }>('POST', '/v1/deliveries/redrive', {
            consumer: of,
          });
          return plural('deliveries.redriven', redriven);
        }),
    },
    t('deliveries.redriveAll'),
  );

const select = (
  label: string,
  all: string,
  options: readonly (readonly [value: string, label: string])[],
  value: string,
  choose: (value: string) => void,
): HTMLSelectElement => {
  const element = el(
    'select',
    { class: 'field', 'aria-label': label },
    el('option', { value: '' }, all),
    options.map(([one, name]) => el('option', { value: one, selected: one === value }, name)),
  );
  element.addEventListener('change', () => choose(element.value));
  return element;
};

let drawnBar = '';
const drawBar = (): void => {
  const consumers = [
    ...new Set([...items.map((one) => one.consumer), ...(consumer ? [consumer] : [])]),
  ].sort();
  const dead = [...new Set(items.filter((one) => one.state === 'dead').map((one) => one.consumer))];
  // All at once means all of one subscriber.
  const ofDead = dead.length === 1 ? dead[0] : undefined;
  const of = JSON.stringify([consumers, consumer, state, ofDead, subscriptions.length]);
  if (of === drawnBar) return;
  drawnBar = of;
  const again = () => {
    pages = 1;
    const query = new URLSearchParams();
    if (consumer) query.set('consumer', consumer);
    if (state) query.set('state', state);
    history.replaceState(null, '', `/deliveries${query.size ? `?${query}` : ''}`);
    void load();
  };
  fill(
    $('bar'),
    select(
      t('deliveries.consumer'),
      t('deliveries.allConsumers'),
      consumers.map((one) => [one, nameOf(one)]),
      consumer,
      (value) => {
        consumer = value;
        again();
      },
    ),
    select(
      t('deliveries.state'),
      t('deliveries.allStates'),
      states.map((one) => [one, t(`delivery.${one}`)]),
      state,
      (value) => {
        state = value;
        again();
      },
    ),
    ofDead !== undefined && redriveAll(ofDead),
    say,
  );
};

const draw = (): void => {
  const focused = (document.activeElement as HTMLElement | null)?.dataset.id;
  list.removeAttribute('aria-busy');
  drawBar();
  fill(
    list,
    items.length > 0
      ? items.map(row)
      : el('div', { class: 'nobody' }, icon('tick', 'large'), el('p', {}, t('deliveries.none'))),
    next !== undefined &&
      el(
        'button',
        {
          type: 'button',
          class: 'button more',
          onclick: () => {
            pages += 1;
            void load();
          },
        },
        t('list.more'),
      ),
  );
  if (focused) list.querySelector<HTMLElement>(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  const open = items.find(({ id }) => id === chosen);
  if (open) void choose(open);
  else if (chosen) {
    chosen = undefined;
    drawnDetail = '';
    frame.classList.remove('reading');
    fill(detail, el('p', { class: 'empty' }, t('deliveries.freed')));
  }
};

let drawn = '';
const load = async (): Promise<void> => {
  try {
    const query = new URLSearchParams({ limit: '100' });
    if (consumer) query.set('consumer', consumer);
    if (state) query.set('state', state);
    const found: Delivery[] = [];
    let after: string | undefined;
    for (let page = 0; page < pages; page += 1) {
      const answer = await getFirst<Page<Delivery>>(
        `/v1/deliveries?${query}${after ? `&after=${encodeURIComponent(after)}` : ''}`,
      );
      found.push(...answer.items);
      after = answer.next;
      if (!after) break;
    }
    const of = JSON.stringify([found, after, consumer, state, subscriptions.length]);
    if (of === drawn) return;
    drawn = of;
    items = found;
    next = after;
    calmly(draw);
  } catch (error) {
    drawn = '';
    list.removeAttribute('aria-busy');
    fill(
      list,
      trouble(error, () => void load()),
    );
  }
};

let waiting = false;
const loadSoon = (): void => {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    void load();
  }, 400);
};

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') frame.classList.remove('reading');
  if (isTyping(event)) return;
  const by = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined || (event.target as Element).matches('pre')) return;
  const entries = [...list.querySelectorAll<HTMLElement>('.entry')];
  const here = entries.indexOf(document.activeElement as HTMLElement);
  entries[Math.min(entries.length - 1, Math.max(0, here + by))]?.focus();
  event.preventDefault();
});

followHelp([
  ['j k', 'help.key.move'],
  ['Enter', 'help.key.open'],
  ['Esc', 'help.key.back'],
]);
followClock(loadSoon);
fill(detail, el('p', { class: 'empty' }, t('deliveries.select')));
void goLive({ onEvent: loadSoon, onGap: loadSoon });
setInterval(() => {
  if (!document.hidden) loadSoon();
}, 4_000);
subscriptions = await getFirst<{ items: Subscription[] }>('/v1/subscriptions').then(
  (answer) => answer.items,
  () => [],
);
await load();
