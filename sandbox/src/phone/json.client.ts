/// <reference lib="dom" />
import { el } from './dom.client.ts';

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g;

/** JSON as text with keys and values told apart. Everything goes in as text. */
export const jsonView = (value: unknown, label: string): HTMLElement => {
  const text = JSON.stringify(value, null, 2) ?? '';
  const block = el('pre', { class: 'json', role: 'region', tabindex: '0', 'aria-label': label });
  let at = 0;
  for (const found of text.matchAll(token)) {
    block.append(text.slice(at, found.index));
    const [whole, quoted, colon] = found;
    if (quoted) {
      block.append(el('span', { class: colon ? 'key' : 'string' }, quoted));
      if (colon) block.append(colon);
    } else block.append(el('span', { class: 'other' }, whole));
    at = found.index + whole.length;
  }
  block.append(text.slice(at));
  return block;
};
