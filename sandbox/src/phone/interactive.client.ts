/// <reference lib="dom" />
import type { PhoneMessage } from '../types.ts';
import { el, t } from './dom.client.ts';
import { openAddress, openFlow, openOrder } from './forms.client.ts';
import { type IconName, icon } from './icons.client.ts';
import { mediaView, tile } from './media.client.ts';
import { say } from './say.client.ts';
import { current } from './world.client.ts';

type Body = Readonly<Record<string, unknown>>;
type Part = HTMLElement | undefined;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const words = (value: string): HTMLElement => el('p', { class: 'words', dir: 'auto' }, value);
export const small = (value: string): HTMLElement => el('p', { class: 'small muted', dir: 'auto' }, value);
export const heading = (value: string): HTMLElement => el('p', { class: 'heading', dir: 'auto' }, value);

export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

export const actButton = (name: IconName, label: string, act: () => void): HTMLElement =>
  el('button', { type: 'button', class: 'tap', dir: 'auto', onclick: act }, icon(name), label);

export const tapButton = (label: string, reply: Body): HTMLElement =>
  actButton('reply', label, () => void say(reply));

/** What a button with an address would open. */
export const linkButton = (label: string, url: string): HTMLElement =>
  /^https?:/.test(url)
    ? el(
        'a',
        { class: 'tap', href: url, target: '_blank', rel: 'noreferrer noopener', title: url, dir: 'auto' },
        icon('link'),
        label,
      )
    : el('span', { class: 'tap' }, icon('link'), label);

const listOf = (message: PhoneMessage, action: Body): HTMLElement =>
  el(
    'details',
    {
      class: 'choose',
      // What opened may lie below the edge of the screen.
      ontoggle: (event: Event) => (event.target as Element).scrollIntoView({ block: 'nearest' }),
    },
    el('summary', {}, icon('list'), text(action.button) || t('phone.choose')),
    ((action.sections ?? []) as { title?: string; rows?: Choice[] }[]).flatMap((section) => [
      section.title ? el('h3', {}, section.title) : undefined,
      ...(section.rows ?? []).map((row) =>
        el(
          'button',
          {
            type: 'button',
            class: 'list-choice',
            dir: 'auto',
            onclick: () =>
              void say({
                type: 'interactive',
                interactive: { type: 'list_reply', list_reply: row },
                context: { id: message.id },
              }),
          },
          row.title,
          row.description && small(row.description),
        ),
      ),
    ]),
  );

/** Header of a message or card: text, or a file. */
const headerOf = (value: unknown): Part => {
  const header = value as { type?: string; text?: string; [kind: string]: unknown } | undefined;
  if (!header) return undefined;
  if (header.text) return heading(header.text);
  const kind = header.type ?? 'image';
  return mediaView(kind, (header[kind] ?? {}) as Body);
};

const cards = (message: PhoneMessage, action: Body): HTMLElement =>
  el(
    'div',
    { class: 'cards', role: 'group', tabindex: '0', 'aria-label': t('phone.cards') },
    ((action.cards ?? []) as Body[]).map((card) => {
      const does = (card.action ?? {}) as Body;
      const parameters = (does.parameters ?? {}) as Body;
      const replies = ((does.buttons ?? []) as { quick_reply?: Choice }[]).flatMap(
        ({ quick_reply }) => quick_reply ?? [],
      );
      return el(
        'div',
        { class: 'card-tile' },
        headerOf(card.header),
        does.product_retailer_id ? tile('image', text(does.product_retailer_id)) : undefined,
        words(text((card.body as Body | undefined)?.text)),
        replies.map((reply) =>
          tapButton(reply.title, {
            type: 'interactive',
            interactive: { type: 'button_reply', button_reply: reply },
            context: { id: message.id },
          }),
        ),
        parameters.display_text ? linkButton(text(parameters.display_text), text(parameters.url)) : undefined,
      );
    }),
  );

