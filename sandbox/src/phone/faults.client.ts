/// <reference lib="dom" />
import type { FaultRule } from '../faults/types.ts';
import type { FaultView } from '../types.ts';
import { el, t } from './dom.client.ts';
import { call } from './http.client.ts';
import { complain } from './say.client.ts';
import { changed, world } from './world.client.ts';

/** What one mostly wants to see fail; any other code of the platform can be typed. */
const codes = [131026, 131047, 131049, 131050, 130472, 131053, 131056, 130429, 132015, 131042];
let code = codes[0] ?? 131026;
let repeat: '1' | '5' | 'all' = '1';

export interface Preset {
  readonly key: string;
  rule(): FaultRule;
}

export const presets: Readonly<Record<'webhooks' | 'sends' | 'more', readonly Preset[]>> = {
  webhooks: [
    { key: 'duplicate', rule: () => ({ kind: 'duplicate_webhook', copies: 2, gapMs: 50 }) },
    { key: 'reorder', rule: () => ({ kind: 'reorder_webhooks', window: 2, ms: 4_000 }) },
    { key: 'late', rule: () => ({ kind: 'delay_webhook', ms: 5_000 }) },
    { key: 'again', rule: () => ({ kind: 'late_retry', afterMs: 24 * 3_600_000 }) },
    { key: 'lose', rule: () => ({ kind: 'drop_webhook' }) },
    { key: 'drop', rule: () => ({ kind: 'drop_status', status: 'delivered' }) },
    { key: 'broken', rule: () => ({ kind: 'malformed_webhook', form: 'unknown_type' }) },
  ],
  sends: [
    { key: 'fail', rule: () => ({ kind: 'status_failed', code }) },
    { key: 'refuse', rule: () => ({ kind: 'send_error', code }) },
    { key: 'throttle', rule: () => ({ kind: 'rate_limited', retryAfterSeconds: 3 }) },
    { key: 'pair', rule: () => ({ kind: 'rate_limited', code: 131056, httpStatus: 400 }) },
    { key: 'server', rule: () => ({ kind: 'server_error' }) },
    { key: 'timeout', rule: () => ({ kind: 'timeout_after_accept', ms: 3_000 }) },
  ],
  more: [
    { key: 'serverAfter', rule: () => ({ kind: 'server_error', accepted: true }) },
    { key: 'timeoutBefore', rule: () => ({ kind: 'timeout_before_accept', ms: 3_000 }) },
    { key: 'reset', rule: () => ({ kind: 'reset' }) },
    { key: 'resetAfter', rule: () => ({ kind: 'reset', accepted: true }) },
    { key: 'unreadable', rule: () => ({ kind: 'malformed_answer', form: 'html' }) },
    { key: 'token', rule: () => ({ kind: 'token_expired' }) },
    { key: 'both', rule: () => ({ kind: 'delivered_and_failed' }) },
    { key: 'held', rule: () => ({ kind: 'hold_template', ms: 4_000 }) },
    { key: 'heldDropped', rule: () => ({ kind: 'held_dropped', ms: 4_000 }) },
  ],
};

const withRepeat = (rule: FaultRule): FaultRule => {
  if (repeat === 'all') return { ...rule, rate: 1 };
  return repeat === '5' ? { ...rule, times: 5 } : rule;
};

/** What tells two rules of one kind apart. */
const mark = (rule: FaultRule): string =>
  JSON.stringify([
    rule.kind,
    'accepted' in rule && rule.accepted === true,
    rule.kind === 'rate_limited' ? (rule.code ?? 0) : 0,
  ]);

export const armed = (preset: Preset): readonly FaultView[] => {
  const wanted = mark(preset.rule());
  return world.faults.filter((fault) => mark(fault) === wanted && (fault.remaining ?? 1) > 0);
};

const toggle = async (preset: Preset): Promise<void> => {
  const there = armed(preset);
  for (const { id } of there) await call('DELETE', `/sandbox/faults/${id}`);
  const answer =
    there.length > 0
      ? await call<{ faults: FaultView[] }>('GET', '/sandbox/faults')
      : await call<{ faults: FaultView[] }>('POST', '/sandbox/faults', withRepeat(preset.rule()));
  world.faults = answer.faults;
  changed();
};

export const faultButton = (preset: Preset): HTMLElement =>
  el(
    'button',
    {
      type: 'button',
      class: 'fault',
      'data-fault': preset.key,
      'aria-pressed': 'false',
      onclick: () => void toggle(preset).catch(complain),
    },
    el('span', { class: 'knob' }),
    t(`fault.${preset.key}`),
  );

export const repeatChoice = (): HTMLElement =>
  el(
    'select',
    {
      class: 'field code',
      'aria-label': t('faults.repeat'),
      onchange: (event: Event) => {
        repeat = (event.target as HTMLSelectElement).value as typeof repeat;
      },
    },
    (['1', '5', 'all'] as const).map((value) => el('option', { value }, t(`faults.repeat.${value}`))),
  );

/** The code that "fail" and "refuse" take. */
export const codeField = (): HTMLElement =>
  el(
    'label',
    { class: 'form-line' },
    el('span', { class: 'small muted' }, t('fault.code')),
    el('input', {
      class: 'field code',
      list: 'fault-codes',
      value: String(code),
      inputmode: 'numeric',
      autocomplete: 'off',
      onchange: (event: Event) => {
        const wanted = Number.parseInt((event.target as HTMLInputElement).value, 10);
        if (wanted >= 0) code = wanted;
      },
    }),
    el(
      'datalist',
      { id: 'fault-codes' },
      codes.map((one) => el('option', { value: String(one) }, t(`code.${one}`))),
    ),
  );
