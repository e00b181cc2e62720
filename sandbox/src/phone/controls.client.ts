/// <reference lib="dom" />
import type { ClockView } from '../types.ts';
import { connection } from './connection.client.ts';
import { $, el, facts, fill, locale, t } from './dom.client.ts';
import { armed, codeField, faultButton, presets, repeatChoice } from './faults.client.ts';
import { groups } from './groups.client.ts';
import { call } from './http.client.ts';
import { icon } from './icons.client.ts';
import { moderation } from './moderation.client.ts';
import { addHidden } from './people.client.ts';
import { complain } from './say.client.ts';
import { section } from './section.client.ts';
import { changed, now, onChange, world } from './world.client.ts';

const work = (job: () => Promise<unknown>) => () => void job().catch(complain);

const time = el('p', { class: 'clock-time' });
const clockFormat = new Intl.DateTimeFormat(locale, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const advance = async (by: string): Promise<void> => {
  const clock = await call<ClockView>('POST', '/sandbox/clock', { advance: by });
  world.offsetMs = clock.offsetMs;
  changed();
};

/** Any step: 10m, 3h, 6d. */
const clockForm = (): HTMLElement => {
  const by = el('input', {
    class: 'field code',
    value: '6d',
    'aria-label': t('clock.by'),
    pattern: '([0-9]+(ms|[smhd]))+',
    autocomplete: 'off',
  });
  return el(
    'form',
    {
      class: 'pair',
      onsubmit: (event: Event) => {
        event.preventDefault();
        void advance(by.value.trim()).catch(complain);
      },
    },
    by,
    el('button', { type: 'submit', class: 'button' }, t('clock.go')),
  );
};

const reset = el('button', { type: 'button', class: 'button wide' }, t('reset.go'));
let sure: ReturnType<typeof setTimeout> | undefined;
reset.addEventListener('click', () => {
  const calm = () => {
    sure = undefined;
    reset.textContent = t('reset.go');
    reset.classList.remove('sure');
  };
  if (sure === undefined) {
    reset.textContent = t('reset.sure');
    reset.classList.add('sure');
    sure = setTimeout(calm, 4_000);
    return;
  }
  clearTimeout(sure);
  calm();
  void call('POST', '/sandbox/reset', {}).catch(complain);
});

fill(
  $('controls'),
  section(
    t('clock.title'),
    time,
    el(
      'div',
      { class: 'pair' },
      el('button', { type: 'button', class: 'button', onclick: work(() => advance('1h')) }, t('clock.hour')),
      el('button', { type: 'button', class: 'button', onclick: work(() => advance('25h')) }, t('clock.day')),
    ),
    clockForm(),
    el('p', { class: 'muted small' }, t('clock.hint')),
  ),
  section(
    t('faults.title'),
    repeatChoice(),
    el('h3', {}, t('faults.webhooks')),
    el('div', { class: 'faults' }, presets.webhooks.map(faultButton)),
    el('h3', {}, t('faults.sends')),
    codeField(),
    el('div', { class: 'faults' }, presets.sends.map(faultButton)),
    el(
      'details',
      { class: 'more-faults' },
      el('summary', {}, t('faults.more')),
      el('div', { class: 'faults' }, presets.more.map(faultButton)),
    ),
  ),
  moderation(),
  section(
    t('people.title'),
    el(
      'button',
      { type: 'button', class: 'button wide', onclick: work(addHidden) },
      icon('person'),
      t('people.hidden'),
    ),
  ),
  groups(),
  ...(facts.hub ? [] : [connection()]),
  section(t('reset.title'), reset),
);

const render = (): void => {
  time.textContent = clockFormat.format(now());
  time.classList.toggle('ahead', world.offsetMs > 60_000);
  for (const preset of [...presets.webhooks, ...presets.sends, ...presets.more])
    document
      .querySelector(`[data-fault="${preset.key}"]`)
      ?.setAttribute('aria-pressed', String(armed(preset).length > 0));
};
onChange(render);
setInterval(render, 15_000);
