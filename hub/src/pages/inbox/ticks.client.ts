/// <reference lib="dom" />
import type { MessageState } from '@centralita/core/model';
import { el, t } from '@centralita/sandbox/phone/dom.client';
import { type IconName, icon } from '@centralita/sandbox/phone/icons.client';

const shown: Readonly<Record<MessageState, IconName>> = {
  received: 'tick',
  queued: 'clock',
  sending: 'clock',
  accepted: 'clock',
  held: 'clock',
  sent: 'tick',
  delivered: 'ticks',
  read: 'ticks',
  played: 'ticks',
  refused: 'alert',
  failed: 'alert',
  uncertain: 'question',
};

export const wentWrong = (state: MessageState): boolean =>
  state === 'failed' || state === 'refused' || state === 'uncertain';

/** One tick, two, two coloured, or a sign that something is wrong; the state in words for whoever does not see it. */
export const ticks = (state: MessageState): HTMLElement =>
  el(
    'span',
    { class: `ticks ${state}`, title: t(`state.${state}`), role: 'img', 'aria-label': t(`state.${state}`) },
    icon(shown[state]),
  );
