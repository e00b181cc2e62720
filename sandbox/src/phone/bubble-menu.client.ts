/// <reference lib="dom" />
import type { PhoneMessage } from '../types.ts';
import { el, t } from './dom.client.ts';
import { icon } from './icons.client.ts';
import { say } from './say.client.ts';
import { closeSheet, openSheet, sheetAction } from './sheet.client.ts';
import { changed, isMine, now, world } from './world.client.ts';

const emojis = ['👍', '❤️', '😂', '😮', '😢', '🙏'];
const longPressMs = 450;
const editableMs = 15 * 60_000;
const deletableMs = 2 * 24 * 60 * 60_000;

const react = (message: PhoneMessage, emoji: string) =>
  void say({ type: 'reaction', reaction: { message_id: message.id, emoji } });

const reactionRow = (message: PhoneMessage): HTMLElement => {
  const mine = message.reactions.find(({ from }) => from === 'customer')?.emoji;
  return el(
    'div',
    { class: 'emoji-row', role: 'group', 'aria-label': t('menu.react') },
    emojis.map((emoji) =>
      el(
        'button',
        {
          type: 'button',
          class: 'emoji',
          'aria-pressed': String(emoji === mine),
          onclick: () => {
            closeSheet();
            // A second tap on the same one takes it back.
            react(message, emoji === mine ? '' : emoji);
          },
        },
        emoji,
      ),
    ),
  );
};

const openEdit = (message: PhoneMessage) => {
  const field = el('textarea', { class: 'field', name: 'body', rows: '3', dir: 'auto' });
  field.value = String((message.text as { body?: string }).body ?? '');
  openSheet(
    t('menu.edit'),
    el(
      'form',
      {
        class: 'form',
        onsubmit: (event: Event) => {
          event.preventDefault();
          closeSheet();
          void say({
            type: 'edit',
            edit: {
              original_message_id: message.id,
              message: { type: 'text', text: { body: field.value } },
            },
          });
        },
      },
      field,
      el('button', { type: 'submit', class: 'button main wide' }, t('form.send')),
    ),
  );
};

/** What a long press on a message offers. */
export const openBubbleMenu = (message: PhoneMessage): void => {
  const mine = isMine(message);
  const age = now() - Number(message.timestamp) * 1000;
  const editable = mine && message.type === 'text' && age < editableMs;
  openSheet(
    t('menu.title'),
    reactionRow(message),
    sheetAction('reply', t('menu.reply'), () => {
      world.quoting = message;
      changed();
      document.getElementById('phone-text')?.focus();
    }),
    editable && sheetAction('template', t('menu.edit'), () => openEdit(message)),
    mine &&
      age < deletableMs &&
      sheetAction(
        'bin',
        t('menu.delete'),
        () => void say({ type: 'revoke', revoke: { original_message_id: message.id } }),
      ),
  );
};

/** Opens the menu by a long press, a right click, or the button that the keyboard finds. */
export const withBubbleMenu = (bubble: HTMLElement, message: PhoneMessage): HTMLElement => {
  if (message.revoked || message.type === 'system') return bubble;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const calm = () => clearTimeout(timer);
  bubble.addEventListener('pointerdown', (event) => {
    if (
      event.pointerType === 'mouse' ||
      (event.target as Element).closest('button, a, summary, audio, video')
    )
      return;
    timer = setTimeout(() => openBubbleMenu(message), longPressMs);
  });
  for (const end of ['pointerup', 'pointercancel', 'pointermove'] as const)
    bubble.addEventListener(end, calm);
  bubble.addEventListener('contextmenu', (event) => {
    if ((event.target as Element).closest('a')) return;
    event.preventDefault();
    openBubbleMenu(message);
  });
  bubble.append(
    el(
      'button',
      {
        type: 'button',
        class: 'bubble-more',
        'aria-label': t('menu.title'),
        title: t('menu.title'),
        onclick: () => openBubbleMenu(message),
      },
      icon('down'),
    ),
  );
  return bubble;
};
