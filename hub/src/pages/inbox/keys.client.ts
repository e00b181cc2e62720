/// <reference lib="dom" />
import type { List } from './list.client.ts';

/** j, k and the arrows move in the list, Enter opens, r answers, Esc goes back. */
export const followKeys = ({ list, leave, reply }: { list: List; leave(): void; reply(): void }): void => {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const writes = target.matches('input, textarea, select');
    if (event.key === 'Escape') {
      if (writes) list.focus();
      else leave();
      return;
    }
    if (writes) return;
    const inList = target.closest('.list') !== null || target === document.body || target.id === 'main';
    const by = { j: 1, k: -1, ...(inList ? { ArrowDown: 1, ArrowUp: -1 } : {}) }[event.key as 'j'];
    if (by !== undefined) {
      event.preventDefault();
      list.move(by);
    } else if (event.key === 'r') {
      event.preventDefault();
      reply();
    }
  });
};
