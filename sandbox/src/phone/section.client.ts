/// <reference lib="dom" />
import { el } from './dom.client.ts';

/** A box of the right column. */
export const section = (title: string, ...children: (Node | string)[]): HTMLElement =>
  el('section', { class: 'control' }, el('h2', {}, title), children);
