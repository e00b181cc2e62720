/// <reference lib="dom" />
import { isTyping } from '../common/help.client.ts';
import type { Conversation } from './conversation.client.ts';
import type { List } from './list.client.ts';

export interface KeyTargets {
  readonly list: List;
  conversation(): Conversation | undefined;
  leave(): void;
  search(): void;
  tag(): void;
  card(): void;
}

/** One key for each thing one does all day. Keys pressed in a field, or with ctrl, are not for here. */
export const followKeys = ({ list, conversation, leave, search, tag, card }: KeyTargets): void => {
  const does: Readonly<Record<string, () => void>> = {
    j: () => list.move(1),
    k: () => list.move(-1),
    r: () => conversation()?.reply(),
    n: () => conversation()?.note(),
    t: () => conversation()?.templates(),
    c: () => conversation()?.actions.claim(),
    a: () => conversation()?.assign(),
    s: () => conversation()?.snooze(),
    x: () => conversation()?.closeOrReopen(),
    l: tag,
    i: card,
    '/': search,
  };
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const target = event.target as HTMLElement;
    if (event.key === 'Escape') {
      if (target.matches('input, textarea, select')) list.focus();
      else leave();
      return;
    }
    if (isTyping(event)) return;
    const inList = target.closest('.list') !== null || target === document.body || target.id === 'main';
    const by = inList ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : undefined;
    const act = by === undefined ? does[event.key] : () => list.move(by);
    if (!act) return;
    event.preventDefault();
    act();
  });
};
