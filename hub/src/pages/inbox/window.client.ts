/// <reference lib="dom" />
import { el } from '@centralita/sandbox/phone/dom.client';

const day = 24 * 3_600_000;

export const leftOf = (windowUntil: number | undefined, now: number): number =>
  windowUntil === undefined ? 0 : Math.max(0, windowUntil - now);

/** A bar that shrinks with the 24-hour window. */
export const windowBar = (left: number): HTMLElement => {
  const rest = el('span', {});
  rest.style.width = `${Math.min(100, (left / day) * 100)}%`;
  const level = left <= 0 ? 'closed' : left < 2 * 3_600_000 ? 'soon' : '';
  return el('span', { class: `window ${level}`, 'aria-hidden': 'true' }, rest);
};
