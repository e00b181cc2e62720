/// <reference lib="dom" />
import type { FaultRule } from '../faults/types.ts';
import type { ClockView, FaultView } from '../types.ts';
import { $, el, fill, locale, t } from './dom.client.ts';
import { call } from './http.client.ts';
import { icon } from './icons.client.ts';
import { addHidden } from './people.client.ts';
import { complain } from './say.client.ts';
import { changed, now, onChange, world } from './world.client.ts';

const codes = [131026, 131047, 131049, 131050, 130472];
let code = codes[0] ?? 131026;

interface Preset {
  readonly key: string;
  rule(): FaultRule;
}
const presets: Readonly<Record<'webhooks' | 'sends', readonly Preset[]>> = {
  webhooks: [
    { key: 'duplicate', rule: () => ({ kind: 'duplicate_webhook', copies: 2, gapMs: 50 }) },
    { key: 'reorder', rule: () => ({ kind: 'reorder_webhooks', window: 2, ms: 4_000 }) },
    { key: 'late', rule: () => ({ kind: 'delay_webhook', ms: 5_000 }) },
    { key: 'drop', rule: () => ({ kind: 'drop_status', status: 'delivered' }) },
  ],
  sends: [
    { key: 'fail', rule: () => ({ kind: 'status_failed', code }) },
    { key: 'server', rule: () => ({ kind: 'server_error' }) },
    { key: 'timeout', rule: () => ({ kind: 'timeout_after_accept', ms: 3_000 }) },
    { key: 'throttle', rule: () => ({ kind: 'rate_limited', retryAfterSeconds: 3 }) },
  ],
};

const work = (job: () => Promise<unknown>) => () => void job().catch(complain);

const armed = (preset: Preset): readonly FaultView[] => {
  const { kind } = preset.rule();
  return world.faults.filter((fault) => fault.kind === kind && (fault.remaining ?? 1) > 0);
};

const toggle = async (preset: Preset): Promise<void> => {
  const there = armed(preset);
  for (const { id } of there) await call('DELETE', `/sandbox/faults/${id}`);
  const answer =
    there.length > 0
      ? await call<{ faults: FaultView[] }>('GET', '/sandbox/faults')
      : await call<{ faults: FaultView[] }>('POST', '/sandbox/faults', preset.rule());
  world.faults = answer.faults;
  changed();
};

const faultButton = (preset: Preset): HTMLElement =>
  el(
    'button',
    {
      type: 'button',
      class: 'fault',
      'data-fault': preset.key,
      'aria-pressed': 'false',
      onclick: work(() => toggle(preset)),
    },
    el('span', { class: 'knob' }),
    t(`fault.${preset.key}`),
  );

const codeChoice = (): HTMLElement =>
  el(
    'select',
    {
      class: 'field code',
      'aria-label': t('fault.code'),
      onchange: (event: Event) => {
        code = Number((event.target as HTMLSelectElement).value);
      },
    },
    codes.map((one) => el('option', { value: one }, t(`code.${one}`))),
  );

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

const section = (title: string, ...children: (Node | string)[]): HTMLElement =>
  el('section', { class: 'control' }, el('h2', {}, title), children);

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
    el('p', { class: 'muted small' }, t('clock.hint')),
  ),
  section(
    t('faults.title'),
    el('p', { class: 'muted small' }, t('faults.lead')),
    el('h3', {}, t('faults.webhooks')),
    el('div', { class: 'faults' }, presets.webhooks.map(faultButton)),
    el('h3', {}, t('faults.sends')),
    el(
      'div',
      { class: 'faults' },
      presets.sends.flatMap((preset) =>
        preset.key === 'fail' ? [faultButton(preset), codeChoice()] : [faultButton(preset)],
      ),
    ),
  ),
  section(
    t('people.title'),
    el(
      'button',
      { type: 'button', class: 'button wide', onclick: work(addHidden) },
      icon('person'),
      t('people.hidden'),
    ),
  ),
  section(t('reset.title'), reset),
);

const render = (): void => {
  time.textContent = clockFormat.format(now());
  time.classList.toggle('ahead', world.offsetMs > 60_000);
  for (const preset of [...presets.webhooks, ...presets.sends])
    document
      .querySelector(`[data-fault="${preset.key}"]`)
      ?.setAttribute('aria-pressed', String(armed(preset).length > 0));
};
onChange(render);
setInterval(render, 15_000);
