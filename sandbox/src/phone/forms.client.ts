/// <reference lib="dom" />
import type { PhoneMessage } from '../types.ts';
import { el, t } from './dom.client.ts';
import { say } from './say.client.ts';
import { closeSheet, openSheet } from './sheet.client.ts';

type Body = Readonly<Record<string, unknown>>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

interface Line {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

const field = ({ name, label, value }: Line): HTMLElement =>
  el(
    'label',
    { class: 'form-line' },
    el('span', { class: 'small' }, label),
    el('input', { class: 'field', name, value, autocomplete: 'off', dir: 'auto' }),
  );

const openForm = (
  title: string,
  lines: readonly Line[],
  send: (values: Record<string, string>) => void,
  note?: string,
): void =>
  openSheet(
    title,
    el(
      'form',
      {
        class: 'form',
        onsubmit: (event: Event) => {
          event.preventDefault();
          const data = new FormData(event.target as HTMLFormElement);
          closeSheet();
          send(Object.fromEntries([...data].map(([key, value]) => [key, String(value)])));
        },
      },
      note ? el('p', { class: 'small muted' }, note) : undefined,
      lines.map(field),
      el('button', { type: 'submit', class: 'button main wide' }, t('form.send')),
    ),
  );

const answer = (message: PhoneMessage, name: string, response: object) =>
  void say({
    type: 'interactive',
    interactive: {
      type: 'nfm_reply',
      nfm_reply: { name, body: t('form.sent'), response_json: JSON.stringify(response) },
    },
    context: { id: message.id },
  });

/** A form of the business (a flow). Its screens live at the platform: here one may answer anything. */
export const openFlow = (message: PhoneMessage, label: string, parameters: Body): void => {
  const payload = (parameters.flow_action_payload ?? {}) as { data?: Body };
  const given = Object.entries(payload.data ?? {}).filter(([, value]) => typeof value === 'string');
  const lines = [
    ...given.map(([name, value]) => ({ name, label: name, value: text(value) })),
    { name: 'name', label: t('form.name'), value: '' },
    { name: 'answer', label: t('form.answer'), value: '' },
  ];
  const unique = lines.filter(({ name }, at) => lines.findIndex((line) => line.name === name) === at);
  openForm(
    label,
    unique,
    (values) => answer(message, 'flow', { flow_token: text(parameters.flow_token) || 'unused', ...values }),
    t('form.note'),
  );
};

/** An address, as `address_message` asks for it. */
export const openAddress = (message: PhoneMessage, label: string, parameters: Body): void => {
  const values = (parameters.values ?? {}) as Body;
  const lines = ['name', 'phone_number', 'address', 'city', 'in_pin_code'].map((name) => ({
    name,
    label: t(`form.${name}`),
    value: text(values[name]),
  }));
  openForm(label, lines, (given) =>
    answer(message, 'address_message', {
      saved_address_id: '',
      values: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')),
    }),
  );
};

/** Products to put into a basket; sent as an order. */
export const openOrder = (message: PhoneMessage, action: Body): void => {
  const single = text(action.product_retailer_id);
  const sections = (action.sections ?? []) as {
    product_items?: { product_retailer_id: string }[];
  }[];
  const ids = single
    ? [single]
    : sections.flatMap(({ product_items }) =>
        (product_items ?? []).map(({ product_retailer_id }) => product_retailer_id),
      );
  openForm(
    t('order.title'),
    ids.map((name) => ({ name, label: name, value: '1' })),
    (values) =>
      void say({
        type: 'order',
        order: {
          catalog_id: text(action.catalog_id),
          text: '',
          product_items: Object.entries(values)
            .filter(([, count]) => Number(count) > 0)
            .map(([product_retailer_id, count]) => ({
              product_retailer_id,
              quantity: Number(count),
              item_price: 10,
              currency: 'EUR',
            })),
        },
        context: { id: message.id },
      }),
    t('order.note'),
  );
};
