/// <reference lib="dom" />
import type { ConversationView } from '@centralita/core/hub-client';
import type { Contact, Json } from '@centralita/core/model';
import { el, fill, hasWord, t } from '@centralita/sandbox/phone/dom.client';
import { dayOf, exactly, shortWhen } from '@centralita/sandbox/phone/format.client';
import { call } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { now } from '../common/live.client.ts';
import { panel } from '../common/panel.client.ts';
import { trouble } from '../common/trouble.client.ts';
import { nameOf, phoneText } from './names.client.ts';

const word = (prefix: string, value: string) =>
  hasWord(`${prefix}.${value}`) ? t(`${prefix}.${value}`) : value;

export const fact = (label: string, value: string | HTMLElement, title?: string): HTMLElement =>
  el('div', { class: 'fact' }, el('dt', {}, label), el('dd', { dir: 'auto', title }, value));

/** A CRM's address is a way there; nothing else becomes a link. */
const valueView = (value: Json): string | HTMLElement => {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (!/^https:\/\/\S+$/.test(value) || !URL.canParse(value)) return value;
  return el('a', { href: value, target: '_blank', rel: 'noopener noreferrer' }, new URL(value).hostname);
};

export const identitySection = ({ identities }: Contact): HTMLElement =>
  el(
    'section',
    {},
    el('h3', {}, t('card.identities')),
    el(
      'dl',
      {},
      identities.map(({ kind, value, since }) =>
        fact(
          word('identity', kind),
          kind === 'wa_id' || kind === 'phone' ? phoneText(value) : kind === 'username' ? `@${value}` : value,
          exactly(since),
        ),
      ),
    ),
  );

/** Attributes with a way to add, change and take away one. An empty value takes it away. */
export const attributeSection = (contact: Contact, done: () => void): HTMLElement => {
  const form = (close: () => void): HTMLElement => {
    const problem = el('div', { role: 'alert' });
    const name = el('input', {
      class: 'field',
      required: true,
      maxlength: '100',
      autocomplete: 'off',
      list: 'attribute-names',
    });
    const value = el('input', { class: 'field', maxlength: '1000', autocomplete: 'off' });
    name.addEventListener('change', () => {
      const known = contact.attributes[name.value.trim()];
      if (known !== undefined && value.value === '')
        value.value = typeof known === 'string' ? known : JSON.stringify(known);
    });
    return el(
      'form',
      {
        class: 'panel-form',
        onsubmit: async (event: Event) => {
          event.preventDefault();
          const { [name.value.trim()]: _, ...rest } = contact.attributes;
          const words = value.value.trim();
          const attributes = words === '' ? rest : { ...rest, [name.value.trim()]: words };
          try {
            await call('PATCH', `/v1/contacts/${contact.id}`, { attributes });
            close();
            done();
          } catch (error) {
            fill(problem, trouble(error));
          }
        },
      },
      el('label', {}, el('span', { class: 'small muted' }, t('attribute.name')), name),
      el(
        'datalist',
        { id: 'attribute-names' },
        Object.keys(contact.attributes).map((one) => el('option', { value: one })),
      ),
      el('label', {}, el('span', { class: 'small muted' }, t('attribute.value')), value),
      problem,
      el('button', { type: 'submit', class: 'button main' }, t('attribute.save')),
    );
  };
  return el(
    'section',
    {},
    el('h3', {}, t('card.attributes')),
    el(
      'dl',
      {},
      Object.entries(contact.attributes).map(([key, value]) => fact(key, valueView(value ?? ''))),
    ),
    panel({
      label: t('attribute.open'),
      class: 'button small-button',
      face: [icon('plus'), t('attribute.open')],
      content: (close) => [form(close)],
    }).element,
  );
};

export const casesSection = (
  others: readonly ConversationView[],
  open: (id: string) => void,
): HTMLElement | undefined =>
  others.length === 0
    ? undefined
    : el(
        'section',
        {},
        el('h3', {}, t('card.cases')),
        el(
          'ul',
          {},
          others.map((one) =>
            el(
              'li',
              { class: 'case' },
              el(
                'a',
                {
                  href: `/c/${one.id}`,
                  onclick: (event: MouseEvent) => {
                    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                    event.preventDefault();
                    open(one.id);
                  },
                },
                one.caseNumber,
              ),
              el(
                'span',
                { class: 'minor' },
                `${t(`state.of.${one.state}`)} · ${shortWhen(one.lastMessageAt, now())}`,
              ),
            ),
          ),
        ),
      );

/** Few keyboards have the sign that stands for hidden digits. */
const typed = (name: string): string => name.trim().replaceAll('…', '...');

/** Everything about somebody goes; their name is typed first, because nothing brings it back. */
export const eraseSection = (contact: Contact, done: () => void): HTMLElement =>
  panel({
    label: t('erase.open'),
    class: 'quiet small erase',
    face: [icon('bin'), t('erase.open')],
    content: (close) => {
      const problem = el('div', { role: 'alert' });
      const wanted = nameOf(contact);
      const name = el('input', {
        class: 'field',
        required: true,
        autocomplete: 'off',
        'aria-label': t('erase.type', { name: wanted }),
      });
      return [
        el(
          'form',
          {
            class: 'panel-form',
            onsubmit: async (event: Event) => {
              event.preventDefault();
              if (typed(name.value) !== typed(wanted)) {
                name.setCustomValidity(t('erase.type', { name: wanted }));
                name.reportValidity();
                name.addEventListener('input', () => name.setCustomValidity(''), { once: true });
                return;
              }
              try {
                await call('DELETE', `/v1/contacts/${contact.id}`);
                close();
                done();
              } catch (error) {
                fill(problem, trouble(error));
              }
            },
          },
          el('p', { class: 'small' }, t('erase.text')),
          el('label', {}, el('span', { class: 'small muted' }, t('erase.type', { name: wanted })), name),
          problem,
          el('button', { type: 'submit', class: 'button danger' }, t('erase.do')),
        ),
      ];
    },
  }).element;

export const knownSince = (contact: Contact): HTMLElement =>
  fact(t('card.since'), dayOf(contact.createdAt, now()), exactly(contact.createdAt));
