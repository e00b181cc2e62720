/// <reference lib="dom" />
import { el, fill, t } from './dom.client.ts';
import { type IconName, icon } from './icons.client.ts';
import { inOneLine } from './look.client.ts';
import { say, sayFile } from './say.client.ts';
import { changed, chatMessages, onChange, world } from './world.client.ts';

/** The line one types in, and the menu of everything else a phone can send. */
export const composeBar = (): HTMLElement => {
  const text = el('input', {
    class: 'field',
    type: 'text',
    placeholder: t('phone.write'),
    'aria-label': t('phone.write'),
    autocomplete: 'off',
    dir: 'auto',
    id: 'phone-text',
  });
  const menu = el('div', { class: 'plus-menu', id: 'plus-menu', hidden: true });
  const plus = el(
    'button',
    {
      type: 'button',
      class: 'round',
      title: t('phone.more'),
      'aria-label': t('phone.more'),
      'aria-expanded': 'false',
      'aria-controls': 'plus-menu',
      onclick: () => show(menu.hidden === true),
    },
    icon('plus'),
  );
  const show = (wanted: boolean) => {
    menu.hidden = !wanted;
    plus.setAttribute('aria-expanded', String(wanted));
    if (wanted) menu.querySelector('button')?.focus();
  };
  const entry = (name: IconName, label: string, message: () => Record<string, unknown> | undefined) =>
    el(
      'button',
      {
        type: 'button',
        class: 'plus-entry',
        onclick: () => {
          show(false);
          text.focus();
          const body = message();
          if (body) void say(body);
        },
      },
      icon(name),
      label,
    );
  const picker = el('input', { type: 'file', hidden: true, 'aria-label': t('phone.file') });
  picker.addEventListener('change', () => {
    const [file] = picker.files ?? [];
    if (file) void sayFile(file);
    picker.value = '';
  });
  const lastOfBusiness = () => chatMessages().findLast(({ from, visible }) => from === 'business' && visible);
  menu.append(
    entry('image', t('phone.image'), () => ({ type: 'image', image: { caption: t('phone.caption') } })),
    entry('document', t('phone.file'), () => {
      picker.click();
      return undefined;
    }),
    entry('audio', t('phone.voice'), () => ({ type: 'audio', audio: { voice: true } })),
    entry('location', t('phone.location'), () => ({
      type: 'location',
      location: {
        latitude: 40.40663,
        longitude: -3.69095,
        name: t('phone.place'),
        address: t('phone.address'),
      },
    })),
    entry('person', t('phone.contact'), () => ({
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: t('phone.friend'), first_name: t('phone.friend') },
          phones: [{ phone: '+34 600 777 888', type: 'CELL' }],
        },
      ],
    })),
    entry('smile', t('phone.reaction'), () => {
      const target = lastOfBusiness() ?? chatMessages().at(-1);
      return target && { type: 'reaction', reaction: { message_id: target.id, emoji: '❤️' } };
    }),
  );
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    show(false);
    plus.focus();
  });
  const quote = el('div', { class: 'quoting', hidden: true });
  let quoted: string | undefined;
  onChange(() => {
    if (quoted === world.quoting?.id) return;
    quoted = world.quoting?.id;
    quote.hidden = quoted === undefined;
    fill(
      quote,
      world.quoting && el('span', { class: 'phone-quote', dir: 'auto' }, inOneLine(world.quoting)),
      el(
        'button',
        {
          type: 'button',
          class: 'round',
          'aria-label': t('phone.noQuote'),
          title: t('phone.noQuote'),
          onclick: () => {
            delete world.quoting;
            changed();
            text.focus();
          },
        },
        icon('close'),
      ),
    );
  });
  return el(
    'form',
    {
      class: 'compose',
      onsubmit: (event: Event) => {
        event.preventDefault();
        const body = text.value.trim();
        if (!body) return;
        text.value = '';
        void say({ type: 'text', text: { body } });
      },
    },
    quote,
    menu,
    picker,
    plus,
    text,
    el(
      'button',
      { type: 'submit', class: 'round main', title: t('phone.send'), 'aria-label': t('phone.send') },
      icon('send'),
    ),
  );
};
