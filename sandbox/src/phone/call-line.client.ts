/// <reference lib="dom" />
import type { CallView } from '../types.ts';
import { outcome } from './call-words.client.ts';
import { el, t } from './dom.client.ts';
import { exactly, timeOf } from './format.client.ts';
import { tile } from './media.client.ts';

/** A call as a line of the chat. */
export const callLine = (call: CallView): HTMLElement => {
  const at = Date.parse(call.at);
  return el(
    'li',
    { class: `line call-line ${call.direction === 'USER_INITIATED' ? 'mine' : 'theirs'}` },
    el(
      'div',
      { class: 'phone-bubble' },
      tile('phone', t('call.line'), outcome(call)),
      el('div', { class: 'phone-meta' }, el('time', { title: exactly(at) }, timeOf(at))),
    ),
  );
};