const shareNumber = (message: PhoneMessage) => {
  const person = current();
  void say({
    type: 'contacts',
    contacts: [
      {
        name: { formatted_name: person?.name ?? '', first_name: person?.name ?? '' },
        phones: [{ phone: `+${person?.phone ?? '34600000000'}`, wa_id: person?.phone, type: 'CELL' }],
        origin: 'contact_request',
      },
    ],
    context: { id: message.id },
  });
};

const permission = (message: PhoneMessage, response: 'accept' | 'reject') =>
  void say({
    type: 'interactive',
    interactive: {
      type: 'call_permission_reply',
      call_permission_reply: { response, is_permanent: false, response_source: 'user_action' },
    },
    context: { id: message.id },
  });

/** What one can do with each kind, as on the real phone. */
const actions: Readonly<Record<string, (message: PhoneMessage, action: Body) => Part[]>> = {
  list: (message, action) => [listOf(message, action)],
  carousel: (message, action) => [cards(message, action)],
  flow: (message, { parameters = {} }) => {
    const label = text((parameters as Body).flow_cta) || t('form.open');
    return [actButton('document', label, () => openFlow(message, label, parameters as Body))];
  },
  address_message: (message, { parameters = {} }) => [
    actButton('location', t('form.address.give'), () =>
      openAddress(message, t('form.address.give'), parameters as Body),
    ),
  ],
  location_request_message: (message) => [
    actButton(
      'location',
      t('phone.sendLocation'),
      () =>
        void say({
          type: 'location',
          location: {
            latitude: 40.40663,
            longitude: -3.69095,
            name: t('phone.place'),
            address: t('phone.address'),
          },
          context: { id: message.id },
        }),
    ),
  ],
  contact_request: (message) => [actButton('person', t('phone.shareNumber'), () => shareNumber(message))],
  call_permission_request: (message) => [
    actButton('phone', t('phone.allowCalls'), () => permission(message, 'accept')),
    actButton('close', t('phone.refuseCalls'), () => permission(message, 'reject')),
  ],
  product: (message, action) => [actButton('list', t('order.open'), () => openOrder(message, action))],
  product_list: (message, action) => [actButton('list', t('order.open'), () => openOrder(message, action))],
};

export const interactive = (message: PhoneMessage): Part[] => {
  const body = (message.interactive ?? {}) as Body;
  const kind = text(body.type);
  const answer = body[kind] as (Choice & Body) | undefined;
  if (kind === 'button_reply' || kind === 'list_reply')
    return [words(answer?.title ?? ''), answer?.description ? small(answer.description) : undefined];
  if (kind === 'nfm_reply') return [tile('document', t('form.filled'), fieldsOf(answer))];
  if (kind === 'call_permission_reply')
    return [words(t(answer?.response === 'accept' ? 'phone.callsAllowed' : 'phone.callsRefused'))];
  const action = (body.action ?? {}) as Body;
  const parameters = (action.parameters ?? {}) as Body;
  return [
    headerOf(body.header),
    words(text((body.body as Body | undefined)?.text)),
    body.footer ? small(text((body.footer as Body).text)) : undefined,
    ...((action.buttons ?? []) as { reply: Choice }[]).map(({ reply }) =>
      tapButton(reply.title, {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: reply },
        context: { id: message.id },
      }),
    ),
    ...(Object.hasOwn(actions, kind) ? (actions[kind]?.(message, action) ?? []) : []),
    parameters.display_text ? linkButton(text(parameters.display_text), text(parameters.url)) : undefined,
  ];
};

/** What was filled in, in a line. */
const fieldsOf = (answer: Body | undefined): string => {
  try {
    const { flow_token: _, ...values } = JSON.parse(text(answer?.response_json)) as Body;
    const flat = (values.values ?? values) as Body;
    return Object.entries(flat)
      .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(' · ');
  } catch {
    return '';
  }
};
