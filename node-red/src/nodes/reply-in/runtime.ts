import type { Event } from '@centralita/core/model';
import type { Definition, Red, RedNode } from '../../red.ts';
import type { Bound } from '../../shared/bind.ts';
import { replyOf } from '../../shared/content.ts';
import { messageOf } from '../../shared/message.ts';
import { runTrigger } from '../../shared/trigger.ts';
import { wordsOf } from '../../shared/words.ts';

interface Properties extends Bound {
  /** Ids with commas between them, `*` at the end for all that begin so; empty: all. */
  readonly ids?: string;
  /** `button`, `list` or both. */
  readonly of?: 'any' | 'button' | 'list';
  /** Also taps that a send node waits for. */
  readonly claimed?: boolean;
}

export const registerReplyIn = (red: Red): void => {
  red.nodes.registerType('centralita-reply-in', function (this: RedNode, config: Definition<Properties>) {
    runTrigger(red, this, config, () => ({
      types: ['message.received'],
      wants: createFilter(config),
      messages: messageOf,
    }));
  });
};

export const createFilter = (config: Properties) => {
  const ids = wordsOf(config.ids);
  return (event: Event, about: { readonly claimed: boolean }): boolean => {
    if (event.type !== 'message.received' || event.data.message.origin === 'standby') return false;
    const { content } = event.data.message;
    const reply = replyOf(content);
    if (!reply || (about.claimed && !config.claimed)) return false;
    const list = content.kind === 'list_reply';
    if (config.of === 'button' ? list : config.of === 'list' && !list) return false;
    return ids.length === 0 || ids.some((id) => fits(reply.id, id));
  };
};

const fits = (id: string, wanted: string): boolean =>
  wanted.endsWith('*') ? id.startsWith(wanted.slice(0, -1)) : id === wanted;
