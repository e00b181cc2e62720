/// <reference lib="dom" />
import type { EventPage } from '@centralita/core/hub-client';
import type { Event } from '@centralita/core/model';
import { $, el, fill, locale, plural, t } from '@centralita/sandbox/phone/dom.client';
import { exactly } from '@centralita/sandbox/phone/format.client';
import { get } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { jsonView } from '@centralita/sandbox/phone/json.client';
import { followHelp } from '../common/help.client.ts';
import { conversationOf, goLive } from '../common/live.client.ts';

const most = 1_000;
const timeFormat = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });

const rows = $('rows');
const detail = $('detail');
const frame = $('page');
const seen = new Set<string>();
const types = new Set<string>();
let events: Event[] = [];
let waiting: Event[] = [];
let paused = false;
let wanted = '';
let chosen: string | undefined;

/** What it is about, in a few words. */
const about = (event: Event): string => {
  const data = event.data as unknown as Record<string, Record<string, unknown>>;
  const who = data.contact?.name ?? data.contact?.waId ?? '';
  const content = (data.message?.content ?? {}) as Record<string, unknown>;
  const what =
    content.text ??
    content.body ??
    content.title ??
    content.kind ??
    data.status ??
    data.change?.kind ??
    data.note?.text ??
    data.consent?.state ??
    data.reaction?.emoji ??
    data.conversation?.caseNumber ??
    data.problem?.title ??
    '';
  return [who, what].filter(Boolean).map(String).join(' · ');
};

const lightOf = ({ type }: Event): string => {
  if (type === 'problem' || type === 'unknown' || type === 'account.unrecognised') return 'bad';
  if (type === 'message.received') return 'message';
  return type.startsWith('message.') ? 'status' : 'off';
};

const row = (event: Event): HTMLElement => {
  const at = Date.parse(event.timestamp);
  return el(
    'button',
    {
      type: 'button',
      class: 'event',
      'data-id': event.id,
      'aria-pressed': String(event.id === chosen),
      onclick: () => choose(event),
    },
    el('span', { class: `light ${lightOf(event)}` }),
    el('time', { title: exactly(at) }, timeFormat.format(at)),
    el('span', { class: 'type' }, event.type),
    el('span', { class: 'about', dir: 'auto' }, about(event)),
  );
};

const choose = (event: Event): void => {
  chosen = event.id;
  for (const one of rows.querySelectorAll<HTMLElement>('.event'))
    one.setAttribute('aria-pressed', String(one.dataset.id === chosen));
  const conversation = conversationOf(event);
  fill(
    detail,
    el(
      'div',
      { class: 'detail-head' },
      el(
        'button',
        { type: 'button', class: 'button back-to-list', onclick: () => frame.classList.remove('reading') },
        icon('back'),
      ),
      el('h2', {}, event.type),
      conversation && el('a', { class: 'button', href: `/c/${conversation}` }, t('events.open')),
    ),
    el('p', { class: 'muted small mono' }, event.id),
    jsonView(event, t('events.json')),
  );
  frame.classList.add('reading');
};

const isWanted = (event: Event): boolean => wanted === '' || event.type === wanted;

const render = (): void => {
  rows.removeAttribute('aria-busy');
  const shown = events.filter(isWanted);
  if (shown.length === 0) fill(rows, el('p', { class: 'nobody' }, t('events.none')));
  else fill(rows, shown.map(row));
};

/** New ones on top; whoever has scrolled down keeps what they read where it is. */
const put = (event: Event): void => {
  if (seen.has(event.id)) return;
  seen.add(event.id);
  knowType(event.type);
  if (paused) {
    waiting.push(event);
    drawBar();
    return;
  }
  events.unshift(event);
  if (events.length > most) events = events.slice(0, most);
  if (!isWanted(event)) return;
  rows.querySelector('.nobody')?.remove();
  const fromEnd = rows.scrollHeight - rows.scrollTop;
  rows.prepend(row(event));
  if (rows.scrollTop > 8) rows.scrollTop = rows.scrollHeight - fromEnd;
  if (rows.children.length > most) rows.lastElementChild?.remove();
};

const pause = el('button', { type: 'button', class: 'button', onclick: () => toggle() });
const select = el('select', {
  class: 'field',
  'aria-label': t('events.filter'),
  onchange: () => {
    wanted = select.value;
    render();
  },
});
const note = el('span', { class: 'muted small', role: 'status' });

const knowType = (type: string): void => {
  if (types.has(type)) return;
  types.add(type);
  const names = [...types].sort();
  fill(
    select,
    el('option', { value: '' }, t('events.all')),
    names.map((name) => el('option', { value: name, selected: name === wanted }, name)),
  );
  select.value = wanted;
};

const drawBar = (): void => {
  fill(pause, icon(paused ? 'play' : 'pause'), t(paused ? 'events.resume' : 'events.pause'));
  note.textContent = paused && waiting.length > 0 ? plural('events.paused', waiting.length) : '';
};

const toggle = (): void => {
  paused = !paused;
  if (!paused) {
    const came = waiting;
    waiting = [];
    for (const event of came) seen.delete(event.id);
    for (const event of came) put(event);
  }
  drawBar();
};

/** The last few hundred: the log is read from where the last page before its end begins. */
const loadLast = async (): Promise<void> => {
  const end = Number((await get<EventPage>('/v1/events?after=now&limit=1')).cursor);
  const after = Number.isSafeInteger(end) && end > 300 ? `&after=${end - 300}` : '';
  const page = await get<EventPage>(`/v1/events?limit=300${after}`).catch(() => undefined);
  for (const event of page?.events ?? []) {
    seen.add(event.id);
    knowType(event.type);
    events.unshift(event);
  }
};

followHelp([
  ['j k', 'help.key.move'],
  ['Enter', 'help.key.open'],
  ['Esc', 'help.key.back'],
]);
fill($('bar'), pause, select, note);
fill(select, el('option', { value: '' }, t('events.all')));
drawBar();
fill(detail, el('p', { class: 'empty' }, t('events.select')));
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') frame.classList.remove('reading');
  const by = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined || (event.target as Element).matches('input, select, textarea, pre')) return;
  const all = [...rows.querySelectorAll<HTMLElement>('.event')];
  const here = all.indexOf(document.activeElement as HTMLElement);
  all[Math.min(all.length - 1, Math.max(0, here + by))]?.focus();
  event.preventDefault();
});

await loadLast().catch(() => undefined);
render();
void goLive({
  onEvent: put,
  onGap: () => {
    void loadLast().then(render, () => undefined);
  },
});
