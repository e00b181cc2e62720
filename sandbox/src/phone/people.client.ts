/// <reference lib="dom" />
import type { CallView, Customer } from '../types.ts';
import { $, calmly, el, fill, plural, t } from './dom.client.ts';
import { hueOf, initials } from './format.client.ts';
import { call } from './http.client.ts';
import { icon } from './icons.client.ts';
import { customerPath, onChange, open, world } from './world.client.ts';

/** People to begin with; further ones get made-up numbers. */
const samples = [
  { name: 'Lucía Ortega', phone: '34600111222' },
  { name: 'James Miller', phone: '447700900123' },
  { name: 'Noor El Amrani', phone: '212600333444' },
  { name: 'Ana Prieto', phone: '34600555666' },
];

const unused = () =>
  samples.find(({ phone }) => !world.customers.some(({ id }) => id === phone)) ?? {
    name: '',
    phone: `346${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`,
  };

export const add = async (id: string, name: string, more: object = {}): Promise<void> => {
  await call<Customer>('PUT', customerPath(id), { ...(name ? { name } : {}), ...more });
  await open(id);
};

export const addSomebody = (): Promise<void> => {
  const { name, phone } = unused();
  return add(phone, name);
};

/** Somebody whose phone is withheld: webhooks carry a user id only. */
export const addHidden = (): Promise<void> => {
  const number = 1 + world.customers.filter(({ phone }) => phone === undefined).length;
  const id = `ES.${100_000_000_000_000_000n + BigInt(number)}`;
  return add(id, number === 1 ? 'Iris' : `Iris ${number}`, {
    username: number === 1 ? 'iris.lee' : `iris.lee${number}`,
  });
};

const place = $('people');
let adding = false;

const form = (): HTMLFormElement => {
  const { name, phone } = unused();
  const who = el('input', {
    class: 'field',
    name: 'name',
    value: name,
    'aria-label': t('phone.name'),
    placeholder: t('phone.name'),
    autocomplete: 'off',
  });
  const number = el('input', {
    class: 'field',
    name: 'phone',
    value: `+${phone}`,
    'aria-label': t('phone.number'),
    inputmode: 'tel',
    autocomplete: 'off',
    required: true,
  });
  const close = () => {
    adding = false;
    draw();
  };
  return el(
    'form',
    {
      class: 'adding',
      onsubmit: (event: Event) => {
        event.preventDefault();
        const id = number.value.replace(/[^\dA-Za-z.]/g, '');
        adding = false;
        void add(id, who.value.trim()).catch((error: Error) => number.setCustomValidity(error.message));
      },
    },
    who,
    number,
    el('button', { type: 'button', class: 'button', onclick: close }, t('phone.cancel')),
    el('button', { type: 'submit', class: 'button main' }, t('phone.create')),
  );
};

/** Scrolls the tabs to the chosen one. Not by `scrollIntoView`: Tab would begin there. */
const showChosen = (): void => {
  const tab = place.querySelector<HTMLElement>('[aria-pressed=true]');
  const tabs = tab?.parentElement;
  if (!tab || !tabs) return;
  const left = tab.offsetLeft - tabs.offsetLeft;
  const right = left + tab.offsetWidth - tabs.clientWidth;
  tabs.scrollLeft = Math.min(left, Math.max(right, tabs.scrollLeft));
};

const isRinging = ({ state, direction }: CallView): boolean =>
  state === 'ringing' && direction === 'BUSINESS_INITIATED';

let drawn = '';
const draw = (): void => {
  const of = JSON.stringify([
    world.customers.map(({ id, name, unread }) => [id, name, unread]),
    world.current,
    adding,
    world.calls.filter(isRinging).map(({ id }) => id),
  ]);
  if (of === drawn) return;
  drawn = of;
  const focused = place.contains(document.activeElement)
    ? (document.activeElement as HTMLElement).dataset.id
    : undefined;
  fill(
    place,
    el(
      'div',
      { class: 'tabs', role: 'group', 'aria-label': t('phone.customers') },
      world.customers.map((customer) =>
        el(
          'button',
          {
            type: 'button',
            class: 'tab',
            'data-id': customer.id,
            'aria-pressed': String(customer.id === world.current),
            title: customer.phone ? `+${customer.phone}` : customer.userId,
            onclick: () => void open(customer.id),
          },
          el(
            'span',
            { class: `avatar ${hueOf(customer.name)}`, 'aria-hidden': 'true' },
            initials(customer.name),
          ),
          el('span', { class: 'tab-name', dir: 'auto' }, customer.name),
          customer.unread > 0 &&
            el(
              'span',
              { class: 'count', role: 'img', 'aria-label': plural('phone.unread', customer.unread) },
              String(customer.unread),
            ),
          world.calls.some((one) => isRinging(one) && one.customer === customer.id) &&
            el('span', { class: 'count ringing', role: 'img', 'aria-label': t('call.rings') }, icon('phone')),
        ),
      ),
      el(
        'button',
        {
          type: 'button',
          class: 'tab add',
          title: t('phone.add'),
          'aria-label': t('phone.add'),
          'aria-expanded': String(adding),
          onclick: () => {
            adding = !adding;
            draw();
            place.querySelector<HTMLElement>('.adding input')?.focus();
          },
        },
        icon('plus'),
      ),
    ),
    adding && form(),
  );
  showChosen();
  if (focused) place.querySelector<HTMLElement>(`[data-id="${CSS.escape(focused)}"]`)?.focus();
};
onChange(() => calmly(draw));
