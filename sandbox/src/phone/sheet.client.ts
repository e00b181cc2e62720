/// <reference lib="dom" />
import { el, t } from './dom.client.ts';
import { icon } from './icons.client.ts';

let close: (() => void) | undefined;

/** Slides up over the chat, as menus do on a phone. Escape, the cross and a tap beside it close it. */
export const openSheet = (title: string, ...content: readonly (Node | undefined | false)[]): void => {
  close?.();
  const screen = document.querySelector('.screen');
  if (!screen) return;
  const before = document.activeElement as HTMLElement | null;
  const sheet = el(
    'div',
    { class: 'sheet', role: 'dialog', 'aria-modal': 'true', 'aria-label': title },
    el(
      'div',
      { class: 'sheet-head' },
      el('h2', {}, title),
      el(
        'button',
        {
          type: 'button',
          class: 'round',
          'aria-label': t('sheet.close'),
          title: t('sheet.close'),
          onclick: () => closeSheet(),
        },
        icon('close'),
      ),
    ),
    el('div', { class: 'sheet-body' }, content),
  );
  const shade = el('div', {
    class: 'sheet-shade',
    onclick: (event: Event) => event.target === shade && closeSheet(),
  });
  shade.append(sheet);
  shade.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      closeSheet();
    }
    if (event.key === 'Tab') keepInside(sheet, event);
  });
  close = () => {
    close = undefined;
    shade.remove();
    if (before?.isConnected) before.focus();
  };
  screen.append(shade);
  sheet.querySelector<HTMLElement>('.sheet-body :is(button, input, select, textarea)')?.focus();
};

export const closeSheet = (): void => close?.();

const keepInside = (sheet: HTMLElement, event: KeyboardEvent): void => {
  const all = [...sheet.querySelectorAll<HTMLElement>('button, input, select, textarea, a[href]')];
  const [first, last] = [all[0], all.at(-1)];
  const edge = event.shiftKey ? first : last;
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
};

/** A line of a sheet that does something and closes it. */
export const sheetAction = (
  name: Parameters<typeof icon>[0],
  label: string,
  act: () => void,
  more: Readonly<Record<string, unknown>> = {},
): HTMLElement =>
  el(
    'button',
    {
      type: 'button',
      class: 'plus-entry',
      ...more,
      onclick: () => {
        closeSheet();
        act();
      },
    },
    icon(name),
    label,
  );
