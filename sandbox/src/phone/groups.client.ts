/// <reference lib="dom" />
import type { GroupView, WebhookResult } from '../types.ts';
import { calmly, el, fill, t } from './dom.client.ts';
import { openGroupSheet } from './group-sheet.client.ts';
import { call } from './http.client.ts';
import { icon } from './icons.client.ts';
import { complain } from './say.client.ts';
import { section } from './section.client.ts';
import { onChange, open, openChat, reload, world } from './world.client.ts';

const nameIn = 'subject';
const whoIn = 'customer';

/** Opens the new group on the phone of one who is in it: whoever is played already, where they are. */
const show = async (group: GroupView): Promise<void> => {
  const first = group.participants.find(({ id }) => id === world.current) ?? group.participants[0];
  if (!first) return;
  if (first.id !== world.current) await open(first.id);
  openChat(group.id);
};

const create = async (form: HTMLFormElement): Promise<void> => {
  const data = new FormData(form);
  const { group } = await call<WebhookResult & { group: GroupView }>('POST', '/sandbox/groups', {
    subject: String(data.get(nameIn)).trim(),
    customers: data.getAll(whoIn).map(String),
  });
  await reload();
  await show(group);
};

/** What the business asks for, and whoever opens the invitation at once. */
const creation = (): HTMLElement => {
  const people = el('div', { class: 'choices' });
  const ask = () =>
    fill(
      people,
      world.customers.map(({ id, name }) =>
        el(
          'label',
          { class: 'check' },
          el('input', { type: 'checkbox', name: whoIn, value: id, checked: id === world.current }),
          el('span', { dir: 'auto' }, name),
        ),
      ),
    );
  const panel = el(
    'details',
    { class: 'new-group', ontoggle: () => panel.open && ask() },
    el('summary', {}, t('groups.new')),
    el(
      'form',
      {
        class: 'form',
        onsubmit: (event: Event) => {
          event.preventDefault();
          const form = event.target as HTMLFormElement;
          void create(form)
            .then(() => {
              form.reset();
              panel.open = false;
            })
            .catch(complain);
        },
      },
      el('input', {
        class: 'field code',
        name: nameIn,
        required: true,
        maxlength: 128,
        'aria-label': t('groups.subject'),
        placeholder: t('groups.subject'),
        autocomplete: 'off',
        dir: 'auto',
      }),
      el('fieldset', {}, el('legend', { class: 'small muted' }, t('groups.who')), people),
      el('button', { type: 'submit', class: 'button wide' }, t('groups.create')),
    ),
  );
  return panel;
};

const line = (group: GroupView): HTMLElement =>
  el(
    'li',
    {},
    el(
      'button',
      { type: 'button', class: 'group-line', onclick: () => openGroupSheet(group) },
      icon('people'),
      el(
        'span',
        {},
        el('span', { dir: 'auto' }, group.subject),
        el(
          'span',
          { class: 'small muted', dir: 'auto' },
          group.participants.map(({ name }) => name).join(', ') || t('groups.nobody'),
        ),
      ),
    ),
  );

/** Groups of the business, and how another is made. */
export const groups = (): HTMLElement => {
  const list = el('ul', { class: 'group-lines' });
  let drawn = '';
  onChange(() =>
    calmly(() => {
      const of = JSON.stringify(world.groups);
      if (of === drawn) return;
      drawn = of;
      fill(list, world.groups.map(line));
    }),
  );
  return section(t('groups.title'), el('p', { class: 'muted small' }, t('groups.lead')), list, creation());
};
