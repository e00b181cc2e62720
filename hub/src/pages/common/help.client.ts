/// <reference lib="dom" />
import { $, el, t } from '@centralita/sandbox/phone/dom.client';

/** Keys and the words for what they do, shown by `?`. */
export type KeyWords = readonly (readonly [keys: string, word: string])[];

/** Whether a key pressed there is meant for a field, or goes with ctrl and the like. */
export const isTyping = (event: KeyboardEvent): boolean =>
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  event.isComposing ||
  (event.target as HTMLElement).matches('input, textarea, select, [contenteditable]');

export const followHelp = (keys: KeyWords): void => {
  const dialog = el(
    'dialog',
    { class: 'help', 'aria-labelledby': 'help-title' },
    el('h2', { id: 'help-title' }, t('help.title')),
    el(
      'dl',
      {},
      [...keys, ['?', 'help.key.help'] as const].map(([shown, word]) =>
        el(
          'div',
          { class: 'help-line' },
          el(
            'dt',
            {},
            shown.split(' ').map((key) => el('kbd', {}, key)),
          ),
          el('dd', {}, t(word)),
        ),
      ),
    ),
    el('form', { method: 'dialog' }, el('button', { type: 'submit', class: 'button main' }, t('help.close'))),
  );
  const show = () => {
    if (!dialog.open) dialog.showModal();
  };
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  const button = el(
    'button',
    { type: 'button', class: 'quiet help-button', title: t('help.title'), 'aria-label': t('help.title') },
    '?',
  );
  button.addEventListener('click', show);
  $('live').after(button);
  document.addEventListener('keydown', (event) => {
    if (event.key !== '?' || event.defaultPrevented || isTyping(event)) return;
    event.preventDefault();
    show();
  });
};
