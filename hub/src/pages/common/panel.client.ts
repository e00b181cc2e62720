/// <reference lib="dom" />
import { el, fill } from '@centralita/sandbox/phone/dom.client';

type Child = Node | string | undefined | null | false;

export interface Panel {
  /** The button with what it opens. */
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
  open(): void;
  close(): void;
}

let opened: (() => void) | undefined;
document.addEventListener('pointerdown', (event) => {
  if (opened && !(event.target as Element).closest('.panel-place')) opened();
});

const hasWords = (child: Child): boolean =>
  typeof child === 'string' || (child instanceof HTMLElement && !child.hasAttribute('aria-hidden'));

/** A button that opens a small box under it. The content is made each time it opens; Esc closes. */
export const panel = (options: {
  readonly label: string;
  readonly face: readonly Child[];
  readonly class?: string;
  content(close: () => void): readonly Child[];
}): Panel => {
  const box = el('div', { class: 'panel', role: 'dialog', 'aria-label': options.label, hidden: true });
  const button = el(
    'button',
    {
      type: 'button',
      class: options.class ?? 'button',
      'aria-haspopup': 'dialog',
      'aria-expanded': 'false',
      // Words on the button are its name: who says them to a computer must be understood.
      'aria-label': options.face.some(hasWords) ? undefined : options.label,
      title: options.label,
      onclick: () => (box.hidden ? open() : close()),
    },
    options.face,
  );
  const element = el('div', { class: 'panel-place' }, button, box);
  const close = () => {
    if (box.hidden) return;
    const inside = box.contains(document.activeElement);
    box.hidden = true;
    fill(box);
    button.setAttribute('aria-expanded', 'false');
    if (opened === close) opened = undefined;
    if (inside) button.focus();
  };
  const open = () => {
    if (opened && opened !== close) opened();
    fill(box, options.content(close));
    box.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    opened = close;
    box.classList.remove('leftwards');
    box.classList.toggle('leftwards', box.getBoundingClientRect().left < 8);
    box
      .querySelector<HTMLElement>('[aria-pressed="true"], input, select, textarea, button:not(:disabled)')
      ?.focus();
  };
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !box.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
      return;
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined || box.hidden || (event.target as Element).matches('select, textarea')) return;
    const choices = [...box.querySelectorAll<HTMLElement>('.choice:not(:disabled)')];
    if (choices.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const here = choices.indexOf(document.activeElement as HTMLElement);
    choices[Math.min(choices.length - 1, Math.max(0, here + by))]?.focus();
  });
  return { element, button, open, close };
};

/** One line to choose in a panel. */
export const choice = (
  label: string,
  choose: () => void,
  more: {
    readonly chosen?: boolean;
    readonly detail?: string;
    readonly mark?: Node;
    readonly off?: boolean;
  } = {},
): HTMLButtonElement =>
  el(
    'button',
    {
      type: 'button',
      class: 'choice',
      'aria-pressed': more.chosen === undefined ? undefined : String(more.chosen),
      disabled: more.off,
      onclick: choose,
    },
    more.mark,
    el('span', { class: 'choice-label', dir: 'auto' }, label),
    more.detail && el('span', { class: 'minor' }, more.detail),
  );
