/// <reference lib="dom" />
import { el, t } from './dom.client.ts';
import { type IconName, icon } from './icons.client.ts';
import { say } from './say.client.ts';
import { world } from './world.client.ts';

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
  const lastOfBusiness = () => world.messages.findLast(({ from, visible }) => from === 'business' && visible);
  menu.append(
    entry('image', t('phone.image'), () => ({ type: 'image', image: { caption: t('phone.caption') } })),
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
      const target = lastOfBusiness() ?? world.messages.at(-1);
      return target && { type: 'reaction', reaction: { message_id: target.id, emoji: '❤️' } };
    }),
  );
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    show(false);
    plus.focus();
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
    menu,
    plus,
    text,
    el(
      'button',
      { type: 'submit', class: 'round main', title: t('phone.send'), 'aria-label': t('phone.send') },
      icon('send'),
    ),
  );
};
