/// <reference lib="dom" />
import type { CallView } from '../types.ts';
import { t } from './dom.client.ts';

/** Minutes and seconds, as a phone counts them: 1:05. */
export const counted = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** How it went, in a word or two. */
export const outcome = (call: CallView): string => {
  if (call.state === 'ringing') return t('call.rings');
  if (call.state === 'talking') return t('call.talking');
  if (call.acceptedAt !== undefined && call.endedAt !== undefined)
    return counted(Date.parse(call.endedAt) - Date.parse(call.acceptedAt));
  return t(call.rejected ? 'call.refused' : 'call.missed');
};
